"""One message on the wire: never early, never after its lease, and always with an outcome."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from aiogram.exceptions import TelegramMigrateToChat

from domain.messages.delivery import Cause, Claimed, Fault, Later
from domain.messages.retry import decide
from infra.mail.message import Mail
from infra.telegram import FAILURES, TIMEOUT, classify
from screens.messages.content import Call
from workers.clock import Clock
from workers.delivery import group
from workers.delivery.settle import Result
from workers.deps import Deps

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
    calls: Sequence[Call] | Mail
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
    claimed = begun.claimed
    barred = await group.may_go(deps, claimed) if group.is_group(claimed) else None
    await until(begun.go_at, deps.clock)
    if time.monotonic() > begun.lapses_at:
        return _give_back(claimed, deps.clock.utc())
    begun_at = deps.clock.now()
    deps.metrics.send_lateness_seconds.observe(begun_at - claimed.fire_at.timestamp())
    fault = barred or await _send(deps, begun)
    started, now = datetime.fromtimestamp(begun_at, UTC), deps.clock.utc()
    jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
    outcome = decide(fault, claimed.attempts + 1, started, now, jitter)
    return Result(claimed, outcome, fault, started, now)


def _give_back(claimed: Claimed, now: datetime) -> Result:
    """This process was away, or requests that nobody answered held every sender."""
    log.warning("lease_missed", message_id=claimed.id)
    again = Later(claimed.fire_at, counts=False)
    return Result(claimed, again, Fault(Cause.NOT_REACHED, "waited for a sender"), None, now)


async def _send(deps: Deps, begun: Begun) -> Fault | None:
    """All parts that are still to be sent, in order; where one fails the next try goes on."""
    sent = 0
    try:
        if isinstance(begun.calls, Mail):
            return await _mail(deps, begun.calls)
        for call in begun.calls:
            if sent and time.monotonic() > begun.lapses_at:
                return Fault(Cause.FLOODED, "parts are left", parts_sent=sent)
            await _call(deps, call)
            sent += 1
    except FAILURES as error:
        return replace(classify(error), parts_sent=sent)
    except Exception:  # a mistake of ours costs this try alone, never the sender or the process
        log.exception("delivery_failed", message_id=begun.claimed.id)
        return Fault(Cause.BUG, parts_sent=sent)
    return None


async def _call(deps: Deps, call: Call) -> None:
    try:
        await deps.wire.send(call[1], call[0])
    except TelegramMigrateToChat as moved:
        method, fields = await group.follow(deps, call, moved.migrate_to_chat_id)
        await deps.wire.send(fields, method)


async def _mail(deps: Deps, mail: Mail) -> Fault | None:
    if deps.mail is None:
        return Fault(Cause.MAIL_NOT_REACHED, "SMTP_URL is not set")
    return await deps.mail.send(mail)
