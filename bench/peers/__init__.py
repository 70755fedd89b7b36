"""Other schedulers, sending the same plans to the same null API."""
