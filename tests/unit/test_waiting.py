"""Ending tasks, those too that swallow a cancellation."""

import asyncio
import contextlib

from workers.outage import cancel, wait


async def test_a_task_that_swallows_a_cancellation_is_ended_all_the_same() -> None:
    swallowed = asyncio.Event()

    async def stubborn() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        swallowed.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    await cancel(task)
    assert swallowed.is_set()
    assert task.cancelled()


async def test_an_event_ends_a_wait_and_so_does_the_time() -> None:
    event = asyncio.Event()
    await wait(event, 0.001)
    await wait(event, -5)
    assert not event.is_set()
    event.set()
    await wait(event, None)
