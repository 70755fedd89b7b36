"""What every update passes on its way to a handler, from the outside in: flood, lock, arrival."""
