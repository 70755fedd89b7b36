"""Making the slots of opening hours, 60 days ahead."""

from datetime import datetime

import structlog

from actions.manage.opening_hours import fill_all
from db.uow import Database

log = structlog.get_logger(__name__)


async def make_slots(database: Database, now: datetime) -> int:
    """Whatever is missing; how many were made. Two workers never make one twice.

    Hours that another worker is at are passed over, and the database has one slot for each start:
    a crash in the middle leaves nothing half done.
    """
    async with database.begin() as uow:
        made = await fill_all(uow, now)
    if made:
        log.info("slots_made", count=made)
    return made
