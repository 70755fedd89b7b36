"""What a conversation waits for: states, frozen drafts, in-memory storage with a time limit."""
