"""A visit moves to another time: one seat taken, one given back, reminders that follow."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest

from actions.booking import booking
from actions.booking.move import move
from actions.desk import visit
from db.uow import Database
from domain.account.actor import Actor
from domain.booking.booking import Booked
from domain.booking.cap import CAP, Cap
from domain.refusals import (
    AlreadyBooked,
    BookedThatDay,
    Changed,
    NotFound,
    SlotTaken,
    TooLate,
    TooManyThatDay,
)
from tests.support import closures
from tests.support.bookings import (
    ALICE,
    BOB,
    DORA,
    MIRA,
    NOW,
    START,
    booked,
    furnish,
    people,
    slot_at,
    slots_at,
    value,
    wish,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)


async def book(database: Database, slot: int, who: Actor = ALICE, **changes: Any) -> int:
    async with database.begin() as uow:
        intent = f"i{slot}{changes.get('name', '')}"
        return (await booking.book(uow, who, wish(slot, intent, **changes), NOW)).booking.id


async def moved(
    database: Database, number: int, slot: int, who: Actor = ALICE, cap: Cap = CAP
) -> Booked:
    async with database.begin() as uow:
        return await move(uow, who, number, slot, cap=cap, now=NOW)


async def test_the_seat_changes_and_the_reminders_follow(database: Database) -> None:
    old, new = await slots_at(database, [START, START + DAY])
    number = await book(database, old)
    done = await moved(database, number, new)
    assert (done.is_new, done.booking.id, done.booking.version) == (True, number, 2)
    assert done.booking.starts_at == START + DAY
    assert [await booked(database, slot) for slot in (old, new)] == [0, 1]
    planned = """SELECT array_agg(due_at ORDER BY due_at) FROM scheduled_messages
                  WHERE booking_id = :id AND status = 'scheduled'"""
    soon = [START + DAY - before for before in (DAY, 2 * HOUR)]
    assert await value(database, planned, id=number) == soon
    history = "SELECT array_agg(kind ORDER BY id) FROM booking_events WHERE booking_id = :id"
    assert await value(database, history, id=number) == ["booked", "moved"]
    again = await moved(database, number, new)
    assert (again.is_new, again.booking.version) == (False, 2)
    assert [await booked(database, slot) for slot in (old, new)] == [0, 1]


async def test_what_is_refused_changes_nothing(database: Database) -> None:
    old, full, past = await slots_at(database, [START, START + HOUR, NOW - HOUR])
    closed = await slot_at(database, START + 2 * HOUR, status="closed", closed_by="closure:1")
    number = await book(database, old)
    await book(database, full, BOB)
    for slot, refusal in ((full, SlotTaken), (closed, SlotTaken), (past, TooLate), (99, NotFound)):
        with pytest.raises(refusal):
            await moved(database, number, slot)
    with pytest.raises(NotFound):
        await moved(database, number, closed, BOB)
    with pytest.raises(NotFound):
        await moved(database, number + 1000, closed)
    assert await booked(database, old) == 1
    assert await value(database, "SELECT version FROM bookings WHERE id = :id", id=number) == 1


async def test_a_patient_is_not_moved_onto_their_own_seat_nor_beyond_the_days_cap(
    database: Database,
) -> None:
    first, second, third = await slots_at(
        database, [START, START + DAY, START + DAY + HOUR], capacity=3
    )
    number = await book(database, first)
    await book(database, second)
    with pytest.raises(BookedThatDay):
        await moved(database, number, third)
    with pytest.raises(BookedThatDay):
        await moved(database, number, second)
    others = await book(database, first, name="Bo Lee", is_self=False)
    with pytest.raises(TooManyThatDay):
        await moved(database, others, third, cap=Cap(to_come=1, a_day=1))
    assert (await moved(database, others, third, cap=Cap(to_come=1, a_day=2))).is_new
    same_day = await slot_at(database, START + 3 * HOUR)
    assert (await moved(database, number, same_day, cap=Cap(to_come=1, a_day=1))).is_new


async def test_what_has_begun_or_is_cancelled_stays(database: Database) -> None:
    old, new = await slots_at(database, [START, START + DAY])
    number = await book(database, old)
    async with database.begin() as uow:
        with pytest.raises(TooLate):
            await move(uow, ALICE, number, new, cap=CAP, now=START)
    async with database.begin() as uow:
        await booking.cancel(uow, ALICE, number, NOW)
    with pytest.raises(TooLate):
        await moved(database, number, new)
    assert [await booked(database, slot) for slot in (old, new)] == [0, 0]


async def test_after_the_desk_has_moved_it_the_patients_time_counts_alone(
    database: Database,
) -> None:
    await people(database, DORA)
    old, desks, own = await slots_at(database, [START, START + DAY, START + 2 * DAY])
    number = await book(database, old)
    async with database.begin() as uow:
        await visit.move(uow, DORA, number, desks, now=NOW)
    await moved(database, number, own)
    waiting = """SELECT count(*) FROM scheduled_messages WHERE booking_id = :id
                    AND status = 'scheduled' AND content->>'what' = 'moved'"""
    assert await value(database, waiting, id=number) == 0
    assert [await booked(database, slot) for slot in (desks, own)] == [0, 1]


async def test_a_time_that_was_held_for_it_is_taken_and_the_others_are_free(
    database: Database,
) -> None:
    await people(database, MIRA)
    hit, _, *others = await closures.morning(database)
    number = int(await value(database, "SELECT id FROM bookings WHERE slot_id = :slot", slot=hit))
    await closures.made(database)
    offered = await closures.held(database, number)
    assert len(offered) > 1
    await moved(database, number, offered[0])
    await closures.add_up(database)
    assert await closures.held(database, number) == []
    elsewhere = next(slot for slot in others if slot not in offered)
    await moved(database, number, elsewhere)
    await closures.add_up(database)


async def test_many_who_move_to_one_seat_are_told_apart_by_it(database: Database) -> None:
    target = await slot_at(database, START + 9 * DAY)
    starts = await slots_at(database, [START + number * HOUR for number in range(6)])
    numbers = [
        await book(database, slot, BOB, name=f"Bo Lee {slot}x", is_self=False) for slot in starts
    ]
    attempts: list[Awaitable[Booked]] = [moved(database, one, target, BOB) for one in numbers]
    ends = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(end, Booked) for end in ends) == 1
    assert all(isinstance(end, Booked | SlotTaken) for end in ends)
    assert await booked(database, target) == 1
    assert sum([await booked(database, slot) for slot in starts]) == 5


async def test_two_moves_of_one_visit_end_in_one_place(database: Database) -> None:
    old, one, other = await slots_at(database, [START, START + DAY, START + 2 * DAY])
    number = await book(database, old)
    ends = await asyncio.gather(
        moved(database, number, one), moved(database, number, other), return_exceptions=True
    )
    assert all(isinstance(end, Booked | Changed | AlreadyBooked) for end in ends)
    assert sum([await booked(database, slot) for slot in (old, one, other)]) == 1
    assert await booked(database, old) == 0


async def test_moves_at_once_keep_the_cap_of_the_day(database: Database) -> None:
    starts = await slots_at(database, [START + number * DAY for number in range(1, 7)])
    goals = await slots_at(database, [START + number * HOUR for number in range(6)])
    names = [f"Bo Lee {letter}" for letter in "abcdef"]
    numbers = [
        await book(database, slot, BOB, name=name, is_self=False)
        for slot, name in zip(starts, names, strict=True)
    ]
    cap = Cap(to_come=10, a_day=2)
    attempts = [
        moved(database, number, goal, BOB, cap) for number, goal in zip(numbers, goals, strict=True)
    ]
    ends = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(end, Booked) for end in ends) == 2
    assert sum(isinstance(end, TooManyThatDay) for end in ends) == 4
