"""Managing the lab: hours, closures, catalogue, team, numbers."""
