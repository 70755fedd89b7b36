"""Waiting for what tells nobody when it happens: rows of a table, another process."""

import asyncio
from collections.abc import Awaitable, Callable

WITHIN = 30.0  # seconds
EVERY = 0.03


async def once_true(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Ask until the answer is yes. Fails if it takes longer than WITHIN."""
    deadline = asyncio.get_running_loop().time() + WITHIN
    while not await is_so():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(EVERY)
