"""Waiting for an event, an instant, or whichever comes first."""

import asyncio
import contextlib


async def wait(event: asyncio.Event, seconds: float | None) -> None:
    """Until the event is set, but no longer than that; None = for as long as it takes."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(None if seconds is None else max(0.0, seconds)):
            await event.wait()
