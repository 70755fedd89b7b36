"""Everything on one machine, for trying out: demo, smoke, embedded servers. Not in the image."""
