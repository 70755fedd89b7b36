"""What people write about a visit: its time, who it is for, what they wish."""
