"""What phrases of time look like, whatever the language."""
