"""Nobody passes the cap, whatever they tap at once; managers free all of it."""

import asyncio
import random
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions import undo_ways
from actions.booking import booking, watch
from actions.desk import phone_call
from actions.manage import hoarding
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor
from domain.booking.booking import Booked, Wish
from domain.booking.cap import PEOPLE, REFUSALS, SPAN, Cap
from domain.manage.hoarding import Freed
from domain.refusals import (
    AlreadyBooked,
    BookedThatDay,
    Changed,
    NotFound,
    Refusal,
    SlotTaken,
    TooManyThatDay,
    TooManyToCome,
    TooManyVisits,
)
from domain.time.zones import to_wall
from tests.support.bookings import (
    ALICE,
    BERLIN,
    BOB,
    DORA,
    MIRA,
    NOW,
    OTTO,
    QUARTER,
    START,
    booked,
    furnish,
    people,
    slot_at,
    slots_at,
    value,
    wish,
)
from tests.support.series import sql

DAY = timedelta(days=1)
HELD = "SELECT count(*) FROM bookings WHERE account_id = :id AND status = 'booked'"
ALERTS = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'what' = 'hoarding'"


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, DORA, MIRA, OTTO)
    for one in (DORA, MIRA, OTTO):
        role = "UPDATE accounts SET role = :role WHERE id = :id"
        await sql(database, role, role=str(one.role), id=one.id)


async def book(
    database: Database, what: Wish, cap: Cap, now: datetime = NOW, who: Actor = ALICE
) -> Booked | TooManyVisits:
    async with database.begin() as uow:
        made = await watch.book(uow, who, what, now, cap=cap)
    if watch.is_noted(made):
        async with database.begin() as uow:
            await watch.note(uow, who, made, now, owners=())
    return made


async def free(database: Database, who: Actor = MIRA, now: datetime = NOW) -> Freed:
    async with database.begin() as uow:
        return await hoarding.free_all(uow, who, ALICE.id, now)


async def take_back(database: Database, done: Freed, now: datetime = NOW) -> None:
    assert done.undo
    async with database.begin() as uow:
        await undo_ways.take_back(uow, MIRA, done.undo.id, now)


async def ends_of(*attempts: Awaitable[Any]) -> list[Any]:
    """What each came to; anything but a refusal is a failure."""
    ends = await asyncio.gather(*attempts, return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, Refusal):
            raise end
    return ends


def named(slot_id: int, number: int) -> Wish:
    return wish(slot_id, f"i{number}", name=f"Ida Ray {chr(97 + number)}", is_self=False)


async def test_twenty_taps_at_once_do_not_pass_the_cap_of_visits_to_come(
    database: Database,
) -> None:
    slots = await slots_at(database, [START + number * DAY for number in range(20)])
    wishes = [named(slot, number) for number, slot in enumerate(slots)]
    ends = await ends_of(*(book(database, one, Cap(5, 2)) for one in wishes))
    assert sum(isinstance(end, Booked) for end in ends) == 5
    assert sum(isinstance(end, TooManyToCome) for end in ends) == 15
    assert await value(database, HELD, id=ALICE.id) == 5
    assert sum([await booked(database, slot) for slot in slots]) == 5
    assert await value(database, "SELECT count(*) FROM patients") == 5
    assert await value(database, ALERTS) == 2  # Mira and Otto, one each


async def test_twenty_taps_at_once_do_not_pass_the_cap_of_a_day(database: Database) -> None:
    slots = await slots_at(database, [START + number * QUARTER for number in range(20)])
    wishes = [named(slot, number) for number, slot in enumerate(slots)]
    ends = await ends_of(*(book(database, one, Cap(0, 4)) for one in wishes))
    assert sum(isinstance(end, Booked) for end in ends) == 4
    assert sum(isinstance(end, TooManyThatDay) for end in ends) == 16


async def test_twenty_taps_at_once_book_a_test_once_a_day(database: Database) -> None:
    slots = await slots_at(database, [START + number * QUARTER for number in range(20)])
    wishes = [wish(slot, f"i{slot}") for slot in slots]
    ends = await ends_of(*(book(database, one, Cap(0, 0)) for one in wishes))
    assert sum(isinstance(end, Booked) for end in ends) == 1
    assert sum(isinstance(end, BookedThatDay) for end in ends) == 19


async def test_the_same_intent_within_a_cap_that_is_met_is_the_booking(database: Database) -> None:
    slot = await slot_at(database, capacity=3)
    asked = wish(slot)
    ends = await ends_of(*(book(database, asked, Cap(1, 1)) for _ in range(10)))
    assert len({end.booking.id for end in ends}) == 1
    with pytest.raises(AlreadyBooked):
        await book(database, wish(slot, "i2"), Cap(9, 9))


@pytest.mark.parametrize("seed", range(3))
async def test_postgres_allows_what_a_plain_count_allows(database: Database, seed: int) -> None:
    """Random wishes and cancels of one account, beside a list and the calendar of the lab."""
    dice = random.Random(seed)
    # Around midnight at the lab, so that UTC days and the lab's days differ.
    night = datetime(2026, 3, 27, 21, tzinfo=UTC)  # the clocks change on the 29th
    starts = [night + number * timedelta(hours=1) for number in range(60)]
    slots = dict(zip(await slots_at(database, starts, capacity=9), starts, strict=True))
    cap = Cap(dice.randint(3, 8), dice.randint(1, 4))
    mine: dict[int, tuple[str, datetime]] = {}
    for number in range(90):
        if mine and dice.random() < 0.25:
            gone = dice.choice(list(mine))
            async with database.begin() as uow:
                await booking.cancel(uow, ALICE, gone, NOW)
            del mine[gone]
            continue
        slot_id, name = dice.choice(list(slots)), f"Ida {dice.choice('abcd')}"
        day = to_wall(slots[slot_id], BERLIN).date()
        that_day = [who for who, at in mine.values() if to_wall(at, BERLIN).date() == day]
        expected: type = Booked
        if (name, slots[slot_id]) in mine.values():
            expected = AlreadyBooked
        elif name in that_day:
            expected = BookedThatDay
        elif len(mine) >= cap.to_come:
            expected = TooManyToCome
        elif len(that_day) >= cap.a_day:
            expected = TooManyThatDay
        (end,) = await ends_of(
            book(database, wish(slot_id, f"i{number}", name=name, is_self=False), cap)
        )
        assert isinstance(end, expected), (number, end)
        if isinstance(end, Booked):
            mine[end.booking.id] = (name, slots[slot_id])
    assert len(mine) <= cap.to_come


async def test_what_is_over_or_missed_counts_no_more(database: Database) -> None:
    first, second, later = await slots_at(database, [START, START + QUARTER, START + DAY])
    await book(database, wish(first), Cap(1, 1))
    with pytest.raises(BookedThatDay):
        await book(database, wish(second, "i2"), Cap(9, 9))
    await sql(database, "UPDATE bookings SET status = 'no_show'")
    assert isinstance(await book(database, wish(second, "i3"), Cap(1, 1)), Booked)
    over = START + timedelta(hours=1)
    assert isinstance(await book(database, wish(later, "i4"), Cap(1, 1), over), Booked)


async def test_the_desk_is_not_limited(database: Database) -> None:
    slots = await slots_at(database, [START + number * QUARTER for number in range(3)])
    await book(database, wish(slots[0]), Cap(1, 1))
    for slot in slots[1:]:
        async with database.begin() as uow:
            await phone_call.book(uow, DORA, 1, slot_id=slot, test_id=1, intent=f"d{slot}", now=NOW)
    assert await value(database, HELD, id=ALICE.id) == 3


async def test_a_wish_within_the_cap_costs_no_statement_more(database: Database) -> None:
    slot = await slot_at(database)
    with counting() as count:
        await book(database, wish(slot), Cap())
    assert count.statements == 2


async def test_managers_hear_once_a_day_of_who_is_refused_again_and_again(
    database: Database,
) -> None:
    slots = await slots_at(database, [START + number * DAY for number in range(9)])
    await book(database, named(slots[0], 0), Cap(1, 0))
    for number in range(1, REFUSALS):
        await book(database, named(slots[number], number), Cap(1, 0))
        assert await value(database, ALERTS) == 0
    for number in range(REFUSALS, 9):
        await book(database, named(slots[number], number), Cap(1, 0))
    assert await value(database, ALERTS) == 2
    for number in range(1, REFUSALS + 2):
        await book(database, named(slots[number], number), Cap(1, 0), NOW + SPAN + QUARTER)
    assert await value(database, ALERTS) == 4


async def test_managers_hear_of_many_names(database: Database) -> None:
    slots = await slots_at(database, [START + number * DAY for number in range(PEOPLE + 2)])
    for number, slot in enumerate(slots):
        assert await value(database, ALERTS) == (2 if number >= PEOPLE else 0)
        await book(database, named(slot, number), Cap(0, 0))
    assert await value(database, ALERTS) == 2
    facts = await value(
        database,
        "SELECT content -> 'facts' FROM scheduled_messages"
        " WHERE content ->> 'what' = 'hoarding' LIMIT 1",
    )
    assert facts == {"account": ALICE.id, "visits": PEOPLE, "people": PEOPLE, "refusals": 0}


async def test_a_regular_of_one_name_is_no_hoarder(database: Database) -> None:
    for slot in await slots_at(database, [START + number * DAY for number in range(9)]):
        await book(database, wish(slot, f"i{slot}"), Cap())
    assert await value(database, ALERTS) == 0


async def hoarded(database: Database, count: int = 4) -> list[int]:
    slots = await slots_at(database, [START + n * DAY for n in range(count)], capacity=2)
    for number, slot in enumerate(slots):
        await book(database, named(slot, number), Cap(0, 0))
    return slots


async def test_all_is_freed_once_and_put_back(database: Database) -> None:
    slots = await hoarded(database)
    bobs = await book(database, wish(slots[0], name="Bob"), Cap(), who=BOB)
    ends = await ends_of(*(free(database) for _ in range(4)))
    assert {end.visits for end in ends} == {4}
    assert len({end.undo.id for end in ends}) == 1
    assert await value(database, HELD, id=ALICE.id) == 0
    assert isinstance(bobs, Booked)
    assert await value(database, HELD, id=BOB.id) == 1
    assert [await booked(database, slot) for slot in slots] == [2, 1, 1, 1]
    waiting = """SELECT count(*) FROM scheduled_messages AS m JOIN bookings AS b
        ON b.id = m.booking_id WHERE m.status = 'scheduled' AND b.account_id = :id"""
    assert await value(database, waiting, id=ALICE.id) == 1  # no reminder; the news alone
    await take_back(database, ends[0], NOW + timedelta(minutes=4))
    assert await value(database, HELD, id=ALICE.id) == 4
    assert await value(database, waiting, id=ALICE.id) == 8
    assert [await booked(database, slot) for slot in slots] == [2, 1, 1, 1]
    log = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log"
    assert await value(database, log) == "account_freed account_freed_undone"


async def test_it_is_put_back_whole_or_not_at_all(database: Database) -> None:
    slots = await hoarded(database)
    done = await free(database)
    again = replace(named(slots[1], 1), intent="again")
    await book(database, again, Cap(0, 0))
    with pytest.raises(Changed):
        await take_back(database, done)
    assert await value(database, HELD, id=ALICE.id) == 1


async def test_freeing_races_booking_without_deadlock(database: Database) -> None:
    slots = await hoarded(database, 8)
    more = [named(slot, 10 + number) for number, slot in enumerate(slots)]
    ends = await ends_of(
        *(book(database, one, Cap(0, 0)) for one in more), free(database), free(database)
    )
    for slot in slots:
        assert 0 <= await booked(database, slot) <= 2
    assert all(isinstance(end, Booked | Freed | SlotTaken) for end in ends)


async def test_nobody_else_frees(database: Database) -> None:
    await hoarded(database, 1)
    for who in (ALICE, DORA):
        with pytest.raises(NotFound):
            await free(database, who)
    async with database.begin() as uow:
        with pytest.raises(NotFound):
            await hoarding.free_all(uow, MIRA, 404, NOW)
    assert (await free(database)).visits == 1
