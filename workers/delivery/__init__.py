"""From an alarm to a settled message."""
