"""Turns that several bots share: over a real Redis, with a client of its own for each bot."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiogram.fsm.storage.base import StorageKey
from arq.connections import ArqRedis

from fsm import turns
from fsm.turns import TurnLost, Turns, TurnStorage
from infra import queue
from tests.support.waiting import once_true

ALICE, BOT = 7, 42
KEY = StorageKey(BOT, ALICE, ALICE)
LEASE = f"{turns.PREFIX}:{ALICE}"
WAITING = f"{LEASE}:waiting"


@pytest.fixture
async def clients(redis_url: str) -> AsyncIterator[list[ArqRedis]]:
    """Of two bots."""
    async with AsyncExitStack() as stack:
        opened = [queue.open_redis(redis_url, queue.REDIS_WITHIN) for _ in range(2)]
        for client in opened:
            await stack.enter_async_context(client)
        yield opened


async def add_one(client: ArqRedis, update_id: int, done: list[int]) -> None:
    """An update that reads the conversation, takes its time, and writes what comes next."""
    storage = TurnStorage(client)
    async with Turns(client, BOT).turn(ALICE, update_id) as turn:
        if turn.is_done:
            return
        count = (await storage.get_data(KEY)).get("count", 0)
        await asyncio.sleep(0.002)
        await storage.set_data(KEY, {"count": count + 1})
        done.append(update_id)


async def test_no_update_of_a_person_is_lost_or_done_twice_whichever_bot_it_comes_to(
    clients: list[ArqRedis],
) -> None:
    done = list[int]()
    brought = [(client, number) for number in range(1, 41) for client in clients]
    random.Random(18).shuffle(brought)
    await asyncio.gather(*(add_one(client, number, done) for client, number in brought))
    assert sorted(done) == list(range(1, 41))
    assert await TurnStorage(clients[0]).get_data(KEY) == {"count": 40}


async def lose_it(clients: list[ArqRedis], done: list[int]) -> None:
    """One bot stops for longer than its lease lasts, and another one goes on meanwhile."""
    async with Turns(clients[0], BOT).turn(ALICE, 2):
        await TurnStorage(clients[0]).set_data(KEY, {"count": 100})
        await clients[0].delete(LEASE)
        await add_one(clients[1], 3, done)


async def at_least(least: int, asked: Awaitable[int]) -> bool:
    return await asked >= least


async def test_who_waits_goes_by_the_numbers_of_the_updates(clients: list[ArqRedis]) -> None:
    done = list[int]()
    async with asyncio.TaskGroup() as later, Turns(clients[0], BOT).turn(ALICE, 1):
        for number in (5, 3, 4, 2):
            later.create_task(add_one(clients[number % 2], number, done))
        await once_true(lambda: at_least(4, clients[0].zcard(WAITING)))
    assert done == [2, 3, 4, 5]


async def test_who_has_lost_the_lease_writes_nothing_and_the_update_comes_again(
    clients: list[ArqRedis],
) -> None:
    done = list[int]()
    await add_one(clients[0], 1, done)
    with pytest.raises(TurnLost):
        await lose_it(clients, done)
    await add_one(clients[1], 2, done)
    assert done == [1, 3, 2]
    assert await TurnStorage(clients[0]).get_data(KEY) == {"count": 3}


async def test_a_long_update_keeps_its_lease_and_a_dead_process_does_not(
    clients: list[ArqRedis], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "RENEW", 0.05)
    async with Turns(clients[0], BOT).turn(ALICE, 1):
        await clients[0].pexpire(LEASE, 1000)
        await once_true(lambda: at_least(1001, clients[0].pttl(LEASE)))
    await clients[0].set(LEASE, "a dead one's", px=300)
    await add_one(clients[1], 2, [])
    assert await TurnStorage(clients[0]).get_data(KEY) == {"count": 1}


async def test_while_redis_is_away_an_update_ends_before_its_lease(
    clients: list[ArqRedis], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LEASE", 0.2)
    monkeypatch.setattr(turns, "RENEW", 10)
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        async with Turns(clients[0], BOT).turn(ALICE, 1):
            await asyncio.Event().wait()
    assert time.monotonic() - begun < 5
    assert await clients[0].keys(f"{turns.PREFIX}:*") == []


async def test_an_update_costs_two_round_trips_in_all(
    clients: list[ArqRedis], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, sent = clients[0], list[object]()
    asked: Any = one.execute_command
    await add_one(one, 1, [])  # Redis knows the scripts from here on

    async def counted(*words: object, **more: object) -> object:
        sent.append(words[0])
        return await asked(*words, **more)

    monkeypatch.setattr(one, "execute_command", counted)
    await add_one(one, 2, [])
    assert sent == ["EVALSHA", "EVALSHA"]
