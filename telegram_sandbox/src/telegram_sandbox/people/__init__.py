"""What people do in their clients, and how a page or a driver does it for them."""
