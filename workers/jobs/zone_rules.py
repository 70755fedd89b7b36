"""Once a worker starts: have the rules of time zones changed since the last one did?"""

from datetime import datetime

import structlog

from actions import zone_rules
from db.uow import Database

log = structlog.get_logger(__name__)


async def recount(database: Database, now: datetime) -> None:
    """Keep what is planned at its clock on the wall, and say what moved."""
    async with database.begin() as uow:
        done = await zone_rules.recount(uow, now)
    if done.slots or done.messages or done.stuck:
        log.info(
            "zone_rules_counted",
            zones=list(done.zones),
            slots=done.slots,
            messages=done.messages,
            stuck=list(done.stuck),
        )
