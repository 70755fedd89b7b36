"""Cancelling and changing while it is being sent: whoever is told so has won."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from actions.messages import schedule
from domain.account.actor import Actor, Role
from domain.messages.schedule import Edit
from domain.refusals import AlreadySent
from tests.chaos.arena import Arena, ahead
from tests.chaos.conftest import Enter
from tests.support.messages import AUTHOR

SEED = 20260304
ACTOR = Actor(AUTHOR, Role.PATIENT, "UTC", True, "en")
RACES = 200
Act = Callable[[int, int], Awaitable[object]]


async def race(arena: Arena, act: Act) -> list[bool]:
    """200 acts at random moments around the instant at which 200 messages are due: who won."""
    dice = random.Random(SEED)
    await arena.workers(2)
    await arena.telegram.fault("slow", method="sendMessage", times=None, seconds=0.1)
    at = ahead(2)
    ids = await arena.stage(at, RACES)
    seats = asyncio.Semaphore(15)

    async def one(number: int, message_id: int, moment: float) -> bool:
        await asyncio.sleep(at.timestamp() + moment - datetime.now(UTC).timestamp())
        async with seats:
            try:
                await act(number, message_id)
            except AlreadySent:
                return False
        return True

    moments = [dice.uniform(-0.6, 0.8) for _ in ids]
    return await asyncio.gather(*map(one, range(RACES), ids, moments))


async def test_a_message_is_either_cancelled_or_sent(enter: Enter) -> None:
    arena = await enter(f"200 cancels while due, seed {SEED}")

    async def cancel(_number: int, message_id: int) -> None:
        async with arena.database.begin() as uow:
            await schedule.cancel(uow, ACTOR, message_id)

    won = await race(arena, cancel)
    found = await arena.is_fine()
    assert found.cancelled == sum(won)
    assert found.arrived == RACES - sum(won)
    assert 0 < sum(won) < RACES, "the acts did not meet the deliveries"


@pytest.mark.full
async def test_a_message_is_sent_as_it_was_changed_or_not_changed(enter: Enter) -> None:
    arena = await enter(f"200 edits while due, seed {SEED}")

    async def change(number: int, message_id: int) -> None:
        edit = Edit(text=f"edited {number}")
        async with arena.database.begin() as uow:
            await schedule.change(uow, ACTOR, message_id, edit, now=datetime.now(UTC))

    won = await race(arena, change)
    found = await arena.is_fine()
    assert found.arrived == RACES
    assert 0 < sum(won) < RACES, "the acts did not meet the deliveries"
