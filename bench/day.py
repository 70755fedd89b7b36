"""What 10,000 messages a day cost: CPU, disk and memory of all but the conversation itself."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import asyncpg
import psutil

from actions.messages.schedule import schedule
from bench.house import AUTHOR, House, say, tell
from bench.plan import Plan, soon
from bench.processes import anonymous_of, cpu_of, servers
from domain.account.actor import Actor, Role
from domain.account.limits import Limits
from domain.messages.schedule import Message

PLANNED = 3_000
SPREAD = 30  # seconds over which they are due
A_DAY, SECONDS = 10_000, 86_400
AFTER = 20  # seconds from the beginning until the first is due


async def day(house: House) -> None:
    """Messages planned by the product's own action and delivered by a worker, all of it on disk."""
    say("day")
    await house.clear()
    worker = await house.start_worker()
    await asyncio.sleep(6)  # the first sweep and the first alarms are over
    roots = {"worker": worker, **servers()}
    resting = await _idle(roots)
    size, before = await _size(house), _cpu(roots)
    began, own = time.monotonic(), time.process_time()
    plan = Plan("day", soon(AFTER), PLANNED, SPREAD)
    await _plan(house, plan)
    own = time.process_time() - own
    seen = await house.watch(plan, 60)
    await asyncio.sleep(1)  # outcomes are written
    used, lasted = _cpu(roots), time.monotonic() - began
    busy = {name: used[name] - before[name] - resting[name] * lasted for name in roots}
    memory = round(sum(map(_memory, roots.values())), 1)
    house.stop_worker()
    each = {f"{name}_ms": round(max(0.0, it) / PLANNED * 1000, 2) for name, it in busy.items()}
    planning = own / PLANNED * 1000
    tell(
        "day",
        planning_ms=round(planning, 2),
        **each,
        cpu_s_a_day=round((planning + sum(each.values())) * A_DAY / 1000, 1),
        idle_cpu_s_a_day=round(sum(resting.values()) * SECONDS, 1),
        bytes_each=round((await _size(house) - size) / PLANNED),
        mb=memory,
        lost=seen.lost,
        early=seen.early,
        messages=PLANNED,
    )


async def _plan(house: House, plan: Plan) -> None:
    actor = Actor(AUTHOR, Role.PATIENT, "UTC", True, "en")
    for number in range(plan.count):
        at = datetime.fromtimestamp(plan.at(number), UTC)
        wanted = Message(plan.text(number), (), at, "UTC", f"day-{number}")
        async with house.database.begin() as uow:
            now = at - timedelta(seconds=AFTER)
            await schedule(uow, actor, wanted, now, limits=Limits(messages=0))


async def _idle(roots: dict[str, psutil.Process]) -> dict[str, float]:
    """CPU seconds a second while nothing is to do."""
    before, watched = _cpu(roots), 15.0
    await asyncio.sleep(watched)
    return {name: (used - before[name]) / watched for name, used in _cpu(roots).items()}


def _cpu(roots: dict[str, psutil.Process]) -> dict[str, float]:
    return {name: cpu_of(root) for name, root in roots.items()}


def _memory(root: psutil.Process) -> float:
    return sum(anonymous_of(one.pid) for one in (root, *root.children(recursive=True)))


async def _size(house: House) -> int:
    """Bytes of the database, tables and indexes."""
    connection = await asyncpg.connect(house.database_url)
    try:
        return int(await connection.fetchval("SELECT pg_database_size(current_database())"))
    finally:
        await connection.close()
