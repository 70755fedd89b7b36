"""One update of a person at a time: a lock per chat and person that lives while it is used."""

from asyncio import Lock
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from aiogram.fsm.storage.base import BaseEventIsolation, StorageKey


class ChatIsolation(BaseEventIsolation):
    """Locks are kept by those who hold or await them alone, so none leaks and none is evicted."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[StorageKey, Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        """Locks in use."""
        return len(self._locks)

    def __bool__(self) -> bool:
        """Never false: aiogram would put its own in the place of an empty one."""
        return True

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        """Wait for one's turn; first come, first served."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = Lock()
        async with lock:
            yield

    async def close(self) -> None:
        """Nothing to release: locks belong to their holders."""
