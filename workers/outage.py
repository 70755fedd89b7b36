"""Servers that are down: the worker waits for them and never dies of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from redis.exceptions import RedisError

from db.outage import FAILURES
from infra.clock import backoff

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
POSTGRES = FAILURES
REDIS = (RedisError, OSError)
FIRST, LONGEST = 0.1, 2.0  # seconds between two tries
AGAIN = 0.2  # seconds after which a cancellation is asked for again


async def until_done(work: Callable[[], Awaitable[Result]], what: str) -> Result:
    """Do it, again and again while Postgres is down. `what` names it in the log."""
    for pause in backoff(FIRST, LONGEST):
        try:
            return await work()
        except POSTGRES as error:
            log.warning("database_missed", doing=what, error=type(error).__name__)
        await asyncio.sleep(pause)
    raise AssertionError("a backoff has no end")


async def cancel(*tasks: "asyncio.Task[None]") -> None:
    """Cancel until they are over.

    redis-py swallows a cancellation that comes just as it looks for waiting bytes, so one is not
    enough for a task that talks to Redis.
    """
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=AGAIN)
