"""Everything that is remembered, in memory only: chats, people, groups, files, updates."""
