"""A mark in Redis that says: the alarms up to here are set. Where it is gone, they are gone."""

from datetime import datetime

from redis.asyncio import Redis

KEY = "slotbell:epoch"


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
