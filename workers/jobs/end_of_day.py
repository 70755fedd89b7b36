"""The end of a day: the desk is asked about visits that are still booked.

Nobody is a no-show by default: it may be that only the tap was forgotten.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog

from db.booking import lab as lab_rows
from db.desk import day as rows
from db.uow import Database
from domain.messages.schedule import whole_second
from domain.time.zones import to_wall

log = structlog.get_logger(__name__)
SOON = timedelta(seconds=1)


async def ask_about_open(database: Database, owners: Collection[int], now: datetime) -> int:
    """For each lab, today and yesterday: ask once it is over; how many people were asked.

    Safe for any number of workers at any time.
    """
    due = whole_second(now) + SOON
    people = 0
    async with database.begin() as uow:
        for lab in await lab_rows.all_labs(uow):
            today = to_wall(now, lab.zone).date()
            for day in (today - timedelta(days=1), today):
                people += await rows.ask_about(uow, lab, day, now=now, due=due, owners=owners)
        if people:
            uow.ring_at(due)
    if people:
        log.info("open_visits_asked", people=people)
    return people
