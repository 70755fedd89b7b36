"""What a test judges by: the record of all calls, and the faults that it has asked for."""
