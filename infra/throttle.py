"""Telegram's limits kept by all workers together: one Lua call in Redis for a batch.

While Redis does not answer, every process keeps the limits by itself with the same arithmetic.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from domain.messages.rate import CHAT, GROUP, SECOND, Delay, Rate, everybody, take

SCRIPT = (Path(__file__).parent / "throttle.lua").read_text()
PREFIX = "slotbell:throttle:"
EVERYBODY = f"{PREFIX}all"
WITHIN = 0.1  # seconds that a batch waits for Redis
REST = 2.0  # seconds before Redis is asked again after it did not answer
KEPT = 10_000  # chats whose buckets a process keeps by itself


async def fill(redis: Redis) -> float | None:
    """How much of everybody's burst is used up, from 0 to 1; None if Redis does not say.

    A burst is half a second's worth, whatever the rate: domain.messages.rate.everybody.
    """
    try:
        async with asyncio.timeout(10 * WITHIN):
            level = int(await redis.get(EVERYBODY) or 0)
            seconds, rest = await redis.time()
    except (RedisError, OSError, TimeoutError):
        return None
    ahead: float = (level - (seconds * SECOND + rest)) / SECOND
    return min(1.0, max(0.0, 2 * ahead))


@dataclass(frozen=True, slots=True)
class SendRequest:
    """A message that wants to go to a chat: not before `delay`, and by `delay` + `patience`.

    In seconds from now. A chat id below zero is a group. items: how many messages Telegram
    counts it for, such as those of an album.
    """

    chat_id: int
    delay: float
    patience: float
    items: int = 1


@dataclass(frozen=True, slots=True)
class SendAnswer:
    """Whether the message may go, and in how many seconds; if not, when to ask again."""

    may_go: bool
    delay: float


@dataclass
class Throttle:
    """Asks for whole batches. per_second: of all messages together, 0 = no limits at all.

    is_open: told how many messages went by the local buckets because Redis did not answer.
    """

    redis: Redis
    per_second: float
    is_open: Callable[[int], None] = lambda _count: None
    _levels: dict[str, int] = field(default_factory=dict)
    _asked_again_at: float = 0.0
    _script: AsyncScript = field(init=False)

    def __post_init__(self) -> None:
        """Make the script known; nothing is sent yet."""
        self._script = self.redis.register_script(SCRIPT)

    async def ask(self, batch: Sequence[SendRequest]) -> list[SendAnswer]:
        """An answer for every message, in order; earlier ones are served first."""
        if self.per_second == 0 or not batch:
            return [SendAnswer(may_go=True, delay=request.delay) for request in batch]
        if time.monotonic() >= self._asked_again_at:
            try:
                async with asyncio.timeout(WITHIN):
                    return await self._ask_redis(batch, now=0)
            except (RedisError, OSError, TimeoutError):
                self._asked_again_at = time.monotonic() + REST
        self.is_open(len(batch))
        return self.ask_locally(batch, time.monotonic_ns() // 1000)

    async def _ask_redis(self, batch: Sequence[SendRequest], now: int) -> list[SendAnswer]:
        """now: microseconds for tests, 0 = by Redis' clock."""
        rate = everybody(self.per_second)
        keys = {EVERYBODY: 1}
        words: list[int | str] = [now, rate.interval, rate.tolerance]
        for request in batch:
            own = _buckets(request.chat_id)
            words += [_micro(request.delay), _micro(request.patience), request.items, len(own)]
            for key, bucket in own:
                number = keys.setdefault(key, len(keys) + 1)
                words += [number, bucket.interval, bucket.tolerance]
        answers: list[int] = await self._script(list(keys), words)
        return [
            SendAnswer(may_go=bool(answers[at]), delay=answers[at + 1] / SECOND)
            for at in range(0, len(answers), 2)
        ]

    def ask_locally(self, batch: Sequence[SendRequest], now: int) -> list[SendAnswer]:
        """The same by this process's own buckets. now: microseconds of a clock that never jumps."""
        if len(self._levels) > KEPT:
            self._levels = {key: level for key, level in self._levels.items() if level > now}
        return [self._local(request, now) for request in batch]

    def _local(self, request: SendRequest, now: int) -> SendAnswer:
        own = _buckets(request.chat_id)
        keys = (EVERYBODY, *(key for key, _ in own))
        rates = (everybody(self.per_second), *(rate for _, rate in own))
        levels = [self._levels.get(key, 0) for key in keys]
        earliest = now + _micro(request.delay)
        done = take(
            levels, rates, earliest, earliest + _micro(request.patience), items=request.items
        )
        if isinstance(done, Delay):
            return SendAnswer(may_go=False, delay=(done.at - now) / SECOND)
        self._levels.update(zip(keys, done.levels, strict=True))
        return SendAnswer(may_go=True, delay=(done.at - now) / SECOND)


def _buckets(chat_id: int) -> tuple[tuple[str, Rate], ...]:
    """Key and rate of every bucket of one chat."""
    chat = (f"{PREFIX}chat:{chat_id}", CHAT)
    return (chat,) if chat_id > 0 else (chat, (f"{PREFIX}group:{chat_id}", GROUP))


def _micro(seconds: float) -> int:
    return round(seconds * SECOND)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether one more may be, and how many after it. In seconds: when the next may, when all."""

    may: bool
    left: int
    next_in: float
    full_in: float


@dataclass
class Quota:
    """Requests of a caller, so many a minute and as many at once after a rest, in all processes.

    While Redis does not answer, every process counts by itself.
    """

    redis: Redis
    _levels: dict[str, int] = field(default_factory=dict)
    _asked_again_at: float = 0.0
    _script: AsyncScript = field(init=False)

    def __post_init__(self) -> None:
        """Make the script known; nothing is sent yet."""
        self._script = self.redis.register_script(SCRIPT)

    async def take(self, caller: str, per_minute: int) -> Allowance:
        """One request, by Redis' clock."""
        rate = Rate(60 * SECOND // per_minute, per_minute)
        if time.monotonic() >= self._asked_again_at:
            try:
                async with asyncio.timeout(WITHIN):
                    return await self._take(f"{PREFIX}{caller}", rate)
            except (RedisError, OSError, TimeoutError):
                self._asked_again_at = time.monotonic() + REST
        return self.take_locally(caller, rate, time.monotonic_ns() // 1000)

    async def _take(self, key: str, rate: Rate) -> Allowance:
        may, delay = await self._script([key], [0, rate.interval, rate.tolerance, 0, 0, 1, 0])
        full_in = max(0, await self.redis.pttl(key)) * 1000  # the key lives until it is full
        return _allowance(rate, full_in, 0 if may else delay)

    def take_locally(self, caller: str, rate: Rate, now: int) -> Allowance:
        """One request by this process's own bucket. now: as in Throttle.ask_locally."""
        if len(self._levels) > KEPT:
            self._levels = {key: level for key, level in self._levels.items() if level > now}
        done = take([self._levels.get(caller, 0)], [rate], now, now)
        if isinstance(done, Delay):
            return _allowance(rate, self._levels[caller] - now, done.at - now)
        (self._levels[caller],) = done.levels
        return _allowance(rate, done.levels[0] - now, 0)


def _allowance(rate: Rate, full_in: int, next_in: int) -> Allowance:
    """In microseconds. next_in: 0 = it may be now."""
    left = max(0, rate.burst + -full_in // rate.interval)
    return Allowance(next_in == 0, left, next_in / SECOND, full_in / SECOND)
