"""Waiting for an event, an instant, or whichever comes first; and for the end of tasks."""

import asyncio
import contextlib

AGAIN = 0.2  # seconds after which a cancellation is asked for again


async def wait(event: asyncio.Event, seconds: float | None) -> None:
    """Until the event is set, but no longer than that; None = for as long as it takes."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(None if seconds is None else max(0.0, seconds)):
            await event.wait()


async def cancel(*tasks: "asyncio.Task[None]") -> None:
    """Cancel until they are over.

    redis-py swallows a cancellation that comes just as it looks for waiting bytes, so one is not
    enough for a task that talks to Redis.
    """
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=AGAIN)
