"""What becomes of each call of the Bot API: made once, and again where it was not taken."""
