"""What is asked and told before a visit, on its day too."""
