"""Do Postgres, Redis and Telegram answer, each within a second?

Used by /readyz, by `slotbell doctor` and by /health in the chat.
"""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from aiogram import Bot
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.manage.health import Finding, HealthNote, HealthPart, of_webhook
from infra.telegram import FAILURES

LIMIT = 1.0  # seconds
STRANGER_WITHIN = 5.0
EVERY = 1.0  # seconds from one shared question to the next
Failures = tuple[type[Exception], ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Check:
    """One answer: `problem` is empty when all is well; it names the kind of failure, no address.

    error: that kind alone, empty also for an answer that came too late.
    """

    name: str
    problem: str
    seconds: float
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether it answered in time."""
        return not self.problem


async def postgres_answers(engine: AsyncEngine, failures: Failures, limit: float = LIMIT) -> Check:
    """SELECT 1 over the pool, within `limit` seconds."""

    async def ask() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    return await check("postgres", ask, failures, limit)


async def redis_answers(redis: Redis, limit: float = LIMIT) -> Check:
    """PING, within `limit` seconds."""

    async def ask() -> None:
        await redis.ping()

    return await check("redis", ask, (OSError, RedisError), limit)


async def all_answer(engine: AsyncEngine, redis: Redis, failures: Failures) -> tuple[Check, ...]:
    """Both checks at once."""
    return tuple(await asyncio.gather(postgres_answers(engine, failures), redis_answers(redis)))


async def servers(
    engine: AsyncEngine, redis: Redis, bot: Bot, *, failures: Failures, now: datetime
) -> tuple[Finding, ...]:
    """Postgres, Redis and Telegram's view of our webhook, asked at once; failures: Postgres's."""
    asked = (_postgres(engine, failures), _redis(redis), _webhook(bot, now))
    return tuple(await asyncio.gather(*asked))


async def stores(engine: AsyncEngine, redis: Redis, failures: Failures) -> tuple[Finding, ...]:
    """Postgres and Redis alone, asked at once."""
    return tuple(await asyncio.gather(_postgres(engine, failures), _redis(redis)))


async def _postgres(engine: AsyncEngine, failures: Failures) -> Finding:
    found = await postgres_answers(engine, failures)
    if found.ok:
        return Finding(HealthPart.POSTGRES, True, found.seconds * 1000)
    note = HealthNote.ERROR if found.error else HealthNote.LATE
    return Finding(HealthPart.POSTGRES, False, note=note, detail=found.error)


async def _redis(redis: Redis) -> Finding:
    begun = time.monotonic()
    try:
        async with asyncio.timeout(LIMIT):
            memory = await redis.info("memory")
    except (RedisError, OSError, TimeoutError):
        return Finding(HealthPart.REDIS, False, note=HealthNote.SILENT)
    if memory.get("maxmemory_policy", "noeviction") != "noeviction":
        return Finding(HealthPart.REDIS, False, note=HealthNote.EVICTS)
    took = (time.monotonic() - begun) * 1000
    used = str(memory.get("used_memory_human", "?"))
    return Finding(HealthPart.REDIS, True, took, detail=used)


async def _webhook(bot: Bot, now: datetime) -> Finding:
    try:
        async with asyncio.timeout(LIMIT):
            info = await bot.get_webhook_info()
    except (*FAILURES, TimeoutError) as error:
        return Finding(
            HealthPart.WEBHOOK, False, note=HealthNote.ERROR, detail=type(error).__name__
        )
    at = info.last_error_date
    return of_webhook(
        info.url,
        info.pending_update_count,
        error=info.last_error_message or "",
        since=now - at if isinstance(at, datetime) else timedelta.max,
    )


class Shared(Generic[T]):
    """One question for all who want to know: it is asked at most once in `every` seconds.

    Who comes in between gets the same answer, or waits for it with the others.
    """

    def __init__(
        self,
        ask: Callable[[], Coroutine[Any, Any, T]],
        every: float = EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask, self._every, self._clock = ask, every, clock
        self._asked_at = 0.0
        self._asked: asyncio.Task[T] | None = None

    async def answer(self) -> T:
        """The newest answer. Who goes away while waiting does not take it from the others."""
        now = self._clock()
        is_old = now - self._asked_at >= self._every
        if self._asked is None or (self._asked.done() and is_old):
            self._asked_at, self._asked = now, asyncio.create_task(self._ask())
        return await asyncio.shield(self._asked)


class Problem(Exception):
    """What is wrong with an answer, in words for an operator."""


async def check(
    name: str, ask: Callable[[], Awaitable[None]], failures: Failures, limit: float = LIMIT
) -> Check:
    """Ask within `limit` seconds; `ask` may raise Problem, or `failures`: what a server raises."""
    begun = time.monotonic()
    problem = error = ""
    try:
        async with asyncio.timeout(limit):
            await ask()
    except TimeoutError:
        problem = f"no answer within {limit:g} s"
    except Problem as wrong:
        problem = str(wrong)
    except failures as failed:
        error = type(failed).__name__
        problem = f"does not answer ({error})"
    return Check(name, problem, time.monotonic() - begun, error)


async def certificate_ends(url: str) -> datetime:
    """When the certificate of an https server ends (aware UTC).

    Raises ssl.SSLCertVerificationError where it is not trusted, OSError and TimeoutError where
    nobody answers.
    """
    place = urlsplit(url)
    async with asyncio.timeout(STRANGER_WITHIN):
        _, writer = await asyncio.open_connection(
            place.hostname, place.port or 443, ssl=ssl.create_default_context()
        )
    told = writer.get_extra_info("peercert") or {}
    writer.close()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(told["notAfter"]), UTC)
