"""Setting the alarms of the coming day: one statement, one pipeline."""

import structlog

from db.messages import sweep
from infra import queue
from workers.deps import Deps

log = structlog.get_logger(__name__)


async def set_alarms(deps: Deps) -> int:
    """Set an alarm for every distinct instant up to the horizon; how many there are.

    Safe to run any number of times. Raises what Postgres or Redis raise.
    """
    now = deps.clock.utc()
    async with deps.database.read() as uow:
        found = await sweep.instants(uow, now, queue.horizon(now))
    await queue.ring(deps.redis, found, now)
    log.info("alarms_set", count=len(found))
    return len(found)
