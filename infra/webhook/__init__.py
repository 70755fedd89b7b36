"""Webhooks: signed requests to programs, and where they may go."""
