"""What the request path runs on: servers, a lab with seats enough, the null API, bots."""

import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import psutil

from bench.house import START_WITHIN, House, house
from bench.processes import cpu_of, servers
from bench.webhook.crowd import Choose, Crowd
from bench.webhook.screens import Screens, listen
from bench.webhook.wire import SECRET, Hook
from bot.commands.data import fill
from bot.local import child
from bot.local.stack import free_port, until
from workers.jobs import make_slots

ZONE = "Europe/Berlin"
SEATS = 1_000_000  # in each slot: nobody comes too late
FLAGS = ("-c", "shared_preload_libraries=pg_stat_statements")
COUNTED = """
    SELECT coalesce(sum(calls) FILTER (
             WHERE query !~ '^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|RESET)'), 0)::bigint
             AS statements,
           coalesce(sum(calls), 0)::bigint AS round_trips
      FROM pg_stat_statements
     WHERE query !~ '^(SELECT pg_advisory_unlock_all|CLOSE ALL|UNLISTEN)|pg_stat_statements'
"""
"""A pool of asyncpg's own resets a connection by four statements in one round trip."""


@dataclass(frozen=True)
class Counts:
    """How much Postgres and Telegram were asked so far. round_trips: with BEGIN and COMMIT, too."""

    statements: int
    round_trips: int
    postgres: float  # seconds of CPU


@dataclass(frozen=True)
class Participant:
    """A program that serves POST /telegram/webhook on $PORT.

    ready: what it prints then. opening, choose: how a whole conversation with it goes; steps: its
    updates, in the mean.
    """

    name: str
    command: Sequence[str]
    ready: str
    opening: str
    choose: Choose
    steps: float


@dataclass(frozen=True)
class Bot:
    """A participant that runs."""

    of: Participant
    process: child.Child
    crowd: Crowd

    @property
    def name(self) -> str:
        """The participant's."""
        return self.of.name

    @property
    def pid(self) -> int:
        """Of its process."""
        return self.process.process.pid


@dataclass
class Site:
    """The open parts."""

    house: House
    screens: Screens
    db: asyncpg.Connection
    postgres: psutil.Process
    people: int = 1_000_000

    def strangers(self, count: int) -> range:
        """Ids of people whom nobody has met."""
        first, self.people = self.people, self.people + count
        return range(first, self.people)

    async def counts(self) -> Counts:
        """See there."""
        row = await self.db.fetchrow(COUNTED)
        return Counts(row["statements"], row["round_trips"], cpu_of(self.postgres))

    async def calls(self) -> int:
        """Calls of the Bot API since the last time."""
        async with self.house.http.get(f"{self.house.api_url}/count") as told:
            return int(await told.text())

    @asynccontextmanager
    async def bot(self, of: Participant) -> AsyncGenerator[Bot, None]:
        """A participant, ready for its crowd."""
        port = free_port()
        more = {"PORT": str(port), "HOST": "127.0.0.1", "PUBLIC_URL": "https://bench.example"}
        more |= {"WEBHOOK_SECRET": SECRET, "FLOOD_LIMIT": "0"}
        home = self.house.home
        env = self.house.environment(**more)
        process = child.start(of.command, home / "logs" / f"{of.name}.log", env=env, cwd=home)
        hook = Hook(port)
        try:
            until(lambda: of.ready in process.output(), (process,), START_WITHIN)
            yield Bot(of, process, Crowd(hook, self.screens, of.opening, of.choose))
        finally:
            hook.close()
            process.stop()


@asynccontextmanager
async def site(home: Path) -> AsyncGenerator[Site, None]:
    """Migrated and seeded, with the slots that a worker would make, each of SEATS seats."""
    async with house(home, api="bench.webhook.null_api", flags=FLAGS) as opened:
        await fill(opened.database_url, ZONE)
        while await make_slots(opened.database, datetime.now(UTC)):
            pass
        db = await asyncpg.connect(opened.database_url)
        try:
            await db.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            await db.execute("UPDATE time_slots SET capacity = $1", SEATS)
            await opened.settle_down()
            screens = await listen(opened.api_url)
            yield Site(opened, screens, db, servers()["postgres"])
        finally:
            await db.close()


def python(module: str, *words: str, interpreter: str = sys.executable) -> Sequence[str]:
    """A command."""
    return (interpreter, "-m", module, *words)
