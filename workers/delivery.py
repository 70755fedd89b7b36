"""One message on the wire: never early, never after its lease, and always with an outcome."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from domain.delivery import Cause, Claimed, Fault
from domain.retry import decide
from infra.telegram import FAILURES, TIMEOUT, Wire, classify
from screens.content import Call
from workers.clock import Clock
from workers.deps import Deps
from workers.settle import Result

log = structlog.get_logger(__name__)
LEASE = 45.0  # seconds a claim holds
LEFT = 20.0  # of these, what must be left when a message is begun
COARSE = 0.002  # uvloop's timers count whole milliseconds and wake up to 1.3 ms early


@dataclass(frozen=True, slots=True)
class Begun:
    """A message that has passed the last check. go_at: seconds since 1970, not before it.

    lapses_at: time.monotonic() after which its answer could come later than its lease ends.
    """

    claimed: Claimed
    calls: Sequence[Call]
    go_at: float
    lapses_at: float


def lapses_at(checked_at: float) -> float:
    """The latest monotonic instant to send at, if LEFT seconds of lease were seen then."""
    return checked_at + LEFT - TIMEOUT


async def until(at: float, clock: Clock) -> None:
    """Sleep until the clock shows `at` (seconds since 1970), and not a moment less."""
    while (rest := at - clock.now()) > 0:  # noqa: ASYNC110 - an instant is no event
        await asyncio.sleep(rest - COARSE / 2 if rest > COARSE else 0)


async def deliver(deps: Deps, begun: Begun) -> Result | None:
    """Send it at its instant. None if this process was away so long that it must not any more."""
    await until(begun.go_at, deps.clock)
    if time.monotonic() > begun.lapses_at:
        log.warning("lease_missed", message_id=begun.claimed.id)
        return None
    claimed, begun_at = begun.claimed, deps.clock.now()
    deps.metrics.send_lateness_seconds.observe(begun_at - claimed.fire_at.timestamp())
    fault = await _send(deps.wire, begun)
    started, now = datetime.fromtimestamp(begun_at, UTC), deps.clock.utc()
    jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
    outcome = decide(fault, claimed.attempts + 1, started, now, jitter)
    return Result(claimed, outcome, fault, started, now)


async def _send(wire: Wire, begun: Begun) -> Fault | None:
    """All parts that are still to be sent, in order; where one fails the next try goes on."""
    for number, call in enumerate(begun.calls):
        if number and time.monotonic() > begun.lapses_at:
            return Fault(Cause.FLOODED, "parts are left", parts_sent=number)
        if (fault := await _call(wire, begun, call)) is not None:
            return replace(fault, parts_sent=number)
    return None


async def _call(wire: Wire, begun: Begun, call: Call) -> Fault | None:
    try:
        await wire.send(call[1], call[0])
    except FAILURES as error:
        return classify(error)
    except Exception:
        log.exception("delivery_failed", message_id=begun.claimed.id)
        return Fault(Cause.BUG)
    return None
