"""The structure tests."""
