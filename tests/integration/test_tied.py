"""A message that is tied to a visit moves and ends with it, whoever moves or ends it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions import undo_ways
from actions.booking import booking, offer
from actions.booking.before import tied
from actions.booking.move import move
from actions.desk import visit
from actions.manage import hoarding
from actions.messages import schedule
from db.uow import Database
from domain.booking.before.anchor import Anchor
from domain.booking.cap import CAP
from domain.manage.closure import HELD_FOR, Mode
from domain.messages.schedule import Edit, Message, Scheduled
from domain.refusals import Changed, MessageInPast, NotFound
from domain.undo import BULK
from tests.support import closures
from tests.support.bookings import (
    ALICE,
    BERLIN,
    BOB,
    DORA,
    MIRA,
    NOW,
    OTTO,
    START,
    furnish,
    people,
    slots_at,
    value,
    wish,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TWO_BEFORE = Anchor(seconds=-7200)
Deed = Callable[[Database, int, int], Awaitable[Any]]


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, MIRA, DORA, OTTO)


async def visits(database: Database) -> tuple[int, int]:
    """Alice's booking, and another slot a day later."""
    old, new = await slots_at(database, [START, START + DAY])
    async with database.begin() as uow:
        return (await booking.book(uow, ALICE, wish(old), NOW)).booking.id, new


async def planned(
    database: Database, number: int, anchor: Anchor = TWO_BEFORE, intent: str = "m"
) -> Scheduled:
    async with database.begin() as uow:
        at = await tied.instant(uow, ALICE, number, anchor, now=NOW)
        tie = {"booking_id": number, "from_visit": anchor.stored()}
        message = Message("the referral", (), at, BERLIN, intent, **tie)  # type: ignore[arg-type]
        return await schedule.schedule(uow, ALICE, message, NOW)


async def stands(database: Database, message_id: int = 0) -> tuple[str, datetime]:
    query = """SELECT json_build_array(status, due_at) FROM scheduled_messages
                WHERE content ->> 'text' = 'the referral' AND (:id = 0 OR id = :id)"""
    status, at = await value(database, query, id=message_id)
    return status, datetime.fromisoformat(at).astimezone(UTC)


async def told(database: Database) -> list[str]:
    query = """SELECT array_agg(status ORDER BY id) FROM scheduled_messages
                WHERE content ->> 'what' = 'followed'"""
    return await value(database, query) or []


async def patient_moves(database: Database, number: int, slot: int) -> None:
    async with database.begin() as uow:
        await move(uow, ALICE, number, slot, cap=CAP, now=NOW)


async def staff_move(database: Database, number: int, slot: int) -> None:
    async with database.begin() as uow:
        await visit.move(uow, DORA, number, slot, now=NOW)


async def patient_cancels(database: Database, number: int, _slot: int) -> None:
    async with database.begin() as uow:
        await booking.cancel(uow, ALICE, number, NOW)


async def staff_cancel(database: Database, number: int, _slot: int) -> None:
    async with database.begin() as uow:
        await visit.cancel(uow, DORA, number, NOW)


async def freed(database: Database, _number: int, _slot: int) -> None:
    async with database.begin() as uow:
        await hoarding.free_all(uow, MIRA, ALICE.id, NOW)


async def closed(database: Database, _number: int, _slot: int) -> None:
    await closures.made(database, Mode.CANCEL)


@pytest.mark.parametrize("deed", [patient_moves, staff_move])
async def test_it_moves_with_the_visit_and_says_so(database: Database, deed: Deed) -> None:
    number, slot = await visits(database)
    await planned(database, number)
    assert await stands(database) == ("scheduled", START - 2 * HOUR)
    await deed(database, number, slot)
    assert await stands(database) == ("scheduled", START + DAY - 2 * HOUR)
    assert await told(database) == ["scheduled"]


@pytest.mark.parametrize("deed", [patient_cancels, staff_cancel, freed, closed])
async def test_it_ends_with_the_visit_and_says_so(database: Database, deed: Deed) -> None:
    number, slot = await visits(database)
    await planned(database, number)
    await deed(database, number, slot)
    assert (await stands(database))[0] == "cancelled"
    assert await told(database) == ["scheduled"]


@pytest.mark.parametrize("deed", [staff_move, staff_cancel, freed, closed])
async def test_what_staff_take_back_brings_it_back_and_nobody_hears(
    database: Database, deed: Deed
) -> None:
    number, slot = await visits(database)
    mine = await planned(database, number)
    dropped = await planned(database, number, Anchor(days=-1), "n")
    async with database.begin() as uow:
        await schedule.cancel(uow, ALICE, dropped.id)
    await deed(database, number, slot)
    undo_id = await value(database, "SELECT max(id) FROM undos")
    async with database.begin() as uow:
        await undo_ways.take_back(uow, OTTO, undo_id, NOW)
    assert await stands(database, mine.id) == ("scheduled", START - 2 * HOUR)
    assert (await stands(database, dropped.id))[0] == "cancelled"
    assert await told(database) == ["cancelled"]


async def test_a_time_that_a_closure_offers_takes_it_along(database: Database) -> None:
    number, _slot = await visits(database)
    await planned(database, number)
    await closures.made(database, Mode.OFFER)
    assert await stands(database) == ("scheduled", START - 2 * HOUR)
    slot = await value(database, "SELECT min(slot_id) FROM closure_offers")
    async with database.begin() as uow:
        await offer.take(uow, ALICE, number, slot, now=NOW + BULK)
    begins = await value(database, "SELECT starts_at FROM time_slots WHERE id = :id", id=slot)
    assert await stands(database) == ("scheduled", begins - 2 * HOUR)
    assert HELD_FOR > BULK


async def test_after_the_visit_counts_from_its_end_and_what_is_due_comes_at_once(
    database: Database,
) -> None:
    number, slot = await visits(database)
    late = await planned(database, number, Anchor(seconds=3600))
    assert await stands(database) == ("scheduled", START + HOUR + timedelta(minutes=15))
    early = await planned(database, number, Anchor(days=-2), "e")
    soon = await slots_at(database, [NOW + 3 * HOUR])
    await patient_moves(database, number, soon[0])
    assert await stands(database, early.id) == ("scheduled", NOW + timedelta(seconds=1))
    assert (await stands(database, late.id))[1] == NOW + 4 * HOUR + timedelta(minutes=15)
    assert slot


async def test_undo_sends_it_when_it_would_have_come_once_and_to_its_author_alone(
    database: Database,
) -> None:
    number, slot = await visits(database)
    mine = await planned(database, number)
    await patient_moves(database, number, slot)
    version = await value(
        database, "SELECT version FROM scheduled_messages WHERE id = :id", id=mine.id
    )
    for who, seen, at, refusal in (
        (BOB, version, mine.at, Changed),
        (ALICE, version - 1, mine.at, Changed),
        (ALICE, version, NOW, MessageInPast),
    ):
        with pytest.raises(refusal):
            async with database.begin() as uow:
                await tied.keep(uow, who, mine.id, seen, at=at, now=NOW)
    async with database.begin() as uow:
        await tied.keep(uow, ALICE, mine.id, version, at=mine.at, now=NOW)
    assert await stands(database) == ("scheduled", START - 2 * HOUR)
    with pytest.raises(Changed):
        async with database.begin() as uow:
            await tied.keep(uow, ALICE, mine.id, version, at=mine.at, now=NOW)
    await patient_cancels(database, number, slot)
    assert await stands(database) == ("scheduled", START - 2 * HOUR)


async def test_another_time_of_its_own_unties_it(database: Database) -> None:
    number, slot = await visits(database)
    mine = await planned(database, number)
    async with database.begin() as uow:
        await schedule.change(uow, ALICE, mine.id, Edit(at=NOW + HOUR, zone=BERLIN), now=NOW)
    await patient_moves(database, number, slot)
    assert await stands(database) == ("scheduled", NOW + HOUR)
    assert await told(database) == []


async def test_nothing_is_tied_to_a_foreign_or_a_cancelled_visit(database: Database) -> None:
    number, slot = await visits(database)
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await tied.instant(uow, BOB, number, TWO_BEFORE, now=NOW)
    await patient_cancels(database, number, slot)
    with pytest.raises(Changed):
        await planned(database, number)
