"""Messages: what is scheduled, repeated, broadcast, delivered."""
