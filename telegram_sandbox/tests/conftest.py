"""Properties read the same examples each time and have no stopwatch, for busy machines."""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
