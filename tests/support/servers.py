"""PostgreSQL and Redis for the tests: embedded, or those that TEST_*_URL name."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bot.local.servers import Postgres, Redis

T = TypeVar("T")
APP = "slotbell_app"
"""The role of bot and worker; the tests work as it, too, but where they say `as_owner`."""
_numbers = count(1)
_MEMORY, _ENOUGH = Path("/dev/shm"), 4 * 2**30  # bytes, for the data of eight pairs of servers


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine from a synchronous fixture, whatever loop pytest-asyncio holds."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@contextlib.contextmanager
def _home() -> Iterator[Path]:
    """A folder for a server's data: in memory where there is enough.

    Each fresh database is some six hundred small files, which cost a disk's file system ten times
    what they cost a memory's.
    """
    is_roomy = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    is_roomy = is_roomy and shutil.disk_usage(_MEMORY).free > _ENOUGH
    where = _MEMORY if is_roomy else None
    for left in _MEMORY.glob("sbt-*-*"):  # by a session that was killed
        if not Path("/proc", left.name.split("-")[1]).exists():
            shutil.rmtree(left, ignore_errors=True)
    name = f"sbt-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=name, dir=where, ignore_cleanup_errors=True) as home:
        yield Path(home)


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server's maintenance database."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with _home() as home, Postgres(home, durable=False) as server:
        yield server.url("postgres")


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """The URL of a Redis server."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    with _home() as home, Redis(home, durable=False) as server:
        yield server.url


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)
    rebuilt = urlunsplit(("postgresql", parts.netloc, f"/{name}", parts.query, ""))
    return rebuilt if parts.netloc else rebuilt.replace("postgresql:/", "postgresql:///", 1)


def as_app(url: str) -> str:
    """The same database, as bot and worker connect to it in production."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return f"postgresql://{APP}:{APP}@{place}{parts.path}" + (
        f"?{parts.query}" if parts.query else ""
    )


def name_of(url: str) -> str:
    """The name of the database an URL leads to."""
    return urlsplit(url).path.lstrip("/")


async def keep_awake(url: str) -> None:
    """The suite runs at any hour, so nobody has quiet hours but who says so."""
    await _execute(url, "ALTER TABLE accounts ALTER COLUMN quiet_way SET DEFAULT 'off'")


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@contextlib.contextmanager
def database(server: str, template: str = "template1") -> Iterator[str]:
    """A fresh database, made from a template in milliseconds and dropped afterwards."""
    name = f"slotbell_test_{os.getpid()}_{next(_numbers)}"
    run(_execute(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
    try:
        yield with_database(server, name)
    finally:
        run(_execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


def lock_out(server: str, name: str, is_out: bool) -> None:
    """Shut everybody out of a database and cut their connections, or let them in again."""
    allow = f"ALTER DATABASE {name} ALLOW_CONNECTIONS {not is_out}"
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    run(_execute(server, allow, *([cut] if is_out else [])))
