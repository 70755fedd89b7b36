"""What is kept of a person: shown to them, and forgotten."""
