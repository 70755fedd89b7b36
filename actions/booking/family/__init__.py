"""A family: several of those an account books for, at once."""
