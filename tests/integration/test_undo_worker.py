"""The worker tells patients what staff did, once that cannot be undone; and frees the seats."""

from datetime import timedelta

import pytest

from actions import undo_ways
from actions.booking import booking
from actions.desk import visit
from domain.booking.booking import BookingView
from tests.support.bookings import (
    ALICE,
    DORA,
    booked,
    furnish,
    people,
    slot_at,
    value,
    wish,
)
from tests.support.bot_api import BotApi
from tests.support.waiting import once_true
from tests.support.worker_parts import now, working
from workers.deps import Deps

SOON = timedelta(seconds=58)  # of the undo's sixty that are gone


@pytest.fixture
async def deps(parts: Deps) -> Deps:
    await furnish(parts.database)
    await people(parts.database, DORA)
    return parts


async def made(deps: Deps) -> BookingView:
    slot = await slot_at(deps.database, now() + timedelta(days=3))
    async with deps.database.begin() as uow:
        return (await booking.book(uow, ALICE, wish(slot), now())).booking


async def test_a_cancel_is_told_once_it_stands(deps: Deps, api: BotApi) -> None:
    mine = await made(deps)
    async with deps.database.begin() as uow:
        await visit.cancel(uow, DORA, mine.id, now() - SOON)
    async with working(deps):
        (call,) = await api.came(1)

        async def is_free() -> bool:
            return await booked(deps.database, mine.slot_id) == 0

        await once_true(is_free)
    assert "The lab had to cancel your appointment" in call["text"]
    assert "Complete blood count" not in call["text"]
    assert "Details" in str(call["reply_markup"])
    assert "Book a test" in str(call["reply_markup"])
    assert len(api.calls) == 1


async def test_a_move_says_both_times(deps: Deps, api: BotApi) -> None:
    mine = await made(deps)
    there = await slot_at(deps.database, now() + timedelta(days=4, hours=1))
    async with deps.database.begin() as uow:
        await visit.move(uow, DORA, mine.id, there, now=now() - SOON)
    async with working(deps):
        (call,) = await api.came(1)
    assert "The lab moved your appointment" in call["text"]
    assert "It was " in call["text"]


async def test_what_was_undone_is_told_to_nobody(deps: Deps, api: BotApi) -> None:
    mine = await made(deps)
    async with deps.database.begin() as uow:
        done = await visit.cancel(uow, DORA, mine.id, now() - SOON)
    assert done.undo
    until = done.undo.until
    async with deps.database.begin() as uow:
        await undo_ways.take_back(uow, DORA, done.undo.id, now() - SOON)
    async with working(deps):

        async def is_over() -> bool:
            return now() >= until + timedelta(seconds=2)

        await once_true(is_over)
    assert api.calls == []
    assert await value(deps.database, "SELECT status FROM bookings") == "booked"
