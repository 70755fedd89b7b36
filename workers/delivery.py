"""One message on the wire: never early, never after its lease, and always with an outcome."""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from domain.delivery import Cause, Claimed, Fault, Later
from domain.retry import decide
from infra.telegram import FAILURES, TIMEOUT, Wire, classify
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
    fields: Mapping[str, Any]
    go_at: float
    lapses_at: float


def lapses_at(checked_at: float) -> float:
    """The latest monotonic instant to send at, if LEFT seconds of lease were seen then."""
    return checked_at + LEFT - TIMEOUT


async def until(at: float, clock: Clock) -> None:
    """Sleep until the clock shows `at` (seconds since 1970), and not a moment less."""
    while (rest := at - clock.now()) > 0:  # noqa: ASYNC110 - an instant is no event
        await asyncio.sleep(rest - COARSE / 2 if rest > COARSE else 0)


async def deliver(deps: Deps, begun: Begun) -> Result:
    """Send it at its instant; never after its lease: it is given back then, for it was not sent."""
    await until(begun.go_at, deps.clock)
    if time.monotonic() > begun.lapses_at:
        return _give_back(begun.claimed, deps.clock.utc())
    claimed, begun_at = begun.claimed, deps.clock.now()
    deps.metrics.send_lateness_seconds.observe(begun_at - claimed.fire_at.timestamp())
    fault = await _send(deps.wire, begun)
    started, now = datetime.fromtimestamp(begun_at, UTC), deps.clock.utc()
    jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
    outcome = decide(fault, claimed.attempts + 1, started, now, jitter)
    return Result(claimed, outcome, fault, started, now)


def _give_back(claimed: Claimed, now: datetime) -> Result:
    """This process was away, or requests that nobody answered held every sender."""
    log.warning("lease_missed", message_id=claimed.id)
    again = Later(claimed.fire_at, counts=False)
    return Result(claimed, again, Fault(Cause.NOT_REACHED, "waited for a sender"), None, now)


async def _send(wire: Wire, begun: Begun) -> Fault | None:
    try:
        await wire.send(begun.fields)
    except FAILURES as error:
        return classify(error)
    except Exception:
        log.exception("delivery_failed", message_id=begun.claimed.id)
        return Fault(Cause.BUG)
    return None
