"""Do Postgres and Redis answer, each within a second? Used by /readyz and `slotbell doctor`."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

LIMIT = 1.0  # seconds
Failures = tuple[type[Exception], ...]


@dataclass(frozen=True)
class Check:
    """One answer: `problem` is empty when all is well; it names the kind of failure, no address."""

    name: str
    problem: str
    seconds: float

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


class Problem(Exception):
    """An answer that is none to be glad of; its text is shown."""


async def check(
    name: str, ask: Callable[[], Awaitable[None]], failures: Failures, limit: float = LIMIT
) -> Check:
    """Ask within `limit` seconds; `ask` may raise Problem, or `failures`: what a server raises."""
    begun = time.monotonic()
    problem = ""
    try:
        async with asyncio.timeout(limit):
            await ask()
    except TimeoutError:
        problem = f"no answer within {limit:g} s"
    except Problem as told:
        problem = str(told)
    except failures as failed:
        problem = f"does not answer ({type(failed).__name__})"
    return Check(name, problem, time.monotonic() - begun)
