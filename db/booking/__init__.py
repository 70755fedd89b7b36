"""Booking: from a test to a confirmed seat."""
