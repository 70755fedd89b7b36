"""When to try again: three tries within fifteen minutes, a flood wait costs none."""

from datetime import datetime, timedelta

from domain.messages.delivery import FINAL, WAITS, Cause, Delivered, Fault, GiveUp, Later, Outcome
from domain.messages.schedule import whole_second

STEPS = (timedelta(minutes=5), timedelta(minutes=10))
"""From the begin of a try to the next, at most: so the third is at most 15:00 after the first."""
TRIES = len(STEPS) + 1
SHORTENED = 0.2  # the part of a step that jitter may take away
LONGEST_FLOOD = timedelta(hours=1)
SIGN_IN = timedelta(minutes=1)
"""Until the next try when Telegram refuses our token, which only the operator can mend."""


def next_try(attempt: int, begun_at: datetime, jitter: float) -> datetime | None:
    """When to try again after failed try number `attempt` (from 1); None when all are spent.

    begun_at: when that try was due. jitter: 0 to 1, it only shortens. Whole seconds, so that a
    fraction never makes the wait longer.
    """
    if attempt > len(STEPS):
        return None
    at = begun_at + STEPS[attempt - 1] * (1 - SHORTENED * jitter)
    return at.replace(microsecond=0)


def decide(
    fault: Fault | None, attempt: int, begun_at: datetime, now: datetime, jitter: float
) -> Outcome:
    """The outcome of try number `attempt` (from 1), which was due at `begun_at` and ended `now`.

    An answer of 429 waits as long as Telegram asks and does not count; nor does a mail that
    found no connection free, nor a refused token: it is no message's fault, so none dies of it.
    """
    if fault is None:
        return Delivered()
    if fault.cause in FINAL:
        return GiveUp(fault.cause)
    if fault.cause in WAITS:
        wait = min(fault.wait, LONGEST_FLOOD)
        return Later(whole_second(now + wait), counts=False)
    if fault.cause is Cause.UNAUTHORIZED:
        return Later(whole_second(now + SIGN_IN), counts=False)
    at = next_try(attempt, begun_at, jitter)
    return GiveUp(fault.cause) if at is None else Later(max(at, whole_second(now)), counts=True)
