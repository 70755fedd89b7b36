"""People: who writes to us, their zone, their email addresses."""
