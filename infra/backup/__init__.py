"""The file that a backup is, and PostgreSQL's own programs that fill and read it."""
