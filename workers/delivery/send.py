"""One message on the wire: never early, never after its lease, and always with an outcome."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog
from aiogram.exceptions import TelegramMigrateToChat

from db.messages import chat, delivery
from domain.messages.chat import may_schedule_there
from domain.messages.delivery import GONE, Cause, Claim, Fault, Later, decide
from domain.messages.schedule import whole_second
from domain.refusals import BotMayNotPost, NotAdmin, NotFound
from infra.mail.message import Mail
from infra.telegram import FAILURES, TIMEOUT, classify
from infra.telemetry import traces
from infra.webhook.message import Post
from screens.messages.content import Call
from workers.clock import Clock
from workers.delivery.settle import Result
from workers.deps import Deps

log = structlog.get_logger(__name__)
LEASE = 45.0  # seconds a claim holds
LEFT = 20.0  # of these, what must be left when a message is begun
COARSE = 0.002  # uvloop's timers count whole milliseconds and wake up to 1.3 ms early


@dataclass(frozen=True, slots=True)
class Departure:
    """A message that has passed the last check. go_at: seconds since 1970, not before it.

    lapses_at: time.monotonic() after which its answer could come later than its lease ends.
    """

    claimed: Claim
    calls: Sequence[Call] | Mail | Post
    go_at: float
    lapses_at: float


class Sent(NamedTuple):
    """What came of it, and the id of the last message; 0 = none."""

    fault: Fault | None
    message: int = 0


def lapses_at(checked_at: float) -> float:
    """The latest monotonic instant to send at, if LEFT seconds of lease were seen then."""
    return checked_at + LEFT - TIMEOUT


async def until(at: float, clock: Clock) -> None:
    """Sleep until the clock shows `at` (seconds since 1970), and not a moment less."""
    while (rest := at - clock.now()) > 0:  # noqa: ASYNC110 - an instant is no event
        await asyncio.sleep(rest - COARSE / 2 if rest > COARSE else 0)


async def deliver(deps: Deps, begun: Departure) -> Result:
    """Send it at its instant; never after its lease: it is given back then, for it was not sent."""
    claimed = begun.claimed
    barred = await may_go(deps, claimed) if is_group(claimed) else None
    parent = await _cause(deps, claimed) if traces.is_on() else ""
    await until(begun.go_at, deps.clock)
    if time.monotonic() > begun.lapses_at:
        return _give_back(claimed, deps.clock.utc())
    begun_at = deps.clock.now()
    late = begun_at - claimed.fire_at.timestamp()
    deps.metrics.send_lateness_seconds.observe(late)
    with traces.span("delivery", parent=parent) as span:
        sent = Sent(barred) if barred else await _send(deps, begun)
        span.set_attribute("slotbell.message_id", claimed.id)
        span.set_attribute("slotbell.attempt", claimed.attempts + 1)
        span.set_attribute("slotbell.late_ms", round(late * 1000, 1))
        span.set_attribute("slotbell.fault", sent.fault.cause.value if sent.fault else "none")
    fault = sent.fault
    started, now = datetime.fromtimestamp(begun_at, UTC), deps.clock.utc()
    jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
    outcome = decide(fault, claimed.attempts + 1, begun_at=started, now=now, jitter=jitter)
    if is_of_a_visit(claimed) and fault and fault.cause in GONE and not claimed.attempts:
        outcome = Later(whole_second(now), counts=True)  # looked at anew: it waits, or is mailed
    return Result(claimed, outcome, fault, started, now, sent.message)


async def _cause(deps: Deps, claimed: Claim) -> str:
    async with deps.database.read() as uow:
        return await delivery.trace_of(uow, claimed.id)


def _give_back(claimed: Claim, now: datetime) -> Result:
    """This process was away, or requests that nobody answered held every sender."""
    log.warning("lease_missed", message_id=claimed.id)
    again = Later(claimed.fire_at, counts=False)
    return Result(claimed, again, Fault(Cause.NOT_REACHED, "waited for a sender"), None, now)


async def _send(deps: Deps, begun: Departure) -> Sent:
    """All parts that are still to be sent, in order; where one fails the next try goes on."""
    sent = message = 0
    try:
        if isinstance(begun.calls, Mail):
            return Sent(await _mail(deps, begun.calls))
        if isinstance(begun.calls, Post):
            return Sent(await deps.poster.send(begun.calls))
        for call in begun.calls:
            if sent and time.monotonic() > begun.lapses_at:
                return Sent(Fault(Cause.FLOODED, "parts are left", parts_sent=sent))
            message = await _call(deps, call)
            sent += 1
    except FAILURES as error:
        return Sent(replace(classify(error), parts_sent=sent))
    except Exception:  # a mistake of ours costs this try alone, never the sender or the process
        log.exception("delivery_failed", message_id=begun.claimed.id)
        return Sent(Fault(Cause.BUG, parts_sent=sent))
    return Sent(None, message)


async def _call(deps: Deps, call: Call) -> int:
    """The id of the message."""
    try:
        return await deps.wire.send(call[1], call[0])
    except TelegramMigrateToChat as moved:
        method, fields = await follow(deps, call, moved.migrate_to_chat_id)
        return await deps.wire.send(fields, method)


async def _mail(deps: Deps, mail: Mail) -> Fault | None:
    if deps.mail is None:
        return Fault(Cause.MAIL_NOT_REACHED, "SMTP_URL is not set")
    return await deps.mail.send(mail)


def is_of_a_visit(claimed: Claim) -> bool:
    """Whether it reminds of a visit."""
    return claimed.content.get("kind") == "reminder"


def is_group(claimed: Claim) -> bool:
    """Whether it goes to a group or channel: those have ids below zero."""
    return claimed.recipient.startswith("-")


async def may_go(deps: Deps, claimed: Claim) -> Fault | None:
    """Why it must not go there any more; None if it may. Nothing has been sent by a fault here."""
    chat_id = int(claimed.recipient)
    try:
        found = await deps.rights.look(chat_id, claimed.author_id)
    except FAILURES as error:
        fault = classify(error)
        is_flood = fault.cause is Cause.FLOODED
        return fault if is_flood else replace(fault, cause=Cause.NOT_REACHED, wait=timedelta())
    if found is None:
        return None  # the wire's own refusal says why: removed, moved, or gone
    try:
        may_schedule_there(found)
    except NotFound:
        return Fault(Cause.NO_RIGHTS, "the author or the bot is not there any more")
    except NotAdmin:
        return Fault(Cause.NO_RIGHTS, "not_admin")
    except BotMayNotPost:
        return Fault(Cause.NO_RIGHTS, "bot_may_not_post")
    return None


async def follow(deps: Deps, call: Call, new: int) -> Call:
    """The same call to the supergroup that a group has become; written down for what waits."""
    method, fields = call
    old = int(fields["chat_id"])
    async with deps.database.begin() as uow:
        await chat.migrate(uow, old, new)
    log.info("group_followed", old=old, new=new)
    return method, {**fields, "chat_id": new}
