"""A database as a whole: what it holds at one moment, and another one in its place."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex

from sqlalchemy import BigInteger, Boolean, Column, Identity, Table, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from db.base import Instant, asyncpg_url, metadata

backups = Table(
    "backups",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("taken_at", Instant, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("is_restored", Boolean, nullable=False, server_default=text("false")),
)

MAINTENANCE = "postgres"  # the database from which others are made and renamed
_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
_MOMENT = text("""
    SELECT pg_export_snapshot() AS snapshot, now() AS at,
           (SELECT version_num FROM alembic_version) AS revision,
           current_setting('server_version_num')::int / 10000 AS server
""")
_KEEP = text("""
    INSERT INTO backups (taken_at, bytes, is_restored) VALUES (:taken_at, :bytes, :is_restored)
""")
_OTHERS = text("""
    SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()
""")
_EXISTS = text("SELECT EXISTS (SELECT FROM pg_database WHERE datname = :name)")
_HOLD = text("""
    WITH due AS (
      SELECT id FROM scheduled_messages
       WHERE status IN ('scheduled', 'sending') AND channel <> 'webhook' AND fire_at <= :now
       ORDER BY id FOR NO KEY UPDATE)
    UPDATE scheduled_messages AS m
       SET status = 'dead', in_doubt = true, last_error = :cause, claim_token = NULL,
           lease_until = NULL, begun_at = NULL
      FROM due WHERE m.id = due.id
    RETURNING m.id
""")


class CopyFailed(Exception):
    """The database cannot be copied or put in place. str() is one line for the operator."""


@dataclass(frozen=True)
class Moment:
    """A database at one moment, as long as its transaction lasts.

    snapshot: its name for pg_dump. server: the major version. counts: rows of each table.
    """

    snapshot: str
    at: datetime
    revision: str
    server: int
    counts: dict[str, int]


@asynccontextmanager
async def moment(url: str) -> AsyncGenerator[Moment, None]:
    """What a database holds now; inside of the block others can read the same moment."""
    async with _connected(url, isolation="REPEATABLE READ") as connection:
        told = (await connection.execute(_MOMENT)).one()
        at = told.at.astimezone(UTC)
        yield Moment(told.snapshot, at, told.revision, told.server, await _counts(connection))


async def expect(url: str, counts: Mapping[str, int]) -> None:
    """Raise CopyFailed where a database has other tables or other numbers of rows."""
    async with _connected(url) as connection:
        found = await _counts(connection)
    if other := {name for name, _ in found.items() ^ counts.items()}:
        raise CopyFailed(f"{min(other)} has other rows than in the backup: not put in place")


async def keep(url: str, taken_at: datetime, size: int, *, is_restored: bool = False) -> None:
    """Write down that there is a backup of `size` bytes, so that its age can be seen."""
    values = {"taken_at": taken_at, "bytes": size, "is_restored": is_restored}
    async with _connected(url) as connection:
        await connection.execute(_KEEP, values)


async def make_scratch(url: str) -> str:
    """The URL of a new, empty database beside this one. Raises CopyFailed."""
    name = f"{_name(url)}_{token_hex(4)}"
    async with _maintained(url) as connection:
        await connection.exec_driver_sql(f"CREATE DATABASE {_quoted(connection, name)}")
    return _at(url, name)


async def drop(url: str) -> None:
    """Drop a database, if it is there."""
    async with _maintained(url) as connection:
        await connection.exec_driver_sql(
            f"DROP DATABASE IF EXISTS {_quoted(connection, _name(url))}"
        )


async def hold(url: str, now: datetime, cause: str) -> int:
    """Leave to people what was due by `now`: nobody knows whether it was sent after the backup.

    Answers how many messages that are. What goes to programs is sent: they know repeated ones.
    """
    async with _connected(url) as connection:
        return len((await connection.execute(_HOLD, {"now": now, "cause": cause})).all())


async def in_use(url: str) -> int:
    """How many others are connected to a database."""
    async with _maintained(url) as connection:
        return int((await connection.execute(_OTHERS, {"name": _name(url)})).scalar_one())


async def put_in_place(scratch: str, url: str, now: datetime) -> str:
    """Give a database the name of another one, which is kept under a new name.

    Answers that name, or '' where there was none. Raises CopyFailed.
    """
    old = f"{_name(url)}_until_{now:%Y%m%d_%H%M%S}"
    async with _maintained(url) as connection:
        was_there = (await connection.execute(_EXISTS, {"name": _name(url)})).scalar_one()
        here, there = _quoted(connection, _name(url)), _quoted(connection, _name(scratch))
        if was_there:
            aside = _quoted(connection, old)
            await connection.exec_driver_sql(f"ALTER DATABASE {here} RENAME TO {aside}")
        await connection.exec_driver_sql(f"ALTER DATABASE {there} RENAME TO {here}")
    return old if was_there else ""


@asynccontextmanager
async def _connected(
    url: str, isolation: str = "READ COMMITTED"
) -> AsyncGenerator[AsyncConnection, None]:
    engine = create_async_engine(asyncpg_url(url), poolclass=NullPool, isolation_level=isolation)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def _maintained(url: str) -> AsyncGenerator[AsyncConnection, None]:
    """A connection beside the database, without a transaction. Raises CopyFailed."""
    place = asyncpg_url(_at(url, MAINTENANCE))
    engine = create_async_engine(place, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            yield connection
    except DBAPIError as failed:
        raise CopyFailed(str(failed.orig).splitlines()[0].rpartition(">: ")[2]) from None
    finally:
        await engine.dispose()


async def _counts(connection: AsyncConnection) -> dict[str, int]:
    names = (await connection.execute(_TABLES)).scalars().all()
    found = {}
    for name in names:
        query = f"SELECT count(*) FROM {_quoted(connection, name)}"  # noqa: S608 - of pg_tables
        found[name] = int((await connection.exec_driver_sql(query)).scalar_one())
    return found


def _quoted(connection: AsyncConnection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def _name(url: str) -> str:
    return make_url(url).database or ""


def _at(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)
