"""What tests judge by: the record of all calls, and the faults that they ordered."""
