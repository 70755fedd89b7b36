"""The driver itself: connections that stay open for statements that are sent one by one, and what
goes over them.

SQLAlchemy's way to the driver costs 100 to 300 microseconds of CPU a statement more than the
driver's own (docs/performance.md): for 30 messages written at once, more than writing them, and
for whatever is read, five times as much. So its statements are put into the driver's words here,
once for each, and sent without it.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol, cast
from weakref import WeakKeyDictionary

import asyncpg
from sqlalchemy import ClauseElement, Dialect, ExceptionContext, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.compiler import SQLCompiler

from db.outage import DRIVER, is_lost

MOST = 1000  # statements that are remembered
RESTING = 8  # connections that are kept for the next statement
REST = 30.0  # seconds without a statement after which the pool looks at the connection again


@dataclass(slots=True)
class Count:
    """How many statements were sent; begin and commit are not counted."""

    statements: int = 0


_count: ContextVar[Count | None] = ContextVar("count", default=None)


cause: ContextVar[str] = ContextVar("cause", default="")
"""The trace (W3C's traceparent) that new messages belong to; with "" they belong to none."""
CAUSE = "SELECT set_config('slotbell.trace', $1, true)"
"""Until the transaction's end: scheduled_messages.trace has it as its default."""


@contextmanager
def counting() -> Generator[Count, None, None]:
    """Count the statements of every unit of work inside."""
    count = Count()
    token = _count.set(count)
    try:
        yield count
    finally:
        _count.reset(token)


def note() -> None:
    """A statement is sent."""
    if (count := _count.get()) is not None:
        count.statements += 1


class Statements(Protocol):
    """What a statement in the driver's own words can be sent on: a Uow, or db.direct.Direct."""

    async def fetch(self, statement: str, *values: object) -> Sequence[Sequence[Any]]:
        """Every row; $1 in the statement is the first value."""
        ...


class Fields(asyncpg.Record):  # type: ignore[misc] # asyncpg is untyped
    """A row of the driver's whose columns are attributes, as of SQLAlchemy's."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def _asdict(self) -> dict[str, Any]:
        return dict(self)


@dataclass(frozen=True, slots=True)
class Worded:
    """A statement in the driver's words. names: of its values, in order."""

    compiled: SQLCompiler
    sql: str
    names: Sequence[str]
    is_open: bool  # how many values there are is known only with them

    @classmethod
    def of(cls, statement: ClauseElement, dialect: Dialect, key: Any) -> "Worded":
        """key: what stands for all statements that differ in their values alone."""
        compiled = dialect.statement_compiler(dialect, statement, cache_key=key)
        is_open = bool(compiled.post_compile_params or compiled.literal_execute_params)
        return cls(compiled, compiled.string, compiled.positiontup or (), is_open)

    def filled(self, values: Mapping[str, Any], own: Any) -> tuple[str, list[object]]:
        """With these values, and those that stand in the statement itself, from its own key."""
        given = self.compiled.construct_params(values, extracted_parameters=own)
        processors: Mapping[str, Any] = self.compiled._bind_processors  # noqa: SLF001
        sql, names = self.sql, self.names
        if self.is_open:
            whole = self.compiled._process_parameters_for_postcompile(given)  # noqa: SLF001
            sql, names = whole.statement, whole.positiontup or ()
            given, processors = {**given, **whole.additional_parameters}, whole.processors
        return sql, [_bound(processors.get(name), given[name]) for name in names]


def _bound(process: Any, value: object) -> object:
    return process(value) if process else value


class Words:
    """Statements of SQLAlchemy's in the driver's words; those that last are known by themselves."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: dict[Any, Worded] = {}
        self._lasting: WeakKeyDictionary[ClauseElement, tuple[Worded, Any]] = WeakKeyDictionary()

    def of(self, statement: ClauseElement, values: Mapping[str, Any]) -> tuple[str, list[object]]:
        """What to send, and its values."""
        found = self._lasting.get(statement)
        if found is None:
            found = self._lasting[statement] = self._look_up(statement)
        worded, own = found
        return worded.filled(values, own)

    def _look_up(self, statement: ClauseElement) -> tuple[Worded, Any]:
        key = statement._generate_cache_key()  # noqa: SLF001 - as SQLAlchemy's own engine does
        if key is None:
            return Worded.of(statement, self._dialect, None), None
        worded = self._known.get(key.key)
        if worded is None:
            if len(self._known) >= MOST:
                del self._known[next(iter(self._known))]
            worded = self._known[key.key] = Worded.of(statement, self._dialect, key)
        return worded, key.bindparams


class Direct:
    """One connection of an engine's pool, taken at need. Each statement is a transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._lock = asyncio.Lock()
        self._pooled: AsyncConnection | None = None
        self._driver: asyncpg.Connection[Any] | None = None
        self._used_at = 0.0

    async def fetch(self, statement: str, *values: object, traced: str = "") -> Sequence[Fields]:
        """See db.direct.Statements. Raises what the driver raises, and connects anew after that,
        unless it was a rule of ours that was broken. traced: the cause of what it writes.
        """
        note()
        async with self._lock:
            driver = self._driver
            if driver is None or time.monotonic() - self._used_at > REST:
                await self._give_back()
                driver = await self._connect()
            is_done = is_gone = False
            try:
                rows = await _sent(driver, statement, values, traced)
                is_done = True
            except asyncpg.IntegrityConstraintViolationError:
                is_done = True
                raise
            except DRIVER as error:
                is_gone = is_lost(error)
                raise
            finally:
                if not is_done:
                    await self._drop(is_lost=is_gone or driver.is_closed())
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


async def _sent(
    driver: "asyncpg.Connection[Any]", statement: str, values: Sequence[object], traced: str
) -> Sequence[Fields]:
    if not traced:
        return cast(Sequence[Fields], await driver.fetch(statement, *values, record_class=Fields))
    async with driver.transaction():
        await driver.execute(CAUSE, traced)
        return await _sent(driver, statement, values, "")


class Directs:
    """As a Direct, but statements need not wait for each other. None is held between two, so that
    nobody who waits for a connection holds another one.

    Those that rest are closed when the engine is disposed of, or has lost a connection.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._rested: list[Direct] = []
        event.listen(engine.sync_engine, "engine_disposed", self._end)
        event.listen(engine.sync_engine, "handle_error", self._look_at)

    async def fetch(self, statement: str, *values: object, traced: str = "") -> Sequence[Fields]:
        """See Direct."""
        direct = self._rested.pop() if self._rested else Direct(self._engine)
        try:
            return await direct.fetch(statement, *values, traced=traced)
        finally:
            if len(self._rested) < RESTING:
                self._rested.append(direct)
            else:
                await direct.close()

    def _look_at(self, context: ExceptionContext) -> None:
        """A transaction has found that the server has gone: so have those that rest."""
        if context.is_disconnect:
            self._end(context.engine)

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
