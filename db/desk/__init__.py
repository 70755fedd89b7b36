"""The desk: the day, its visits, phone calls, reports."""
