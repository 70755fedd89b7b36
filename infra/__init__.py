"""The rest of the outside world: settings, clock, log, metrics, queue, throttle, Telegram."""
