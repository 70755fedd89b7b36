"""Alarms, on a real Redis and with arq's own worker: set once, understood, never lost."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from arq.connections import ArqRedis
from arq.constants import default_queue_name, in_progress_key_prefix
from arq.version import VERSION
from arq.worker import Worker, func

from infra import queue
from workers.outage import cancel

NOW = datetime.now(UTC).replace(microsecond=0)
"""Set anew for every test: a long session collects long before it runs."""


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "NOW", datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[ArqRedis]:
    client = queue.open_redis(redis_url)
    yield client
    await client.aclose(close_connection_pool=True)


async def ids(redis: ArqRedis) -> dict[str, int]:
    """Waiting alarms and when they ring, in ms."""
    stored = await redis.zrange(default_queue_name, 0, -1, withscores=True)
    return {job_id.decode(): int(score) for job_id, score in stored}


def test_the_form_of_jobs_was_checked_against_this_arq() -> None:
    assert VERSION.startswith("0.28"), "look into enqueue_job again before going on"


async def test_a_far_instant_has_one_alarm_however_often_it_is_set(redis: ArqRedis) -> None:
    at = NOW + timedelta(minutes=10)
    for _ in range(3):
        await queue.ring(redis, [at, at], NOW)
    second = int(at.timestamp())
    assert await ids(redis) == {f"ring:{second}": int((second - queue.LEAD) * 1000)}


async def test_near_and_past_instants_get_alarms_of_their_own(redis: ArqRedis) -> None:
    for _ in range(2):
        await queue.ring(redis, [NOW + timedelta(seconds=1), NOW - timedelta(hours=1)], NOW)
    waiting = await ids(redis)
    assert len(waiting) == 4
    assert all(job_id.count(":") == 2 for job_id in waiting)
    assert min(waiting.values()) == int(NOW.timestamp() * 1000)


async def test_an_alarm_that_is_running_is_followed_by_another(redis: ArqRedis) -> None:
    at = NOW + timedelta(minutes=10)
    await queue.ring(redis, [at], NOW)
    shared = f"ring:{int(at.timestamp())}"
    await redis.set(in_progress_key_prefix + shared, b"1")
    await queue.ring(redis, [at], NOW)
    waiting = await ids(redis)
    assert len(waiting) == 2
    assert shared in waiting


async def test_what_is_written_is_what_arq_itself_writes(redis: ArqRedis) -> None:
    at = NOW + timedelta(minutes=10)
    await queue.ring(redis, [at], NOW)
    (ours,) = await redis.queued_jobs()
    our_life = await redis.pttl(f"arq:job:{ours.job_id}")
    await redis.flushall()
    lead = timedelta(seconds=queue.LEAD)
    await redis.enqueue_job(
        queue.RING, int(at.timestamp()), _job_id=ours.job_id, _defer_until=at - lead
    )
    (theirs,) = await redis.queued_jobs()
    assert (ours.function, tuple(ours.args), ours.score) == (
        theirs.function,
        tuple(theirs.args),
        theirs.score,
    )
    assert abs(our_life - await redis.pttl(f"arq:job:{ours.job_id}")) < 60_000


async def test_arqs_worker_runs_the_alarm_and_leaves_nothing_behind(redis: ArqRedis) -> None:
    rung: list[int] = []
    heard = asyncio.Event()

    async def ring(ctx: dict[Any, Any], *args: Any, **kwargs: Any) -> None:
        rung.extend(args)

    async def ended(ctx: dict[Any, Any]) -> None:
        heard.set()

    await queue.ring(redis, [NOW, NOW + timedelta(hours=1)], NOW)
    worker = Worker(
        [func(ring, name=queue.RING)],
        redis_pool=redis,
        queue_name=None,
        handle_signals=False,
        keep_result=0,
        after_job_end=ended,
        poll_delay=0.01,
        job_serializer=queue.encode,
        job_deserializer=queue.decode,
    )
    running = asyncio.create_task(worker.async_run())
    await asyncio.wait_for(heard.wait(), 10)
    await cancel(running)
    assert rung == [int(NOW.timestamp())]
    assert list(await ids(redis)) == [f"ring:{int(NOW.timestamp()) + 3600}"]
    assert await redis.keys("arq:re*") == []


async def test_instants_beyond_the_horizon_are_left_to_the_scan(redis: ArqRedis) -> None:
    assert await queue.ring(redis, [NOW + timedelta(days=3)], NOW) == 0
    assert await ids(redis) == {}


@pytest.mark.parametrize("minute", range(0, 24 * 60, 15))
def test_no_instant_falls_between_creation_and_the_scan(minute: int) -> None:
    """What creation at any time leaves out lies beyond the next scan, and within its reach."""
    now = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=minute)
    scan = now.replace(hour=23, minute=30)
    scan += timedelta(days=1) if scan <= now else timedelta()
    assert scan + timedelta(minutes=30) < queue.horizon(now) <= queue.horizon(scan)


async def test_a_whole_day_of_minutes_is_small(redis: ArqRedis) -> None:
    before = (await redis.info("memory"))["used_memory"]
    minutes = [NOW + timedelta(minutes=m) for m in range(1, 24 * 60)]
    await queue.ring(redis, [at for at in minutes if at < queue.horizon(NOW)], NOW)
    assert (await redis.info("memory"))["used_memory"] - before < 5_000_000
