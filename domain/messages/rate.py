"""A token bucket as arithmetic, in whole microseconds: when the next message may go.

The generic cell rate algorithm: a bucket is one number, the instant at which it will be full
again. infra/throttle.lua does the same sums for many messages in one call.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SECOND = 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Rate:
    """One message every `interval` microseconds, and `burst` of them at once after a rest."""

    interval: int
    burst: int

    @property
    def tolerance(self) -> int:
        """How far ahead of its pace a bucket may be."""
        return self.interval * (self.burst - 1)


@dataclass(frozen=True, slots=True)
class Admission:
    """The message may go `at`; `levels` are the buckets afterwards."""

    at: int
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Delay:
    """Nothing was taken; ask again at `at`."""

    at: int


CHAT = Rate(SECOND, 3)  # Telegram: 1/s to one chat, short bursts are let through
GROUP = Rate(4 * SECOND, 5)  # 5 + 60/4 = 20 in any minute


def everybody(per_second: float) -> Rate:
    """The rate of all messages together; half a second's worth may go at once."""
    return Rate(max(1, round(SECOND / per_second)), max(1, int(per_second / 2)))


def take(
    levels: Sequence[int], rates: Sequence[Rate], earliest: int, latest: int, *, items: int = 1
) -> Admission | Delay:
    """Take one token of every bucket for a message that may go from `earliest` on.

    The first bucket is everybody's: its wait may be slept through, as long as the message goes
    by `latest`. The others are one chat's: while they are empty nothing is taken, so that no
    other chat waits for this one. Instants in microseconds. A message of several items goes when
    one could, and those after it wait for all of its items.
    """
    at = max(earliest, levels[0] - rates[0].tolerance)
    ready = max(
        (level - rate.tolerance for level, rate in zip(levels[1:], rates[1:], strict=True)),
        default=at,
    )
    if ready > at or at > latest:
        return Delay(max(ready, at - (latest - earliest)))
    pairs = zip(levels, rates, strict=True)
    return Admission(at, tuple(max(level, at) + rate.interval * items for level, rate in pairs))
