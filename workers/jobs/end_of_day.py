"""The end of a day: the desk is asked about visits that are still booked. Nobody is a no-show by
default, for whoever forgot to tap is not the patient."""

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog

from db.desk import day as rows
from db.uow import Database
from domain.desk.day import ASK_AFTER
from domain.messages.schedule import whole_second
from domain.time.zones import day_bounds, to_wall

log = structlog.get_logger(__name__)
SOON = timedelta(seconds=1)


async def ask_about_open(database: Database, owners: Collection[int], now: datetime) -> int:
    """For each lab, today and yesterday: ask once it is over; how many people were asked.

    Safe for any number of workers at any time.
    """
    due = whole_second(now) + SOON
    values = {"now": now, "due": due, "quiet_since": now - ASK_AFTER, "owners": list(owners)}
    people = 0
    async with database.begin() as uow:
        for lab in await rows.labs_with_zones(uow):
            today = to_wall(now, lab.zone).date()
            for day in (today - timedelta(days=1), today):
                bounds = day_bounds(day, lab.zone)
                people += await rows.ask_about(uow, lab.id, day, bounds, values)
        if people:
            uow.ring_at(due)
    if people:
        log.info("open_visits_asked", people=people)
    return people
