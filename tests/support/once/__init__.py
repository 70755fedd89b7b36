"""Every deed of every handler, disturbed at each of its calls: stand, scenarios, judge."""
