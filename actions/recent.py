"""What many ask for and few change: read again when it is some seconds old."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from db.uow import Database, Uow

T = TypeVar("T")


class Recent(Generic[T]):
    """However many ask, it is read once in `fresh`; several processes are told by nobody else."""

    def __init__(self, read: Callable[[Uow], Awaitable[T]], fresh: timedelta) -> None:
        self._read, self._fresh = read, fresh
        self._known: tuple[T, datetime] | None = None

    async def __call__(self, database: Database, now: datetime) -> T:
        """`now`: aware UTC."""
        if self._known is None or abs(now - self._known[1]) > self._fresh:
            async with database.read() as uow:
                self._known = await self._read(uow), now
        return self._known[0]
