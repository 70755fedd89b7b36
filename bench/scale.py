"""`python -m bench.scale [--rows 10000000]`: so many messages wait, half as many have been sent,
and each statement of every day is measured beside the same with 10,000. One JSON object a line.

`--rows 200000` is the quick form. Ten million need about 10 GB of disk and twenty minutes.
"""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
import argparse
import asyncio
import contextlib
import json
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from sqlalchemy import event, text

from actions import zone_rules
from actions.messages import schedule
from bench.house import machine, say, tell
from bot.local.servers import Postgres
from db.account.personal import retire
from db.base import open_engine
from db.manage import health
from db.messages import delivery, series, sweep
from db.migrate import migrate
from db.uow import Database, Uow
from domain.account.actor import Actor, Role
from domain.account.limits import Limits
from domain.messages.delivery import Claim, Lanes, Settlement
from domain.messages.schedule import Message, Status
from infra import log

FEW, MANY = 10_000, 10_000_000
EACH = 100  # messages of an author
SERIES = 100  # messages for each series
DUE = 4000  # messages that are due now
CHUNK = 500_000
BATCH, BATCHES, TIMES = 64, 30, 200
MONTHS = 12
FLAGS = ("-cshared_buffers=256MB", "-cmax_wal_size=4GB", "-cautovacuum=off")
PEOPLE = """
    INSERT INTO accounts (id, locale)
    SELECT n, 'en' FROM generate_series($1::bigint, $2) AS n ON CONFLICT DO NOTHING
"""
WAITING = """
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, wall, zone,
                                    intent)
    SELECT 1 + n / $1, CAST(1 + n / $1 AS text),
           jsonb_build_object('kind', 'text', 'text', 'message ' || n, 'entities', '[]'::jsonb),
           at, at, at AT TIME ZONE 'Europe/Berlin', 'Europe/Berlin', 'w' || n
      FROM (SELECT n, date_trunc('minute', now())
                      + (1 + hashint8(n)::bigint & 1048575) % 525600 * interval '1 minute' AS at
              FROM generate_series($2::bigint, $3) AS n) AS planned
"""
SENT = """
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, status, sent_at,
                                    begun_at, intent)
    SELECT 1 + n * 2 / $1, CAST(1 + n * 2 / $1 AS text),
           jsonb_build_object('kind', 'text', 'text', 'sent ' || n, 'entities', '[]'::jsonb),
           at, at, 'sent', at + interval '200 ms', at, 's' || n
      FROM (SELECT n, date_trunc('second', now() - ($4 - n) * (interval '300 days' / $4)) AS at
              FROM generate_series($2::bigint, $3) AS n) AS planned
"""
REPEATS = """
    INSERT INTO message_series (author_id, recipient, content, rrule, wall, zone, next_at, intent)
    SELECT author_id, recipient, content, 'FREQ=DAILY', wall, zone, due_at, 'r' || id
      FROM scheduled_messages WHERE id % $1 = 0 AND status = 'scheduled' AND series_id IS NULL
"""
JOINED = """
    UPDATE scheduled_messages AS m SET series_id = s.id
      FROM message_series AS s WHERE s.intent = 'r' || m.id AND m.series_id IS NULL
"""
MADE_DUE = """
    UPDATE scheduled_messages SET fire_at = date_trunc('second', now()) - interval '1 minute'
     WHERE id IN (SELECT id FROM scheduled_messages WHERE status = 'scheduled' AND series_id IS NULL
                   AND id % $1 = 0 LIMIT $2)
"""


@dataclass
class Plans:
    """What the server did for statements: nodes of their plans, pages, rows read in vain."""

    nodes: set[str]
    walks: set[str]
    pages: int = 0
    ms: float = 0.0

    def add(self, told: Mapping[str, Any]) -> None:
        """One statement's plan."""
        self.ms += told["Execution Time"]
        self.pages += told["Plan"]["Shared Hit Blocks"] + told["Plan"]["Shared Read Blocks"]
        for node in walk(told["Plan"]):
            if what := node.get("Index Name"):
                self.nodes.add(what)
            elif node["Node Type"] == "Seq Scan":
                seen = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
                if seen > FEW / 2:
                    self.walks.add(node["Relation Name"])


class Undone(Exception):
    """Nothing of it is to stay."""


def walk(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A node of a plan and all below it."""
    yield node
    for below in node.get("Plans", ()):
        yield from walk(below)


@dataclass
class Scale:
    """A database and how much is in it."""

    url: str
    database: Database
    rows: int = 0

    async def execute(self, statement: str, *values: object) -> None:
        """However long it takes."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute("SET synchronous_commit = off")
            await connection.execute(statement, *values)
        finally:
            await connection.close()

    async def grow(self, rows: int) -> None:
        """Up to so many that wait."""
        started, first, authors = time.perf_counter(), self.rows, self.rows // EACH
        await self.execute(PEOPLE, authors + 1, rows // EACH + 1)
        for at in range(first, rows, CHUNK):
            last = min(at + CHUNK, rows)
            await self.execute(WAITING, EACH, at, last - 1)
            await self.execute(SENT, EACH, at // 2, last // 2 - 1, rows)
            say(f"{last:,} rows after {time.perf_counter() - started:.0f} s")
        await self.execute(REPEATS, SERIES)
        await self.execute(JOINED)
        await self.execute(MADE_DUE, max(1, (rows - first) // DUE // 2 * 2 + 1), DUE)
        async with self.database.begin() as uow:
            await zone_rules.recount(uow, datetime.now(UTC))  # as the first worker's start did
        await self.execute("VACUUM ANALYZE")
        await self.execute("CHECKPOINT")
        self.rows = rows
        tell(
            "filled", rows=rows, seconds=round(time.perf_counter() - started), **await self.sizes()
        )

    async def sizes(self) -> dict[str, int]:
        """Megabytes on disk."""
        connection = await asyncpg.connect(self.url)
        found = await connection.fetchrow(
            "SELECT pg_table_size('scheduled_messages') >> 20 AS table_mb,"
            " pg_indexes_size('scheduled_messages') >> 20 AS indexes_mb"
        )
        await connection.close()
        return dict(found or {})

    async def explain(self, work: Callable[[Uow], Awaitable[object]]) -> Plans:
        """Of all statements of a unit of work, which is undone."""
        sent: list[tuple[str, Any]] = []

        def note(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            sent.append((statement, values))

        engine = self.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            await self._undone(work)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        plans = Plans(set(), set())

        async def ask(uow: Uow) -> None:
            for statement, values in sent:
                if statement.lstrip().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
                    words = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
                    [[told]] = await uow.fetch(words, *values)
                    plans.add((json.loads(told) if isinstance(told, str) else told)[0])

        await self._undone(ask)
        return plans

    async def _undone(self, work: Callable[[Uow], Awaitable[object]]) -> None:
        with contextlib.suppress(Undone):
            async with self.database.begin() as uow:
                await uow.run(text("SET LOCAL statement_timeout = 0"))
                await work(uow)
                raise Undone

    async def measure(
        self, name: str, work: Callable[[Uow], Awaitable[object]], times: int = TIMES
    ) -> None:
        """One line: how long the work takes as it is done every day, and how the server does it."""
        plans, took = await self.explain(work), []
        for _ in range(times):
            started = time.perf_counter()
            async with self.database.begin() as uow:
                if times < TIMES:
                    await uow.run(text("SET LOCAL statement_timeout = 0"))
                await work(uow)
            took.append((time.perf_counter() - started) * 1000)
        took.sort()
        tell(
            name,
            rows=self.rows,
            p50_ms=round(statistics.median(took), 2),
            p95_ms=round(took[int(len(took) * 0.95)], 2),
            server_ms=round(plans.ms, 2),
            pages=plans.pages,
            indexes=sorted(plans.nodes),
            walked=sorted(plans.walks),
        )


async def every_day(scale: Scale) -> None:
    """What persons and workers do."""
    now, numbers = datetime.now(UTC), iter(range(10**9))
    claimed: list[Claim] = []

    async def claim(uow: Uow) -> None:
        room = Lanes(BATCH, BATCH, BATCH)
        done = await delivery.claim(uow, now, room, uuid4(), lease=60.0)
        claimed[:] = done.items

    async def settle(uow: Uow) -> None:
        await delivery.settle(uow, [ended(one, now) for one in claimed])

    async def create(uow: Uow) -> None:
        number = next(numbers)
        actor = author(1 + number % (scale.rows // EACH))
        at = now + timedelta(days=1, minutes=number)
        message = Message("Stretch.", (), at, "Europe/Berlin", f"{scale.rows}-{number}")
        await schedule.schedule(uow, actor, message, now, limits=Limits(messages=1000))

    async def listed(uow: Uow) -> None:
        await schedule.planned(uow, author(1 + next(numbers) * 97 % (scale.rows // EACH)))

    await scale.measure("claim", claim, BATCHES)
    await scale.measure("settle", settle, 1)
    await scale.measure("create", create)
    await scale.measure("list", listed)


async def by_itself(scale: Scale) -> None:
    """What the workers do every few seconds, at midnight, each hour, and at their start."""
    now = datetime.now(UTC)
    until = now + timedelta(days=1)
    await scale.measure("sweep: oldest wait", sweep.oldest_wait)
    await scale.measure("sweep: rescue", lambda uow: sweep.rescue(uow, 500))
    await scale.measure("sweep: reminders", lambda uow: sweep.resume_reminders(uow, 500))
    await scale.measure("sweep: series", lambda uow: series.stalled(uow, now, 500))
    await scale.measure("sweep: series back", lambda uow: series.returned(uow, 500))
    await scale.measure(
        "sweep: coming", lambda uow: sweep.instants(uow, now, now + timedelta(seconds=10))
    )
    await scale.measure("health", health.state, 20)
    await scale.measure("midnight", lambda uow: sweep.instants(uow, now, until), 5)
    await scale.measure("hourly: retire", lambda uow: retire.retire(uow, MONTHS, 500, now), 3)
    await scale.measure("start: zones", lambda uow: zone_rules.recount(uow, now), 1)


def author(number: int) -> Actor:
    """One of them."""
    return Actor(number, Role.PATIENT, "Europe/Berlin", True, "en")


def ended(one: Claim, now: datetime) -> Settlement:
    """It was delivered."""
    return Settlement(one.id, one.token, Status.SENT, "delivered", True, now, begun_at=now)


@asynccontextmanager
async def opened(home: Path) -> AsyncGenerator[Scale, None]:
    """A durable server of its own."""
    with Postgres(home, durable=True, flags=FLAGS) as postgres:
        await migrate(postgres.url())
        engine = open_engine(postgres.url())
        try:
            yield Scale(postgres.url(), Database(engine))
        finally:
            await engine.dispose()


async def main(sizes: Sequence[int], home: Path) -> None:
    """The same with each number of rows."""
    print(json.dumps(machine()), flush=True)
    async with opened(home) as scale:
        for rows in sizes:
            await scale.grow(rows)
            await every_day(scale)
            await by_itself(scale)


if __name__ == "__main__":
    log.set_up("console", "bench")  # to stderr
    asked = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    asked.add_argument("--rows", type=int, default=MANY)
    asked.add_argument("--home", type=Path, help="a folder on the disk to measure")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="sbb-", dir=given.home) as folder:
        asyncio.run(main([FEW, given.rows], Path(folder)))
