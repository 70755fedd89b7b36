"""The database's time, which judges leases and due dates, by this process's own monotonic clock.

A wall clock that is wrong, or is set while we run, makes nothing early or late.
"""

import time
from datetime import UTC, datetime

from db.messages import sweep
from db.uow import Database

SAMPLES = 15


class Clock:
    """Reads the time; until it is measured, by the wall clock of this machine."""

    def __init__(self) -> None:
        self._base = time.time() - time.monotonic()

    def now(self) -> float:
        """Seconds since 1970 by the database's clock, never ahead of it."""
        return time.monotonic() + self._base

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    async def measure(self, database: Database) -> None:
        """Set it by the database's clock.

        Of each answer we only know that it was read before it arrived, so the largest difference
        is the closest that is surely not ahead.
        """
        differences = []
        async with database.read() as uow:
            for _ in range(SAMPLES):
                now = await sweep.clock(uow)
                differences.append(now - time.monotonic())
        self._base = max(differences)
