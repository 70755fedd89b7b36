"""Bringing a database to a schema: one process at a time, and never behind a long lock."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from db.base import asyncpg_url
from db.roles import admit

HEAD = "head"
ADVISORY_LOCK = 7_521_961  # ours alone; two migrations wait for each other
LOCK_TIMEOUT = "5s"  # a migration that waits for a table gives way instead of blocking its readers


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


async def migrate(url: str, revision: str = HEAD, *, app_url: str = "") -> str:
    """Bring the database at `url` up or down to a revision ('head', 'base', an id).

    Returns the revision it is at now, '' for an empty schema. All in one transaction. app_url: as
    bot and worker connect, if not as the owner of the tables; see db.roles. Raises RoleUnfit.
    """
    engine = create_async_engine(asyncpg_url(url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": ADVISORY_LOCK})
            await connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
            at = await connection.run_sync(_run, revision)
            if app_url:
                await connection.run_sync(admit, app_url)
            return at
    finally:
        await engine.dispose()


def _run(connection: Connection, revision: str) -> str:
    config = _config()
    config.attributes["connection"] = connection
    current = _current(connection)
    if _is_below(config, revision, current):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)
    return _current(connection)


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
