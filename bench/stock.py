"""What planning and waiting cost: idle, create, midnight, fanout."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg

from actions.messages import broadcast
from actions.messages.broadcast import BroadcastRequest
from actions.messages.schedule import schedule
from bench.house import AUTHOR, TOKEN, House, say, tell
from bench.plan import Plan, soon
from bench.processes import cpu_of, servers
from domain.account.actor import Actor, Role
from domain.account.limits import Limits
from domain.messages.broadcast import Audience, People
from domain.messages.content import Text
from domain.messages.schedule import Message
from infra import queue
from infra.settings import Settings
from workers.clock import Clock
from workers.delivery.alarms import set_alarms
from workers.deps import Deps, open_deps

Work = Callable[[int], Awaitable[None]]
PENDING = 100_000
WATCHED = 30.0  # seconds
WEEK = 7 * 24 * 60  # minutes
CREATED, AT_ONCE = 2000, 10
DUE, MINUTES = 1_000_000, 1440
PEOPLE = 100_000
INSERT = """
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, wall, zone,
                                    intent)
    VALUES ($1, '1', '{"kind": "text", "text": "x", "entities": []}', $2, $2, $3, 'UTC', $4)
"""


async def idle(house: House) -> None:
    """CPU seconds in 30 s while 100,000 wait for their minutes of the coming week."""
    say("idle")
    await house.clear()
    plan = Plan("idle", soon(3600) // 60 * 60, PENDING, WEEK, 60)
    await house.stage(plan)
    await house.settle_down()
    worker = await house.start_worker()
    await asyncio.sleep(6)  # the first sweep and the first alarms are over
    roots = {"worker": worker, **servers()}
    before = {name: cpu_of(root) for name, root in roots.items()}
    await asyncio.sleep(WATCHED)
    used = {name: round(cpu_of(root) - before[name], 2) for name, root in roots.items()}
    house.stop_worker()
    parts = {f"{name}_cpu_s": seconds for name, seconds in used.items()}
    total = round(sum(used.values()), 2)
    tell("idle", cpu_s=total, **parts, seconds=WATCHED, pending=PENDING)


async def create(house: House) -> None:
    """Messages a second through actions.schedule, committed to disk, alarms set."""
    say("create")
    await house.clear()
    actor = Actor(AUTHOR, Role.PATIENT, "UTC", True, "en")
    at = datetime.fromtimestamp(soon(3600), UTC)

    async def one(number: int) -> None:
        wanted = Message(f"message {number}", (), at + timedelta(seconds=number % 900), "UTC", "")
        async with house.database.begin() as uow:
            message = replace(wanted, intent=f"create-{number}")
            await schedule(uow, actor, message, datetime.now(UTC), limits=Limits(messages=0))

    await _spread(50, one, first=10_000_000)  # statements prepared, connections open
    singly = await _timed(CREATED // 4, 1, one, first=0)
    together = await _timed(CREATED, AT_ONCE, one, first=CREATED)
    limit = await _inserts(house, at)
    tell(
        "create",
        per_s=round(together),
        at_once=AT_ONCE,
        per_s_one_by_one=round(singly),
        limit_per_s=round(limit),
        limit="the same rows by bare asyncpg inserts, as many at once, without rules and alarms",
    )


async def _inserts(house: House, at: datetime) -> float:
    async with asyncpg.create_pool(house.database_url, min_size=AT_ONCE, max_size=AT_ONCE) as pool:

        async def one(number: int) -> None:
            due = at + timedelta(seconds=number % 900)
            await pool.execute(INSERT, AUTHOR, due, due.replace(tzinfo=None), f"bare-{number}")

        await _spread(AT_ONCE * 5, one, first=10_000_000)
        return await _timed(CREATED, AT_ONCE, one, first=0)


async def _timed(count: int, at_once: int, one: Work, first: int) -> float:
    started = time.perf_counter()
    await _spread(count, one, first, at_once)
    return count / (time.perf_counter() - started)


async def _spread(count: int, one: Work, first: int, at_once: int = AT_ONCE) -> None:
    numbers = iter(range(first, first + count))

    async def worker() -> None:
        for number in numbers:
            await one(number)

    await asyncio.gather(*(worker() for _ in range(at_once)))


class _Still(Clock):
    """A clock that stands still at an instant."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at

    def now(self) -> float:
        return self._at.timestamp()


@asynccontextmanager
async def _deps(house: House, now: datetime) -> AsyncGenerator[Deps, None]:
    """A worker's own, with a clock that stands still."""
    values = {"bot_token": TOKEN, "bot_mode": "polling", "redis_url": house.redis_url}
    settings = Settings.model_validate(values | {"database_url": house.database_url})
    async with open_deps(settings) as deps:
        yield replace(deps, clock=_Still(now))


async def midnight(house: House) -> None:
    """The scan at 23:30 UTC with 1,000,000 rows due on the day to come, at 1,440 minutes."""
    say("midnight: staging a million rows takes half a minute")
    await house.clear()
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    hour, minute = queue.SCAN_AT
    plan = Plan("day", int((today + timedelta(days=1)).timestamp()), DUE, MINUTES, 60)
    await house.stage(plan, ring=False)
    await house.settle_down()
    async with _deps(house, today.replace(hour=hour, minute=minute)) as deps:
        await deps.redis.ping()
        before = (await deps.redis.info("memory"))["used_memory"]
        started = time.perf_counter()
        instants = await set_alarms(deps)
        seconds = time.perf_counter() - started
        grown = (await deps.redis.info("memory"))["used_memory"] - before
    tell("midnight", seconds=round(seconds, 3), redis_bytes=grown, alarms=instants, rows=DUE)


async def fanout(house: House) -> None:
    """Staging a broadcast to 100,000 accounts by the product's own action, part by part."""
    say("fanout")
    await house.clear()
    add = f"INSERT INTO accounts (id, locale) SELECT n, 'en' FROM generate_series(2, {PEOPLE}) AS n"
    await house.execute(f"{add} ON CONFLICT DO NOTHING", "VACUUM ANALYZE accounts", "CHECKPOINT")
    actor = Actor(AUTHOR, Role.MANAGER, "UTC", True, "en")
    request = BroadcastRequest(People(Audience.ALL), Text("We are closed on Monday."), 0, "bench")
    later = datetime.fromtimestamp(soon(3600), UTC)
    async with _deps(house, datetime.now(UTC)) as deps:
        started = time.perf_counter()
        async with deps.database.begin() as uow:
            await broadcast.start(uow, actor, request, later)
        rows = 0
        while True:
            async with deps.database.begin() as uow:
                number = await broadcast.stage_part(uow, later)
            if number is None:
                break
            rows += number
        seconds = time.perf_counter() - started
    tell("fanout", seconds=round(seconds, 2), rows=rows)
