"""How much of the house one account may fill."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one account may have at a time, 0 = as many as it likes.

    messages: planned once and waiting. series: that repeat, paused ones included. addresses: to
    which email goes.
    """

    messages: int = 1000
    series: int = 100
    addresses: int = 5


LIMITS = Limits()
