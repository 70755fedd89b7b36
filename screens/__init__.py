"""What people see: pure functions from values to a Screen; callbacks.py holds the buttons."""
