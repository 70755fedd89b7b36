"""A connection that stays open for the few statements that are sent by the hundred.

SQLAlchemy's way to the driver costs 100 to 250 microseconds of CPU a statement more than the
driver's own (docs/performance.md): for 30 messages written at once, more than writing them, and
for the one statement that begins every update, six times as much.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.driver import Fields, note

RESTING = 8  # connections that are kept for the next statement
REST = 30.0  # seconds without a statement after which the pool looks at the connection again


class Direct:
    """One connection of an engine's pool, taken at need. Each statement is a transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._lock = asyncio.Lock()
        self._pooled: AsyncConnection | None = None
        self._driver: asyncpg.Connection[Any] | None = None
        self._used_at = 0.0

    async def fetch(self, statement: str, *values: object) -> Sequence[Fields]:
        """See db.driver.Statements. Raises what the driver raises, and connects anew after that,
        unless it was a rule of ours that was broken.
        """
        note()
        async with self._lock:
            driver = self._driver
            if driver is None or time.monotonic() - self._used_at > REST:
                await self._give_back()
                driver = await self._connect()
            is_done = False
            try:
                rows: Sequence[Fields] = await driver.fetch(statement, *values, record_class=Fields)
                is_done = True
            except asyncpg.IntegrityConstraintViolationError:
                is_done = True
                raise
            finally:
                if not is_done:
                    await self._drop(is_lost=driver.is_closed())
            self._used_at = time.monotonic()
            return rows

    async def close(self) -> None:
        async with self._lock:
            await self._give_back()

    def end(self) -> None:
        """Close it while the engine is being disposed of."""
        pooled, self._pooled, self._driver = self._pooled, None, None
        if pooled is not None and (connection := pooled.sync_connection) is not None:
            connection.invalidate()
            connection.close()

    async def _connect(self) -> "asyncpg.Connection[Any]":
        self._pooled = await self._engine.connect()
        raw = await self._pooled.get_raw_connection()
        driver: asyncpg.Connection[Any] = raw.driver_connection
        self._driver = driver
        return driver

    async def _give_back(self) -> None:
        pooled, self._pooled, self._driver = self._pooled, None, None
        if pooled is not None:
            await pooled.close()

    async def _drop(self, *, is_lost: bool) -> None:
        """is_lost: the server has gone, and with it whatever waits in the pool."""
        pooled, self._pooled, self._driver = self._pooled, None, None
        if pooled is not None:
            await pooled.invalidate()
            await pooled.close()
        if is_lost:
            await self._engine.dispose()


class Directs:
    """As a Direct, but statements need not wait for each other. None is held between two, so that
    nobody who waits for a connection holds another one.

    Those that rest are closed when the engine is disposed of.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._rested: list[Direct] = []
        event.listen(engine.sync_engine, "engine_disposed", self._end)

    async def fetch(self, statement: str, *values: object) -> Sequence[Fields]:
        """See Direct."""
        direct = self._rested.pop() if self._rested else Direct(self._engine)
        try:
            return await direct.fetch(statement, *values)
        finally:
            if len(self._rested) < RESTING:
                self._rested.append(direct)
            else:
                await direct.close()

    def _end(self, _engine: object) -> None:
        while self._rested:
            self._rested.pop().end()


@asynccontextmanager
async def open_direct(engine: AsyncEngine) -> AsyncGenerator[Direct, None]:
    """A Direct that gives its connection back at the end."""
    direct = Direct(engine)
    try:
        yield direct
    finally:
        await direct.close()
