"""The rest of the outside world: settings, clock, log, metrics, queue, throttle, Telegram."""

VERSION = "0.1.0"  # as in pyproject.toml, which is not in the image
