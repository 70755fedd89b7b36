"""The queue of a lab: places in the order in which staff call in, and coming late."""

from datetime import datetime, timedelta

import pytest

from actions.booking import booking
from actions.booking.before import arrival
from actions.desk import day
from db.booking.before import arrival as rows
from db.uow import Database
from domain.account.actor import Actor
from domain.booking.before.arrival import EDITS, At, Place, QueueCard
from domain.desk.day import Act
from domain.refusals import Changed, NotFound, TooLate
from tests.support.bookings import (
    ALICE,
    BOB,
    CARL,
    CORA,
    DORA,
    NOW,
    QUARTER,
    furnish,
    people,
    slots_at,
    value,
    wish,
)

SOON = NOW + timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, DORA, CARL, CORA)


async def visits(database: Database, *who: Actor, at: datetime = SOON) -> list[int]:
    slots = await slots_at(database, [at + n * QUARTER for n in range(len(who))])
    numbers = []
    for slot, one in zip(slots, who, strict=True):
        async with database.begin() as uow:
            made = await booking.book(uow, one, wish(slot, f"i{slot}", name=f"N {slot}"), NOW)
        numbers.append(made.booking.id)
    return numbers


async def arrive(database: Database, number: int, who: Actor, at: datetime = NOW) -> Place:
    async with database.begin() as uow:
        return (await arrival.arrive(uow, who, number, at)).place


async def place(database: Database, number: int, at: datetime = NOW) -> Place:
    async with database.read() as uow:
        return await rows.place(uow, number, at)


async def test_places_are_in_the_order_of_calling_in(database: Database) -> None:
    first, second, third = await visits(database, ALICE, BOB, ALICE)
    assert (await arrive(database, second, BOB)).ahead == 0
    assert await arrive(database, first, ALICE, NOW + MINUTE) == Place(first, At.WAITING, 1, 10)
    assert await arrive(database, third, ALICE, NOW + 2 * MINUTE) == Place(third, At.WAITING, 2, 20)
    assert (await arrive(database, second, BOB, NOW + 3 * MINUTE)).ahead == 0
    async with database.begin() as uow:
        _lab, called = await day.call_next(uow, CARL, NOW + 3 * MINUTE)
    assert called == second
    assert (await place(database, second)).at is At.CALLED
    assert await place(database, third, NOW + 3 * MINUTE) == Place(third, At.WAITING, 1, 10)
    async with database.begin() as uow:
        _lab, called = await day.call_next(uow, CORA, NOW + 4 * MINUTE)
    assert called == first
    assert (await place(database, third)).ahead == 0
    version = await value(database, "SELECT version FROM bookings WHERE id = :id", id=first)
    async with database.begin() as uow:
        await day.act(uow, CORA, first, Act.SAMPLE, version=version, now=NOW + 5 * MINUTE)
    assert (await place(database, first)).at is At.SERVED


async def test_only_ones_own_visit_of_today_arrives_and_once(database: Database) -> None:
    [number] = await visits(database, ALICE)
    [other_day] = await visits(database, ALICE, at=SOON + DAY)
    with pytest.raises(NotFound):
        await arrive(database, number, BOB)
    with pytest.raises(Changed):
        await arrive(database, other_day, ALICE)
    for _ in range(2):
        await arrive(database, number, ALICE)
    history = "SELECT array_agg(kind || actor_id ORDER BY id) FROM booking_events"
    arrived = f"arrived{ALICE.id}"
    told = await value(database, history)
    assert [one for one in told if one.startswith("arrived")] == [arrived]
    async with database.read() as uow:
        card = await day.card(uow, DORA, number)
    assert card.is_own_word
    async with database.begin() as uow:
        await day.act(uow, DORA, number, Act.BACK, version=card.version, now=NOW)
    assert (await place(database, number)).at is At.GONE


async def test_who_is_late_is_seen_and_offered_what_is_free_later(database: Database) -> None:
    [number] = await visits(database, ALICE)
    later = await slots_at(database, [SOON + QUARTER, SOON + 2 * QUARTER, SOON + DAY])
    for _ in range(2):
        async with database.begin() as uow:
            delay = await arrival.be_late(uow, ALICE, number, NOW)
    assert delay.at == SOON + QUARTER
    assert [one.slot_id for one in delay.later] == later[:2]
    kinds = "SELECT count(*) FROM booking_events WHERE kind = 'late'"
    assert await value(database, kinds) == 1
    async with database.begin() as uow:
        begun = await arrival.be_late(uow, ALICE, number, SOON + MINUTE)
    assert (begun.at, begun.later) == (SOON + MINUTE + QUARTER, ())
    for who, at, refusal in (
        (BOB, NOW, NotFound),
        (ALICE, NOW - DAY, TooLate),
        (ALICE, SOON + QUARTER, TooLate),
    ):
        with pytest.raises(refusal):
            async with database.begin() as uow:
                await arrival.be_late(uow, who, number, at)


async def test_a_card_is_edited_a_bounded_number_of_times(database: Database) -> None:
    [number] = await visits(database, ALICE)
    it = await arrive(database, number, ALICE)
    async with database.begin() as uow:
        await arrival.keep_card(uow, ALICE, it, 7, now=NOW)
    for n in range(EDITS + 5):
        async with database.begin() as uow:
            await rows.mark_shown(uow, number, f"{n}", is_edit=True, is_open=n + 1 < EDITS)
    card = QueueCard(number, ALICE.id, 8, "x", 0)
    async with database.begin() as uow:
        await rows.keep_card(uow, card, most=EDITS, now=NOW)
        assert await rows.take_cards(uow, NOW, NOW, 10) == []
