"""Forgetting which updates are done, once Telegram cannot bring them again."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from db import updates
from db.outage import FAILURES
from db.uow import Database

log = structlog.get_logger(__name__)
KEEP_FOR = timedelta(hours=48)  # Telegram gives an update up after 24
CHUNK = 10_000  # rows in one transaction
EVERY = 6 * 3600.0  # seconds


async def keep_forgetting(database: Database) -> None:
    """For ever; whatever ails Postgres costs one round and no more."""
    while True:
        try:
            count = await forget(database, datetime.now(UTC) - KEEP_FOR)
        except FAILURES as error:
            log.warning("updates_kept", error=type(error).__name__)
        else:
            if count:
                log.info("updates_forgotten", count=count)
        await asyncio.sleep(EVERY)


async def forget(database: Database, before: datetime, chunk: int = CHUNK) -> int:
    """Forget what was done before an instant (aware UTC); how many.

    In pieces, each committed: all at once would run into the statement's time limit once too
    many have gathered, and from then on for ever.
    """
    total = 0
    while True:
        async with database.begin() as uow:
            count = await updates.forget(uow, before, chunk)
        total += count
        if count < chunk:
            return total
