"""What goes to the driver itself: its rows, the count of statements, and how one of SQLAlchemy's is
put into the driver's words, which is done once for each.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import asyncpg
from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.sql.compiler import SQLCompiler

MOST = 1000  # statements that are remembered


@dataclass(slots=True)
class Count:
    """How many statements were sent; begin and commit are not counted."""

    statements: int = 0


_count: ContextVar[Count | None] = ContextVar("count", default=None)


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
