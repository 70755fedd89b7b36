"""The HTTP of the page, the driver and the judge; the bot has its own in the gateway."""
