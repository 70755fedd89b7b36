"""Several people in one go against Postgres: all of them or none, whoever else books meanwhile."""

import asyncio

import pytest

from actions.booking.family import together
from db.booking.patient import patients
from db.uow import Database
from domain.account.actor import Actor
from domain.booking.booking import Booked
from domain.booking.cap import Cap
from domain.booking.together import Seat
from domain.refusals import NotFound, Refusal, SlotTaken, TooManyThatDay
from tests.support.bookings import (
    ALICE,
    BOB,
    NOW,
    QUARTER,
    START,
    add,
    booked,
    furnish,
    slots_at,
    value,
    wish,
)

PEOPLE = 3


async def family(database: Database, of: Actor) -> list[int]:
    names = [f"{name} {of.id}" for name in ("Ann", "Leo", "Kim")]
    return await add(database, patients, *({"account_id": of.id, "name": one} for one in names))


async def book(
    database: Database, of: Actor, slots: list[int], people: list[int], cap: Cap, intent: str = "i"
) -> tuple[Booked, ...]:
    pairs = zip(people, slots, strict=True)
    seats = [Seat(patient_id=one, slot_id=slot) for one, slot in pairs]
    said = wish(slots[0], intent, is_self=False, agreed=1)
    async with database.begin() as uow:
        return await together.book(uow, of, said, seats, now=NOW, cap=cap)


@pytest.mark.parametrize("seats", [1, 2])
async def test_of_two_families_that_race_for_the_same_seats_one_gets_all(
    database: Database, seats: int
) -> None:
    await furnish(database)
    slots = await slots_at(database, [START + n * QUARTER for n in range(4)], capacity=seats)
    # The second family's seats overlap the first's, and are named in the other order.
    asked = {ALICE: slots[:3], BOB: [slots[2], slots[1], slots[3]]}
    who = {one: await family(database, one) for one in asked}
    runs = [book(database, one, asked[one], who[one], Cap()) for one in asked for _ in range(2)]
    found = await asyncio.gather(*runs, return_exceptions=True)
    taken = [await booked(database, slot) for slot in slots]
    made = await value(database, "SELECT count(*) FROM bookings WHERE status <> 'cancelled'")
    both = 2 if seats == 2 else 1
    assert sum(taken) == made == both * PEOPLE
    assert all(count <= seats for count in taken)
    assert sum(isinstance(one, SlotTaken) for one in found) == 4 - 2 * both
    done = [one for one in found if isinstance(one, tuple)]
    assert len(done) == 2 * both
    assert sum(one[0].is_new for one in done) == both, "the same intent again books nobody"
    told = "SELECT count(DISTINCT booking_id) FROM scheduled_messages"
    assert await value(database, told) == made, "each has reminders"
    assert await value(database, "SELECT count(*) FROM consents") == both


async def test_nobody_is_booked_if_one_cannot_be(database: Database) -> None:
    await furnish(database)
    slots = await slots_at(database, [START + n * QUARTER for n in range(3)], capacity=3)
    people, others = await family(database, ALICE), await family(database, BOB)
    cases: list[tuple[list[int], Cap, type[Refusal]]] = [
        (people, Cap(a_day=2), TooManyThatDay),
        ([*people[:2], others[0]], Cap(), NotFound),
    ]
    for who, cap, refusal in cases:
        with pytest.raises(refusal):
            await book(database, ALICE, slots, who, cap)
        assert [await booked(database, slot) for slot in slots] == [0, 0, 0]
    assert await value(database, "SELECT count(*) FROM scheduled_messages") == 0


async def test_a_seat_that_goes_offers_times_for_all(database: Database) -> None:
    await furnish(database)
    slots = await slots_at(database, [START + n * QUARTER for n in range(8)], capacity=1)
    people, others = await family(database, ALICE), await family(database, BOB)
    await book(database, BOB, slots[2:4], others[:2], Cap())
    with pytest.raises(SlotTaken) as taken:
        await book(database, ALICE, slots[:3], people, Cap())
    assert [time.slot_id for time in taken.value.nearest] == slots[4:6], "three seats from there on"
    assert await booked(database, slots[0]) == 0
