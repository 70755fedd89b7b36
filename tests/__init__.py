"""Slotbell's tests."""
