"""The message of each visit, edited as the visit goes on; late reports, told before they ask.

What is shown follows what stands in Postgres: whoever marks a visit, by whichever door, says
nothing to this. A look takes a visit for itself for a while; of a worker that dies in between the
next one shows it again. Only a first message, or one in the place of a lost one, could then be
there twice.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

import structlog

from db.desk import tracker as rows
from db.messages import dead_letters
from db.uow import Uow
from domain.booking.booking import Visit
from domain.desk.tracker import AFTER_REPORT, STEPS, Stage, Standing, Tracked, next_look, standing
from domain.messages.delivery import FINAL, Cause, Fault
from infra.telegram import FAILURES, classify
from infra.throttle import SendRequest
from screens.desk import tracker as screens
from screens.language import speaking
from screens.screen import Screen
from workers.content.chat import edit
from workers.deps import Deps
from workers.outage import POSTGRES

log = structlog.get_logger(__name__)
EVERY = 2.0  # seconds between two looks
LEASE = timedelta(seconds=25)  # a request gives up after 15
AGAIN = timedelta(seconds=30)  # after a failure that may pass
MOST = 20  # visits at a time
OPENED = 200
SAME = "not modified"
PATIENCE = 1.0  # seconds that an edit may wait for its turn


@dataclass(frozen=True, slots=True)
class Look:
    """A visit, and how it stands."""

    it: Tracked
    now_is: Standing
    visit: Visit | None


async def keep_telling(deps: Deps) -> None:
    """Look for ever."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await look(deps, deps.clock.utc())
        except POSTGRES as error:
            log.warning("database_missed", doing="track", error=type(error).__name__)


async def look(deps: Deps, now: datetime) -> int:
    """Show whatever has changed; how many visits were looked at."""
    async with deps.database.begin() as uow:
        await rows.open_due(uow, now, OPENED)
    count = 0
    while True:
        async with deps.database.begin() as uow:
            found = await _take(uow, now)
        async with asyncio.TaskGroup() as tasks:
            for one in found:
                tasks.create_task(_show(deps, one, now))
        count += len(found)
        if len(found) < MOST:
            return count


async def _take(uow: Uow, now: datetime) -> list[Look]:
    """Those to look at; what is promised, and that it is late, is kept and staged with that."""
    taken = await rows.take(uow, now, now + LEASE, MOST)
    looks = [(it, standing(it, now)) for it in taken]
    for it, now_is in looks:
        await rows.keep(uow, it, now_is)
        if not now_is.is_late:
            continue
        log.info("report_late", booking_id=it.booking_id)
        if it.is_reached and now_is.expected_at is not None:
            by, intent = now_is.expected_at, f"late:{it.booking_id}"
            await rows.tell_later(uow, it.booking_id, it.account_id, by, now=now, intent=intent)
    if ready := [it.booking_id for it, now_is in looks if now_is.stage is Stage.READY]:
        await rows.unsay(uow, ready)
    visits = await dead_letters.visits(uow, [it.booking_id for it in taken]) if taken else {}
    return [Look(it, now_is, visits.get(it.booking_id)) for it, now_is in looks]


async def _show(deps: Deps, one: Look, now: datetime) -> None:
    """Edit or send, then write down what stands there now; or try again later."""
    it, now_is = one.it, one.now_is
    message_id, digest = it.message_id, it.shown
    if one.visit is not None and _is_worth_it(it, now_is, now):
        with speaking(one.visit.locale):
            screen = screens.tracker(one.visit, now_is, now)
        told = _digest(screen)
        if message_id is None or told != digest:
            try:
                message_id = await _put(deps, it, screen)
            except FAILURES as error:
                fault = classify(error)
                if fault.cause not in FINAL:
                    await _put_off(deps, it, fault, now)
                    return
                log.info("tracker_not_shown", booking_id=it.booking_id, cause=fault.cause)
            digest = told
    until = now + AFTER_REPORT if now_is.stage is Stage.READY else None
    at = next_look(now_is, it.zone, now)
    async with deps.database.each() as uow:
        await rows.settle(uow, it, rows.Shown(now_is.stage, message_id, digest, at, until))


def _is_worth_it(it: Tracked, now_is: Standing, now: datetime) -> bool:
    """Whom nobody reaches sees nothing; and a first message has something to follow."""
    if not it.is_reached:
        return False
    if it.message_id is not None or it.shown:
        return True
    is_over = now_is.stage is Stage.BOOKED and it.ends_at <= now
    return now_is.stage in STEPS[:-1] and not is_over


async def _put(deps: Deps, it: Tracked, screen: Screen) -> int:
    """In place of what stands there; anew, and as silently, where that is lost. Its id."""
    [answer] = await deps.throttle.ask([SendRequest(it.account_id, 0.0, PATIENCE, 1)])
    if not answer.may_go:
        raise TimeoutError
    await asyncio.sleep(answer.delay)
    if it.message_id is not None:
        try:
            await edit(deps.wire, it.account_id, it.message_id, screen)
        except FAILURES as error:
            fault = classify(error)
            if fault.cause is not Cause.BAD_REQUEST:
                raise
            if SAME in fault.detail:
                return it.message_id
        else:
            return it.message_id
    sent = await deps.wire.bot.send_message(
        it.account_id, screen.text, reply_markup=None, disable_notification=True
    )
    return sent.message_id


async def _put_off(deps: Deps, it: Tracked, fault: Fault, now: datetime) -> None:
    log.info("tracker_put_off", booking_id=it.booking_id, cause=fault.cause)
    async with deps.database.each() as uow:
        await rows.put_off(uow, it, now + max(AGAIN, fault.wait))


def _digest(screen: Screen) -> str:
    return blake2b(screen.text.encode(), digest_size=12).hexdigest()
