"""The arq worker: its jobs, its settings, and a supervisor, for it dies when Redis does."""

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Any

import structlog
from arq.cron import cron
from arq.worker import Worker, func
from redis.asyncio import Redis

from db.messages import sweep
from infra import queue
from infra.clock import backoff, first_of, wait
from workers.delivery.claimer import Claimer
from workers.deps import Deps
from workers.jobs import waitlist
from workers.outage import FIRST, LONGEST, REDIS, cancel

log = structlog.get_logger(__name__)
JOB_TIMEOUT = 60  # seconds; a ring takes none, the scan of a full day a few
FINISH_WITHIN = 5  # seconds that running jobs get at the end

WORKER_SETTINGS: dict[str, Any] = {
    "queue_name": None,  # the pool's own
    "handle_signals": False,  # the worker root does
    "max_jobs": 50,
    "max_tries": 3,
    "job_timeout": JOB_TIMEOUT,
    "job_completion_wait": FINISH_WITHIN,
    "keep_result": 0,  # a finished id would be refused for an hour
    "log_results": False,
    "poll_delay": queue.POLL,
    "health_check_interval": 15,
    "timezone": UTC,
    "job_serializer": queue.encode,
    "job_deserializer": queue.decode,
}
"""A value, not a class: arq ignores what a settings class inherits."""

KEY = "slotbell:epoch"


async def ring(ctx: dict[Any, Any], *args: Any, **_kwargs: Any) -> None:
    """An alarm: something is due at this second. It is only noted; the claimer claims."""
    claimer: Claimer = ctx["claimer"]
    claimer.ring(int(args[0]))


async def midnight(ctx: dict[Any, Any]) -> None:
    await set_alarms(ctx["deps"])


def build(deps: Deps, claimer: Claimer) -> Worker:
    """A worker over a connection pool of its own; opens nothing yet."""
    hour, minute = queue.SCAN_AT
    redis = queue.open_redis(deps.settings.redis_url.get_secret_value())
    return Worker(
        [func(ring, name=queue.RING), func(waitlist.pass_on, name=waitlist.ALARM)],
        cron_jobs=[cron(midnight, name="midnight", hour=hour, minute=minute, second=0)],
        redis_pool=redis,
        ctx={"deps": deps, "claimer": claimer},
        **WORKER_SETTINGS,
    )


async def keep_ringing(deps: Deps, claimer: Claimer, stopping: asyncio.Event) -> None:
    """Run arq's worker, and another one whenever it falls, until the stop."""
    pauses = backoff(FIRST, LONGEST)
    while not stopping.is_set():
        worker = build(deps, claimer)
        running = asyncio.create_task(worker.async_run())
        await first_of(stopping, running)
        if not running.done():
            await _finish(worker)
        await _close(worker, running)
        if not stopping.is_set():
            pause = next(pauses)
            log.warning("alarms_interrupted", again_in=pause)
            await wait(stopping, pause)


async def _finish(worker: Worker) -> None:
    worker.allow_pick_jobs = False
    if running := [task for task in worker.tasks.values() if not task.done()]:
        await asyncio.wait(running, timeout=FINISH_WITHIN)


async def _close(worker: Worker, running: "asyncio.Task[None]") -> None:
    await cancel(running)
    if not running.cancelled() and (error := running.exception()) is not None:
        log.info("alarms_fell", error=type(error).__name__)
    redis = worker.pool
    try:
        with contextlib.suppress(*REDIS, asyncio.CancelledError):
            await worker.close()
    finally:
        await redis.aclose(close_connection_pool=True)  # close() leaves it open if a job fell, too


class Epoch:
    """Compares the mark in Redis with what this process knows."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._known: bytes | None = None

    async def is_old(self, until: datetime) -> bool:
        """Whether alarms up to `until` are to be set: at our start, and when the mark changed."""
        mark = await self._redis.get(KEY)
        return mark is None or mark != self._known or mark < _mark(until)

    async def begin(self, until: datetime) -> None:
        """They are set. A mark that reaches further stays."""
        mark = await self._redis.get(KEY)
        if mark is None or mark < _mark(until):
            mark = _mark(until)
            await self._redis.set(KEY, mark)
        self._known = mark


def _mark(until: datetime) -> bytes:
    return f"{int(until.timestamp()):012d}".encode()


async def set_alarms(deps: Deps) -> int:
    """Set an alarm for every distinct instant up to the horizon; how many there are.

    Safe to run any number of times. Raises what Postgres or Redis raise.
    """
    now = deps.clock.utc()
    async with deps.database.read() as uow:
        found = await sweep.instants(uow, now, queue.horizon(now))
    await queue.ring(deps.redis, found, now)
    log.info("alarms_set", count=len(found))
    return len(found)
