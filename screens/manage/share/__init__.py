"""What one account may have of the house, and an account that takes too much of it."""
