"""One person's updates run one after another by number; other people's do not wait for them."""

import asyncio
import random

from bot.order import OrderMiddleware


async def test_updates_that_wait_run_by_number_and_never_at_once() -> None:
    order, running, done = OrderMiddleware(), 0, list[int]()

    async def update(number: int) -> None:
        nonlocal running
        async with order.turn(1, number):
            running += 1
            assert running == 1
            await asyncio.sleep(0)
            done.append(number)
            running -= 1

    numbers = list(range(1, 50))
    random.Random(14).shuffle(numbers)
    await asyncio.gather(*(update(number) for number in (0, *numbers)))
    assert done == list(range(50))
    assert len(order) == 0


async def test_a_person_does_not_wait_for_another() -> None:
    order = OrderMiddleware()
    async with order.turn(1, 1), asyncio.timeout(1), order.turn(2, 2):
        assert len(order) == 2
    assert len(order) == 0


async def test_who_gives_up_is_passed_over_and_holds_nobody_up() -> None:
    order, done = OrderMiddleware(), list[int]()

    async def update(number: int) -> None:
        async with order.turn(1, number):
            done.append(number)

    async with order.turn(1, 0):
        waiting = [asyncio.create_task(update(number)) for number in (1, 2, 3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
    waiting[1].cancel()  # called in this very moment
    await asyncio.gather(*waiting, return_exceptions=True)
    assert done == [3]
    assert len(order) == 0
