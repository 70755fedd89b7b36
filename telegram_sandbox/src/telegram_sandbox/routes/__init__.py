"""The HTTP side of the page, the driver and the judge; the bot talks to the gateway."""
