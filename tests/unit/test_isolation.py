"""One person's updates run one after another; other people's do not wait for them."""

import asyncio
import gc

from aiogram.fsm.storage.base import StorageKey

from fsm.draft import ChatIsolation


def key(person: int) -> StorageKey:
    return StorageKey(bot_id=1, chat_id=person, user_id=person)


async def test_one_persons_updates_run_in_order_and_never_at_once() -> None:
    isolation, running, order = ChatIsolation(), 0, []

    async def update(number: int) -> None:
        nonlocal running
        async with isolation.lock(key(1)):
            running += 1
            assert running == 1
            await asyncio.sleep(0)
            order.append(number)
            running -= 1

    await asyncio.gather(*(update(n) for n in range(50)))
    assert order == list(range(50))


async def test_a_person_does_not_wait_for_another() -> None:
    isolation = ChatIsolation()
    async with isolation.lock(key(1)), asyncio.timeout(1), isolation.lock(key(2)):
        assert len(isolation.locks) == 2


async def test_a_held_lock_stays_and_a_free_one_leaves_nothing_behind() -> None:
    isolation = ChatIsolation()
    async with isolation.lock(key(1)):
        for person in range(2, 500):
            async with isolation.lock(key(person)):
                pass
        gc.collect()
        assert len(isolation.locks) == 1
        waiting = asyncio.create_task(_enter(isolation))
        await asyncio.sleep(0)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 1)
    del waiting
    gc.collect()
    assert len(isolation.locks) == 0


async def _enter(isolation: ChatIsolation) -> None:
    async with isolation.lock(key(1)):
        return
