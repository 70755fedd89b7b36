"""Bringing a database to a schema: one process at a time, beside whoever works with it.

Each revision is a transaction. A statement that has to wait for a table would hold up everybody
behind it, so it gives way after a second, and its revision is tried again. What takes long beside
traffic, such as an index on a big table, is made outside of a transaction: `CONCURRENTLY`, in an
`autocommit_block`.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from functools import cache
from itertools import count
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from db.base import asyncpg_url
from db.roles import admit

log = structlog.get_logger(__name__)
HEAD = "head"
MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = [MIGRATIONS / "versions"]
ADVISORY_LOCK = 7_521_961  # ours alone; two migrations wait for each other
LOCK_TIMEOUT = "1s"  # that everybody else is held up at most
PAUSE = 1.0  # seconds between two tries, in which they go on
TRIES = 300  # a backup reads every table for minutes, and holds them as long
LOCKED = ("55P03", "40P01")  # not available; a deadlock, which whoever comes later gives way in

_TRY = text("SELECT pg_try_advisory_lock(:k)")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join(map(str, VERSIONS)))
    return config


async def migrate(url: str, revision: str = HEAD, *, app_url: str = "") -> str:
    """Bring the database at `url` up or down to a revision ('head', 'base', an id).

    Returns the revision it is at now, '' for an empty schema. app_url: as bot and worker connect,
    if not as the owner of the tables; see db.roles. Raises RoleUnfit.
    """
    engine = create_async_engine(asyncpg_url(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await _alone(connection)
            await connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
            await connection.commit()
            await _patiently(connection, lambda: connection.run_sync(_run, revision))
            if app_url:
                await _patiently(connection, lambda: connection.run_sync(admit, app_url))
            return await connection.run_sync(_current)
    finally:
        await engine.dispose()


async def _alone(connection: AsyncConnection) -> None:
    """Wait for other migrations, without a transaction: an index that is made `CONCURRENTLY` waits
    for those of everybody.
    """
    while not (await connection.execute(_TRY, {"k": ADVISORY_LOCK})).scalar():
        await connection.commit()
        await asyncio.sleep(PAUSE)
    await connection.commit()


async def _patiently(connection: AsyncConnection, work: Callable[[], Awaitable[None]]) -> None:
    """Until no table is locked. What is done of it stays done: the next try goes on from there."""
    for tries in count(1):
        try:
            await work()
            await connection.commit()
        except DBAPIError as error:
            await connection.rollback()
            if getattr(error.orig, "sqlstate", None) not in LOCKED or tries == TRIES:
                raise
            log.warning("migration_waits", tries=tries)
        else:
            return
        await asyncio.sleep(PAUSE)


def _run(connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    current = _current(connection)
    connection.commit()  # alembic's own transactions are the outermost ones
    if _is_below(config, revision, current):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def _current(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _is_below(config: Config, revision: str, current: str) -> bool:
    if revision == "base" or not current:
        return revision == "base"
    script = ScriptDirectory.from_config(config)
    wanted = script.get_revision(revision)
    above = {item.revision for item in script.iterate_revisions(current, "base")}
    return wanted.revision != current and wanted.revision in above


@cache
def newest() -> str:
    """The id of the newest revision this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


@cache
def _known() -> frozenset[str]:
    return frozenset(
        item.revision for item in ScriptDirectory.from_config(_config()).walk_revisions()
    )


async def lacks(engine: AsyncEngine) -> bool:
    """Whether a database needs `slotbell migrate` before this program can work with it.

    A revision that is not known here is a newer program's, and its schema serves both.
    """
    at = await current(engine)
    return not at or (at in _known() and at != newest())


def knows(revision: str) -> bool:
    """Whether this program has heard of a revision, so that it can bring it to the newest."""
    return revision in _known()


async def current(engine: AsyncEngine) -> str:
    """The revision a database is at, '' if it has never been migrated."""
    async with engine.connect() as connection:
        return await connection.run_sync(_current)
