"""Waiting for an event, and the pauses between two tries."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any


async def wait(event: asyncio.Event, seconds: float | None) -> bool:
    """Wait for the event, at most so long (None = for as long as it takes); whether it is set."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(None if seconds is None else max(0.0, seconds)):
            await event.wait()
    return event.is_set()


async def first_of(event: asyncio.Event, *tasks: asyncio.Task[Any]) -> None:
    """Wait until the event is set or one of the tasks is over."""
    setting = asyncio.create_task(event.wait())
    try:
        await asyncio.wait({setting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        setting.cancel()


def backoff(first: float, longest: float) -> Iterator[float]:
    """Seconds to wait before each further try: doubled each time up to the longest, for ever."""
    pause = first
    while True:
        yield pause
        pause = min(pause * 2, longest)
