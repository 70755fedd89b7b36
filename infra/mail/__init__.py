"""E-mail: addresses of servers, letters on the wire, sending."""
