"""Composition root of the worker process: alarms, delivery, the midnight scan and the sweep."""
