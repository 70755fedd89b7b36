"""What stands between a booking and its visit: messages tied to it, fasting, arriving."""
