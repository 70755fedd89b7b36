"""What people do in their clients, and the updates that the bot gets for it."""
