"""A unit of work: one transaction, its statements counted, its alarms set after it is committed."""

import asyncio
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Collection,
    Mapping,
    Sequence,
)
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

import asyncpg
from sqlalchemy import ClauseElement, Executable, Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import QueuePool

from db.base import POOL, open_engine
from db.direct import CAUSE, Directs, Fields, Words, cause, note

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Ring = Callable[[Collection[datetime]], Awaitable[None]]
"""Sets alarms for instants. May fail or hang: it is given little time and never believed."""
Values = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
Made = TypeVar("Made")
Filled = TypeVar("Filled", bound="DataclassInstance")
RING_WITHIN = 0.2  # seconds that a person waits for Redis at most; the sweep finds what was missed


class RuleBroken(Exception):
    """A constraint refused a row, and everything since the savepoint is undone.

    rule: the constraint's name.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


BROKEN = (RuleBroken, IntegrityError)
"""What a constraint raises, with a savepoint or without."""


@dataclass(slots=True)
class Mark:
    """What is to be kept beside what an update does (actions.journal): entries of its result.

    position: after so many others. is_kept: by the very statement that did it.
    """

    update_id: int
    position: int
    entries: Callable[[object], Sequence[bytes]]
    is_kept: bool = False


class Uow:
    """One transaction, which begins with its first statement. Actions receive it, write through it
    and never commit it.

    alone: for what is done at once. mark: what has to be kept at its end, None if nothing.
    """

    def __init__(self, begin: Callable[[], Awaitable[AsyncConnection]], alone: Directs) -> None:
        self._begin, self._alone = begin, alone
        self._begun: AsyncConnection | None = None
        self.alarms: set[datetime] = set()
        self.mark: Mark | None = None

    async def _connection(self) -> AsyncConnection:
        if self._begun is None:
            self._begun = await self._begin()
            if traced := cause.get():
                await self._begun.exec_driver_sql(CAUSE, (traced,))
        return self._begun

    def ring_at(self, at: datetime) -> None:
        """Ask for an alarm at this instant (aware UTC) once everything is committed."""
        self.alarms.add(at)

    async def all(self, statement: Executable, values: Values = None) -> Sequence[Row[Any]]:
        """Every row."""
        note()
        return (await (await self._connection()).execute(statement, values)).all()

    async def first(self, statement: Executable, values: Values = None) -> Row[Any] | None:
        """The first row, or None."""
        note()
        return (await (await self._connection()).execute(statement, values)).first()

    async def find(
        self, make: Callable[[Row[Any]], Made], statement: Executable, values: Values = None
    ) -> Made | None:
        """What is made of the first row, None without one."""
        row = await self.first(statement, values)
        return None if row is None else make(row)

    async def number(self, statement: Executable, values: Values = None) -> int | None:
        """The whole number that the first row begins with, None without one."""
        return await self.find(lambda row: int(row[0]), statement, values)

    async def one(self, statement: Executable, values: Values = None) -> Row[Any]:
        """The one row that there always is."""
        note()
        return (await (await self._connection()).execute(statement, values)).one()

    async def parts(
        self, statement: Executable, values: Values, size: int
    ) -> AsyncGenerator[Sequence[Row[Any]], None]:
        """Every row, at most `size` at a time, however many there are. In a transaction only."""
        note()
        async with (await self._connection()).stream(statement, values) as rows:
            async for part in rows.partitions(size):
                yield part

    async def fetch(self, statement: str, *values: object) -> Sequence[Sequence[Any]]:
        """See Statements."""
        note()
        return (await (await self._connection()).exec_driver_sql(statement, values)).all()

    async def at_once(self, statement: str, *values: object) -> Sequence[Fields]:
        """As fetch, but in a transaction of its own: one round trip. Raises RuleBroken.

        Before anything else: what this transaction has written is neither seen there nor undone
        with it.
        """
        if self._begun is not None:
            raise RuntimeError("a statement at once would not be a part of what has begun")
        try:
            return await self._alone.fetch(statement, *values, traced=cause.get())
        except asyncpg.IntegrityConstraintViolationError as error:
            raise RuleBroken(error.constraint_name or "") from error

    async def run(self, statement: Executable, values: Values = None) -> int:
        """How many rows were written."""
        note()
        return (await (await self._connection()).execute(statement, values)).rowcount

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None, None]:
        """What a constraint refuses inside is undone alone, and the transaction goes on.

        Raises RuleBroken instead of the driver's error.
        """
        try:
            async with (await self._connection()).begin_nested():
                yield
        except IntegrityError as error:
            cause = error.orig.__cause__ if error.orig else None
            raise RuleBroken(str(getattr(cause, "constraint_name", None) or "")) from error


class Reading(Uow):
    """For reading alone, by the driver: each statement sees what is committed as it is sent."""

    def __init__(self, alone: Directs, words: Words) -> None:
        super().__init__(_never, alone)
        self._words = words

    async def all(self, statement: Executable, values: Values = None) -> Sequence[Row[Any]]:
        # As each statement is that SQLAlchemy has made, whatever types say.
        made, filled_in = cast(ClauseElement, statement), cast(Mapping[str, Any], values or {})
        sql, given = self._words.of(made, filled_in)
        return cast(Sequence[Row[Any]], await self._alone.fetch(sql, *given))

    async def first(self, statement: Executable, values: Values = None) -> Row[Any] | None:
        return next(iter(await self.all(statement, values)), None)

    async def one(self, statement: Executable, values: Values = None) -> Row[Any]:
        (row,) = await self.all(statement, values)
        return row

    async def fetch(self, statement: str, *values: object) -> Sequence[Fields]:
        return await self._alone.fetch(statement, *values)


async def _this(connection: AsyncConnection) -> AsyncConnection:
    return connection


async def _never() -> AsyncConnection:
    raise RuntimeError("for reading alone")


def filled(kind: type[Filled], row: Row[Any], **others: Any) -> Filled:
    """A dataclass made of the columns that are called as its fields are, and of these others."""
    columns = row._asdict()
    names = [field.name for field in fields(kind)]
    return kind(**{name: columns[name] for name in names if name in columns} | others)


async def ring_nothing(_instants: Collection[datetime]) -> None:
    """A ring for processes that leave alarms to the sweep, such as `slotbell seed`."""


class Database:
    """Opens units of work.

    ring: sets alarms after a commit. ring_failed: told the error when it could not; nothing is
    lost then, for the sweep looks in Postgres.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        ring: Ring = ring_nothing,
        ring_failed: Callable[[Exception], None] = lambda _error: None,
    ) -> None:
        self.engine = engine
        self._words, self._alone = Words(engine.dialect), Directs(engine)
        self._ring, self._ring_failed = ring, ring_failed

    def in_use(self) -> int:
        """Connections of the pool that somebody works with."""
        return cast("QueuePool", self.engine.pool).checkedout()

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[Uow, None]:
        """A transaction: committed at the end, rolled back by any exception."""
        async with AsyncExitStack() as stack:
            uow = Uow(lambda: stack.enter_async_context(self.engine.begin()), self._alone)
            yield uow
        if uow.alarms:
            await self._set_alarms(uow.alarms)

    @asynccontextmanager
    async def each(self) -> AsyncGenerator[Uow, None]:
        """Each statement is a transaction of its own: one round trip. Sets no alarms."""
        async with self.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            yield Uow(partial(_this, connection), self._alone)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[Reading, None]:
        """For reading alone: no transaction, so each statement costs one round trip and no more."""
        yield Reading(self._alone, self._words)

    async def _set_alarms(self, instants: Collection[datetime]) -> None:
        try:
            async with asyncio.timeout(RING_WITHIN):
                await self._ring(instants)
        except Exception as error:  # noqa: BLE001 - whatever it is, the facts are committed
            self._ring_failed(error)


@asynccontextmanager
async def open_database(
    url: str,
    ring: Ring = ring_nothing,
    ring_failed: Callable[[Exception], None] = lambda _error: None,
    *,
    pool: int = POOL,
) -> AsyncGenerator[Database, None]:
    """A Database over an engine of its own, which is closed at the end; connects at need."""
    engine = open_engine(url, pool)
    try:
        yield Database(engine, ring, ring_failed)
    finally:
        await engine.dispose()
