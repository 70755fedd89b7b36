"""What words of time mean together: instants, rules, doubts."""
