"""What a worker does beside sending, a few seconds apart: undos that are over, broadcasts and
closures under way, the waiting list, slots to make, days to ask about. Any number of workers may do
it at once."""

from datetime import datetime, timedelta

import structlog

from actions.deed import KEPT_FOR
from actions.manage.opening_hours import fill_all
from db import readings, undo
from db.account import web_deed, web_session
from db.account.personal import retire as retiring
from db.messages import sweep
from db.uow import Database
from workers.deps import Deps
from workers.jobs import broadcast, closure, queue, recall, waitlist
from workers.jobs.end_of_day import ask_about_open

log = structlog.get_logger(__name__)
SIGNED_OUT_FOR = timedelta(days=1)
MOST = 500  # rows in one statement
RETIRING = 7  # the minute of each hour in which what is old loses its words
ROUNDS = 20  # of so many rows


async def do(deps: Deps, now: datetime, *, is_seldom: bool) -> None:
    """One round. is_seldom: also what need not be looked at every few seconds."""
    async with deps.database.each() as uow:
        due = await sweep.due(uow, now)
        if due.undos:
            await undo.release(uow, now, MOST)
    if due.broadcasts:
        await broadcast.go_on(deps, now)
    if due.closures:
        await closure.go_on(deps, now)
    if due.queue:
        await queue.go_on(deps, now)
    if due.waits:
        await waitlist.go_on(deps, now)
    if is_seldom:
        await recall.go_on(deps.database, now)
        await ask_about_open(deps.database, deps.settings.admin_ids, now)
        await make_slots(deps.database, now)
        await forget_readings(deps.database, now - timedelta(days=deps.settings.readings_days))
        await forget_web(deps.database, now)
        if now.minute == RETIRING:
            await retire(deps.database, now)


async def forget_web(database: Database, now: datetime) -> None:
    """Links and browsers that are long signed out, and what requests have done."""
    async with database.each() as uow:
        await web_session.forget(uow, now - SIGNED_OUT_FOR)
        await web_deed.forget(uow, now - KEPT_FOR)


async def retire(database: Database, now: datetime) -> int:
    """Visits and messages that are older than managers want them kept; how many.

    Any number of workers may do it, and a crash leaves nothing half done.
    """
    visits = messages = 0
    for _ in range(ROUNDS):
        async with database.begin() as uow:
            kept = await retiring.months(uow)
            done = await retiring.retire(uow, kept, MOST, now) if kept else (0, 0)
        visits, messages = visits + done[0], messages + done[1]
        if max(done) < MOST:
            break
    if visits or messages:
        log.info("data_retired", visits=visits, messages=messages)
    return visits + messages


async def forget_readings(database: Database, before: datetime) -> None:
    """Who looked at which patients is kept so long, and no longer."""
    async with database.each() as uow:
        count = await readings.forget(uow, before, MOST)
    if count:
        log.info("readings_forgotten", count=count)


async def make_slots(database: Database, now: datetime) -> int:
    """Whatever is missing of the slots of the next 60 days; how many were made.

    Two workers never make one twice: hours that another worker is at are passed over, and the
    database has one slot for each start. A crash in the middle leaves nothing half done.
    """
    async with database.begin() as uow:
        made = await fill_all(uow, now)
    if made:
        log.info("slots_made", count=made)
    return made
