"""Waiting, and ending tasks, those too that swallow a cancellation."""

import asyncio
import contextlib
from itertools import islice

from infra.clock import backoff, wait
from workers.outage import cancel


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
    assert not await wait(event, 0.001)
    assert not await wait(event, -5)
    event.set()
    assert await wait(event, None)


def test_each_pause_is_twice_the_one_before_up_to_the_longest() -> None:
    assert list(islice(backoff(1.0, 6.0), 5)) == [1.0, 2.0, 4.0, 6.0, 6.0]
