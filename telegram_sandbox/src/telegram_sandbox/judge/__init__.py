"""What no person would use: the record of all calls, and faults on demand."""
