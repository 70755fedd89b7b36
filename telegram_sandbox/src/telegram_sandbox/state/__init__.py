"""Everything that is remembered, in memory alone: chats, people, groups, files, updates."""
