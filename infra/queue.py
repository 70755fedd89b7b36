"""Alarm clocks in Redis: one arq job for an instant at which something is due.

Redis holds no message, and losing it loses none. arq drops a job whose id is waiting or running,
so the shared id `ring:{second}` is used only where nobody can be running it yet; nearer instants
get an id of their own. arq sets one job in three round trips; a day's alarms are written as arq
itself would write them, in one pipeline (pinned by tests against arq's own reader).
"""

import json
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog
from arq.connections import ArqRedis
from arq.constants import default_queue_name, in_progress_key_prefix, job_key_prefix
from arq.jobs import serialize_job
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from infra.metrics import Metrics

log = structlog.get_logger(__name__)
RING = "ring"
POLL = 0.2  # seconds between two looks of arq's worker into its queue
LEAD = 0.6  # seconds an alarm rings before its instant: three polls, and time to claim
SAFE = timedelta(seconds=5)  # further ahead than this nobody can be running the shared alarm yet
EXPIRES = 86_400_000  # ms that an alarm outlives its instant, as arq's default
MARGIN = timedelta(hours=1)
SCAN_AT = (23, 30)  # UTC: when the alarms of the coming day are set
CHUNK = 1000  # alarms in one pipeline
REDIS_WITHIN = 2.0  # seconds for one command

Ring = Callable[[Collection[datetime]], Awaitable[None]]


def encode(job: Any) -> bytes:
    """arq's serializer: JSON, so that nothing read from Redis can run."""
    return json.dumps(job, separators=(",", ":"), default=str).encode()


def decode(stored: bytes) -> Any:
    """arq's deserializer."""
    return json.loads(stored)


def open_redis(url: str, wait: float = 5.0) -> ArqRedis:
    """A client of arq's kind; opens nothing yet, `async with` closes it. wait: seconds an answer.

    A dropped connection is tried again three times, OSError included: arq's own worker dies of
    the first one otherwise.
    """
    pool = ConnectionPool.from_url(
        url,
        socket_connect_timeout=1.0,
        **({} if url.startswith("unix:") else {"socket_keepalive": True}),
        socket_timeout=wait,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 3),
        retry_on_error=[RedisConnectionError, RedisTimeoutError, OSError],
    )
    redis = ArqRedis(pool, job_serializer=encode, job_deserializer=decode)
    redis.auto_close_connection_pool = True
    return redis


def horizon(now: datetime) -> datetime:
    """Up to where alarms are set: past the next midnight UTC, from 23:00 on the one after it.

    The scan at 23:30 covers what lies beyond, so no message falls between the two, even if two
    clocks differ by minutes.
    """
    midnight = (now + timedelta(hours=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1) + MARGIN


async def ring(redis: Redis, instants: Collection[datetime], now: datetime) -> int:
    """Set an alarm for every instant (aware UTC, whole seconds) up to the horizon; how many.

    Instants that have passed ring at once. Raises RedisError, OSError: the sweep finds them then.
    """
    until = horizon(now)
    wanted = sorted(at for at in set(instants) if at <= until)
    far = [at for at in wanted if at - now > SAFE]
    for start in range(0, len(far), CHUNK):
        running = await _set_shared(redis, far[start : start + CHUNK], now)
        await _set_own(redis, running, now)
    await _set_own(redis, [at for at in wanted if at - now <= SAFE], now)
    return len(wanted)


def ringer(redis: Redis, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Ring:
    """What a unit of work calls after its commit."""

    async def ring_now(instants: Collection[datetime]) -> None:
        await ring(redis, instants, clock())

    return ring_now


def ring_failures(metrics: Metrics) -> Callable[[Exception], None]:
    """What a unit of work tells an alarm's failure to: nothing is lost, but it is counted."""

    def ring_failed(error: Exception) -> None:
        metrics.alarms_failed.inc()
        log.warning("alarm_failed", error=type(error).__name__)

    return ring_failed


async def _set_shared(redis: Redis, instants: Sequence[datetime], now: datetime) -> list[datetime]:
    """Alarms by their shared ids; answers those whose id is running at this moment."""
    async with redis.pipeline(transaction=False) as pipe:
        for at in instants:
            job_id = f"{RING}:{int(at.timestamp())}"
            pipe.exists(in_progress_key_prefix + job_id)
            _add(pipe, job_id, at, now)
        told = await pipe.execute()
    return [at for at, running in zip(instants, told[::3], strict=True) if running]


async def _set_own(redis: Redis, instants: Sequence[datetime], now: datetime) -> None:
    if instants:
        async with redis.pipeline(transaction=False) as pipe:
            for at in instants:
                _add(pipe, f"{RING}:{int(at.timestamp())}:{uuid4().hex}", at, now)
            await pipe.execute()


def _add(pipe: Any, job_id: str, at: datetime, now: datetime) -> None:
    """What arq's enqueue_job writes; a waiting job of that id is left as it is."""
    second, now_ms = int(at.timestamp()), int(now.timestamp() * 1000)
    score = max(now_ms, int((second - LEAD) * 1000))
    job = serialize_job(RING, (second,), {}, None, now_ms, serializer=encode)
    pipe.set(job_key_prefix + job_id, job, px=score - now_ms + EXPIRES, nx=True)
    pipe.zadd(default_queue_name, {job_id: score}, nx=True)


def instant(second: int) -> datetime:
    """The instant an alarm names."""
    return datetime.fromtimestamp(second, UTC)
