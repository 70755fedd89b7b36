"""One message on the wire: never early, never after its lease, and always with an outcome."""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from domain.delivery import Cause, Claimed, Fault
from domain.retry import decide
from infra.mail_message import Mail
from infra.telegram import FAILURES, TIMEOUT, classify
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
    fields: Mapping[str, Any] | Mail
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
    fault = await _send(deps, begun)
    started, now = datetime.fromtimestamp(begun_at, UTC), deps.clock.utc()
    jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
    outcome = decide(fault, claimed.attempts + 1, started, now, jitter)
    return Result(claimed, outcome, fault, started, now)


async def _send(deps: Deps, begun: Begun) -> Fault | None:
    try:
        if isinstance(begun.fields, Mail):
            return await _mail(deps, begun.fields)
        await deps.wire.send(begun.fields)
    except FAILURES as error:
        return classify(error)
    except Exception:
        log.exception("delivery_failed", message_id=begun.claimed.id)
        return Fault(Cause.BUG)
    return None


async def _mail(deps: Deps, mail: Mail) -> Fault | None:
    if deps.mail is None:
        return Fault(Cause.MAIL_NOT_REACHED, "SMTP_URL is not set")
    return await deps.mail.send(mail)
