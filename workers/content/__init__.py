"""What is sent, as Telegram calls and letters."""
