"""Measuring the request path, from an update to its answer: `python -m bench.webhook`."""
