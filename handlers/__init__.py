"""Telegram events -> actions -> screens."""
