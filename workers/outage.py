"""What a server that is down looks like from here: waited for, never died of."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from redis.exceptions import RedisError

from db import outage

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
POSTGRES = outage.FAILURES
REDIS = (RedisError, OSError)
FIRST, LONGEST = 0.1, 2.0  # seconds between two tries, doubled each time


async def until_done(work: Callable[[], Awaitable[Result]], what: str) -> Result:
    """Do it, again and again while Postgres is down. `what` names it in the log."""
    pause = FIRST
    while True:
        try:
            return await work()
        except POSTGRES as error:
            log.warning("database_missed", doing=what, error=type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST)
