"""A seat is sold once, a wish is one booking, and what is cancelled is free again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from actions.booking import booking
from actions.booking.booking import known_patients
from actions.desk import phone_call
from db.base import asyncpg_url
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor
from domain.booking.booking import Booked, BookingView, Status, Wish
from domain.booking.patient import Patient
from domain.refusals import AlreadyBooked, NotFound, SlotTaken, TooLate
from domain.time.zones import to_wall
from tests.support.bookings import (
    ALICE,
    BOB,
    DORA,
    NOW,
    QUARTER,
    START,
    actor,
    booked,
    furnish,
    people,
    slot_at,
    value,
    wish,
)
from tests.support.waiting import WITHIN

MINUTE = timedelta(minutes=1)
CLAIMED = "status = 'sending', claim_token = gen_random_uuid(), lease_until = now()"


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)


@pytest.fixture
async def patient_database(database_url: str) -> AsyncIterator[Database]:
    """With a pool whose queue is as patient as a slow machine needs."""
    engine = create_async_engine(asyncpg_url(database_url), pool_size=20, pool_timeout=60)
    yield Database(engine)
    await engine.dispose()


async def book(database: Database, who: Actor, what: Wish) -> Booked:
    async with database.begin() as uow:
        return await booking.book(uow, who, what, NOW)


async def cancel(database: Database, who: Actor, booking_id: int) -> BookingView:
    async with database.begin() as uow:
        return await booking.cancel(uow, who, booking_id, NOW)


async def outcomes(*attempts: Awaitable[Any]) -> list[Any]:
    """What each came to; anything but a refusal that we know is a failure."""
    ends = await asyncio.gather(*attempts, return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, SlotTaken | AlreadyBooked):
            raise end
    return ends


async def reminders(database: Database, booking_id: int) -> list[list[str]]:
    query = """SELECT array_agg(ARRAY[status, intent, version::text] ORDER BY due_at)
                 FROM scheduled_messages WHERE booking_id = :id"""
    return await value(database, query, id=booking_id) or []


async def test_booking_takes_a_seat_within_its_budget(database: Database) -> None:
    slot_id = await slot_at(database)
    with counting() as count:
        made = await book(database, ALICE, wish(slot_id, phone="+49301234567"))
    assert count.statements == 2
    assert made.is_new
    view = made.booking
    assert (view.status, view.slot_id, view.starts_at) == (Status.BOOKED, slot_id, START)
    assert (view.test.code, view.lab.zone) == ("CBC", "Europe/Berlin")
    assert (view.patient_name, view.patient_phone) == ("Ann Lee", "+49301234567")
    assert await booked(database, slot_id) == 1
    async with database.read() as uow:
        assert await booking.find(uow, ALICE, view.id) == view
        assert await booking.by_intent(uow, ALICE, "i1") == view
    query = "SELECT kind || actor_id FROM booking_events WHERE booking_id = :id"
    assert await value(database, query, id=view.id) == f"booked{ALICE.id}"


async def test_the_same_intent_is_the_same_booking(database: Database) -> None:
    slot_id = await slot_at(database)
    first = await book(database, ALICE, wish(slot_id))
    again = await book(database, ALICE, wish(slot_id))
    assert (again.is_new, again.booking) == (False, first.booking)
    assert await booked(database, slot_id) == 1


async def test_an_intent_is_its_accounts_own(database: Database) -> None:
    slot_id = await slot_at(database, capacity=2)
    await book(database, ALICE, wish(slot_id))
    assert (await book(database, BOB, wish(slot_id, name="Bob"))).is_new


async def test_a_full_slot_is_refused_with_the_nearest_free_times(database: Database) -> None:
    full = await slot_at(database)
    await book(database, ALICE, wish(full))
    near = [
        await slot_at(database, START + step * QUARTER, capacity=2) for step in (-2, -1, 1, 3, 9)
    ]
    with counting() as count, pytest.raises(SlotTaken) as refused:
        await book(database, BOB, wish(full, name="Bob"))
    assert count.statements <= 6
    assert [free.slot_id for free in refused.value.nearest] == near[:3]
    assert [free.seats for free in refused.value.nearest] == [2, 2, 2]
    assert await booked(database, full) == 1


async def test_a_closed_slot_is_refused(database: Database) -> None:
    slot_id = await slot_at(database, status="closed")
    with pytest.raises(SlotTaken) as refused:
        await book(database, ALICE, wish(slot_id))
    assert refused.value.nearest == ()
    assert await booked(database, slot_id) == 0


async def test_a_slot_that_has_begun_is_too_late(database: Database) -> None:
    slot_id = await slot_at(database, NOW)
    with pytest.raises(TooLate):
        await book(database, ALICE, wish(slot_id))
    assert await booked(database, slot_id) == 0


async def test_an_unknown_slot_or_test_is_not_found(database: Database) -> None:
    slot_id = await slot_at(database)
    for unknown in (wish(2**62), wish(slot_id, test_id=999), wish(slot_id, test_id=2**62)):
        with pytest.raises(NotFound):
            await book(database, ALICE, unknown)
    assert await booked(database, slot_id) == 0


async def test_a_retired_test_is_not_found(database: Database) -> None:
    slot_id = await slot_at(database)
    await value(database, "UPDATE tests SET retired = true RETURNING id")
    with pytest.raises(NotFound):
        await book(database, ALICE, wish(slot_id))


async def test_a_patient_has_one_seat_in_a_slot(database: Database) -> None:
    slot_id = await slot_at(database, capacity=3)
    await book(database, ALICE, wish(slot_id))
    with pytest.raises(AlreadyBooked):
        await book(database, ALICE, wish(slot_id, "i2", name="ANN LEE"))
    assert (await book(database, ALICE, wish(slot_id, "i3", name="Tom", is_self=False))).is_new
    assert await booked(database, slot_id) == 2


async def test_a_booking_is_no_part_of_a_transaction_that_has_begun(database: Database) -> None:
    """It is one of its own; what the other one has written would not be undone with it."""
    slot_id = await slot_at(database)
    async with database.begin() as uow:
        assert await booking.by_intent(uow, ALICE, "i") is None
        with pytest.raises(RuntimeError):
            await booking.book(uow, ALICE, wish(slot_id), NOW)
    assert await booked(database, slot_id) == 0


async def test_who_holds_the_last_seat_is_told_so(database: Database) -> None:
    slot_id = await slot_at(database)
    await book(database, ALICE, wish(slot_id))
    with pytest.raises(AlreadyBooked):
        await book(database, ALICE, wish(slot_id, "i2"))
    with pytest.raises(SlotTaken):
        await book(database, ALICE, wish(slot_id, "i3", name="Tom", is_self=False))


async def test_after_cancelling_the_patient_can_book_the_slot_again(database: Database) -> None:
    slot_id = await slot_at(database)
    first = await book(database, ALICE, wish(slot_id))
    await cancel(database, ALICE, first.booking.id)
    again = await book(database, ALICE, wish(slot_id, "i2"))
    assert again.is_new
    assert await booked(database, slot_id) == 1


async def test_cancelling_frees_the_seat_once(database: Database) -> None:
    slot_id = await slot_at(database, capacity=2)
    mine = (await book(database, ALICE, wish(slot_id))).booking
    await book(database, BOB, wish(slot_id, name="Bob"))
    with counting() as count:
        gone = await cancel(database, ALICE, mine.id)
    assert count.statements <= 7  # tied messages and the waiting list, too
    assert (gone.status, gone.version, gone.was_cancelled) == (Status.CANCELLED, 2, False)
    again = await cancel(database, ALICE, mine.id)
    assert (again.status, again.version, again.was_cancelled) == (Status.CANCELLED, 2, True)
    assert await booked(database, slot_id) == 1
    query = "SELECT string_agg(kind, ' ' ORDER BY id) FROM booking_events WHERE booking_id = :id"
    assert await value(database, query, id=mine.id) == "booked cancelled"


async def test_ten_cancels_at_once_free_one_seat(database: Database) -> None:
    slot_id = await slot_at(database, capacity=2)
    mine = (await book(database, ALICE, wish(slot_id))).booking
    await book(database, BOB, wish(slot_id, name="Bob"))
    ends = await outcomes(*(cancel(database, ALICE, mine.id) for _ in range(10)))
    assert sorted(end.was_cancelled for end in ends) == [False] + [True] * 9
    assert await booked(database, slot_id) == 1


async def test_a_foreign_booking_is_not_found(database: Database) -> None:
    slot_id = await slot_at(database)
    mine = (await book(database, ALICE, wish(slot_id))).booking
    for booking_id in (mine.id, 0, 2**62):
        with pytest.raises(NotFound):
            await cancel(database, BOB, booking_id)
        async with database.read() as uow:
            with pytest.raises(NotFound):
                await booking.find(uow, BOB, booking_id)
    async with database.read() as uow:
        assert await booking.by_intent(uow, BOB, "i1") is None
        assert (await booking.upcoming(uow, BOB, NOW)).items == ()
    assert await booked(database, slot_id) == 1


async def test_a_booking_that_has_begun_can_not_be_cancelled(database: Database) -> None:
    slot_id = await slot_at(database)
    mine = (await book(database, ALICE, wish(slot_id))).booking
    async with database.begin() as uow:
        with pytest.raises(TooLate):
            await booking.cancel(uow, ALICE, mine.id, START)
    assert await booked(database, slot_id) == 1


async def test_two_hundred_people_get_twenty_seats(patient_database: Database) -> None:
    database = patient_database
    slot_id = await slot_at(database, capacity=20)
    everyone = [actor(9_000_000_000 + number) for number in range(200)]
    await people(database, *everyone)
    ends = await outcomes(
        *(book(database, one, wish(slot_id, name=f"P {one.id}")) for one in everyone)
    )
    assert sum(isinstance(end, Booked) and end.is_new for end in ends) == 20
    assert sum(isinstance(end, SlotTaken) for end in ends) == 180
    assert await booked(database, slot_id) == 20


async def test_the_same_intent_ten_times_at_once_is_one_booking(database: Database) -> None:
    for capacity in (1, 5):
        slot_id = await slot_at(database, START + capacity * QUARTER, capacity=capacity)
        intent = f"i{capacity}"
        ends = await outcomes(*(book(database, ALICE, wish(slot_id, intent)) for _ in range(10)))
        assert sorted(end.is_new for end in ends) == [False] * 9 + [True]
        assert len({end.booking.id for end in ends}) == 1
        assert await booked(database, slot_id) == 1


async def test_one_person_tapping_twice_on_two_phones_gets_one_seat(database: Database) -> None:
    slot_id = await slot_at(database, capacity=5)
    ends = await outcomes(*(book(database, ALICE, wish(slot_id, f"i{n}")) for n in range(8)))
    assert sum(isinstance(end, AlreadyBooked) for end in ends) == 7
    assert await booked(database, slot_id) == 1


async def test_cancelling_races_booking_without_deadlock(database: Database) -> None:
    slot_id = await slot_at(database)
    mine = (await book(database, ALICE, wish(slot_id))).booking
    for turn in range(15):
        ends = await outcomes(
            cancel(database, ALICE, mine.id),
            book(database, ALICE, wish(slot_id, f"again{turn}")),
            book(database, BOB, wish(slot_id, f"bob{turn}", name="Bob")),
        )
        winners = [end for end in ends[1:] if isinstance(end, Booked)]
        assert await booked(database, slot_id) == len(winners) <= 1
        holder = (ALICE, BOB)[ends[1:].index(winners[0])] if winners else ALICE
        if winners and holder is BOB:
            await cancel(database, BOB, winners[0].booking.id)
        if not winners or holder is BOB:
            winners = [await book(database, ALICE, wish(slot_id, f"then{turn}"))]
        mine = winners[0].booking


async def waiting(database: Database, count: int) -> None:
    """Until so many sessions wait for a lock."""
    query = """SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    async with asyncio.timeout(WITHIN):
        while await value(database, query) < count:  # noqa: ASYNC110 - it happens in Postgres
            await asyncio.sleep(0.01)


async def test_booking_again_and_cancelling_lock_in_the_same_order(database: Database) -> None:
    slot_id = await slot_at(database, capacity=9)
    mine = (await book(database, ALICE, wish(slot_id))).booking
    async with database.begin() as uow:
        await uow.first(text("SELECT 1 FROM time_slots WHERE id = :id FOR UPDATE"), {"id": slot_id})
        tom = wish(slot_id, "again", name="Tom", is_self=False)
        again = asyncio.create_task(book(database, ALICE, tom))
        await waiting(database, 1)
        gone = asyncio.create_task(cancel(database, ALICE, mine.id))
        await waiting(database, 2)
    ends = await outcomes(again, gone)  # a deadlock would be raised
    assert (ends[0].is_new, ends[1].status) == (True, Status.CANCELLED)
    assert await booked(database, slot_id) == 1


async def test_who_was_booked_by_the_desk_meanwhile_has_one_seat(database: Database) -> None:
    """The wish was looked at before, and the rule refuses what it would become."""
    first, slot_id = await slot_at(database), await slot_at(database, START + QUARTER, capacity=5)
    await book(database, ALICE, wish(first))
    await people(database, DORA)
    async with database.begin() as uow:
        await uow.first(text("SELECT 1 FROM time_slots WHERE id = :id FOR UPDATE"), {"id": slot_id})
        hers = asyncio.create_task(book(database, ALICE, wish(slot_id, "i2")))
        await waiting(database, 1)
        await phone_call.book(uow, DORA, 1, slot_id=slot_id, test_id=1, intent="d", now=NOW)
    (end,) = await outcomes(hers)
    assert isinstance(end, AlreadyBooked)
    assert await booked(database, slot_id) == 1


async def test_who_is_overtaken_looks_again(database: Database) -> None:
    """Between the look and the deed the account books something else."""
    slots = [await slot_at(database, START + n * QUARTER) for n in range(2)]
    async with database.begin() as uow:
        await uow.first(
            text("SELECT 1 FROM time_slots WHERE id = :id FOR UPDATE"), {"id": slots[0]}
        )
        first = asyncio.create_task(book(database, ALICE, wish(slots[0], "i0")))
        await waiting(database, 1)
        second = asyncio.create_task(book(database, ALICE, wish(slots[1], "i1", name="ann lee")))
        await waiting(database, 2)
    ends = await outcomes(first, second)
    assert [end.is_new for end in ends] == [True, True]
    assert await value(database, "SELECT count(*) FROM patients") == 1


async def test_reminders_are_staged_and_ring_and_are_cancelled(database: Database) -> None:
    slot_id = await slot_at(database)
    async with database.begin() as uow:
        mine = (await booking.book(uow, ALICE, wish(slot_id), NOW)).booking
        assert uow.alarms == {START - timedelta(hours=24), START - timedelta(hours=2)}
    query = """SELECT count(*) FROM scheduled_messages WHERE booking_id = :id
        AND author_id = :account AND recipient = :account::text AND stale_after = :start
        AND fire_at = due_at AND content->>'kind' = 'reminder'
        AND due_at = :start - make_interval(hours => (content->>'hours')::int)"""
    query = query.replace(":account::text", "author_id::text")
    found = await value(database, query, id=mine.id, account=ALICE.id, start=START)
    assert found == 2
    assert await reminders(database, mine.id) == [
        ["scheduled", f"reminder:{mine.id}:1:24", "1"],
        ["scheduled", f"reminder:{mine.id}:1:2", "1"],
    ]
    await cancel(database, ALICE, mine.id)
    assert [row[0] + row[2] for row in await reminders(database, mine.id)] == ["cancelled2"] * 2


@pytest.mark.parametrize(
    ("state", "end"),
    [
        ("status = 'sent', sent_at = now()", "sent"),
        ("status = 'dead'", "dead"),
        (CLAIMED, "cancelled"),
        (f"{CLAIMED}, begun_at = now()", "sending"),
    ],
)
async def test_a_reminder_on_its_way_is_left_alone(
    database: Database, state: str, end: str
) -> None:
    mine = (await book(database, ALICE, wish(await slot_at(database)))).booking
    await value(database, f"UPDATE scheduled_messages SET {state} WHERE id = 1 RETURNING id")
    await cancel(database, ALICE, mine.id)
    query = "SELECT status FROM scheduled_messages WHERE id = 1"
    assert await value(database, query) == end


async def test_a_booking_for_soon_has_only_the_reminders_to_come(database: Database) -> None:
    near = await slot_at(database, NOW + timedelta(hours=3))
    nearer = await slot_at(database, NOW + timedelta(hours=1))
    mine = (await book(database, ALICE, wish(near, "i1"))).booking
    soon = (await book(database, ALICE, wish(nearer, "i2"))).booking
    assert len(await reminders(database, mine.id)) == 1
    assert await reminders(database, soon.id) == []


async def test_a_refused_booking_leaves_nothing_behind(database: Database) -> None:
    slot_id = await slot_at(database, capacity=0)
    with pytest.raises(SlotTaken):
        await book(database, ALICE, wish(slot_id))
    for table in ("bookings", "booking_events", "scheduled_messages", "patients"):
        assert await value(database, f"SELECT count(*) FROM {table}") == 0


async def test_what_is_to_come_is_listed_first(database: Database) -> None:
    slots = [await slot_at(database, START + day * timedelta(days=1)) for day in range(4)]
    made = [(await book(database, ALICE, wish(slot, f"i{slot}"))).booking for slot in slots]
    await cancel(database, ALICE, made[1].id)
    async with database.read() as uow:
        with counting() as count:
            page = await booking.upcoming(uow, ALICE, START + QUARTER, size=3)
        assert count.statements == 1
        last = await booking.upcoming(uow, ALICE, START + QUARTER, page=2**62, size=3)
    assert [item.id for item in page.items] == [made[2].id, made[3].id, made[1].id]
    assert (page.number, page.pages) == (0, 2)
    assert [item.id for item in last.items] == [made[0].id]
    assert (last.number, last.pages) == (1, 2)


async def test_nobodys_list_is_one_empty_page(database: Database) -> None:
    async with database.read() as uow:
        page = await booking.upcoming(uow, ALICE, NOW, page=3)
    assert (page.items, page.number, page.pages) == ((), 0, 1)


async def test_a_booking_is_one_instant_in_every_zone(database: Database) -> None:
    far = actor(7_000_000_003, zone="Asia/Tokyo")
    await people(database, far)
    mine = (await book(database, far, wish(await slot_at(database)))).booking
    assert to_wall(mine.starts_at, mine.lab.zone).isoformat() == "2026-03-05T09:00:00"
    assert to_wall(mine.starts_at, far.zone).isoformat() == "2026-03-05T17:00:00"


async def test_patients_are_remembered_newest_first(database: Database) -> None:
    slots = [await slot_at(database, START + n * QUARTER) for n in range(4)]
    steps = [
        wish(slots[0], "i0", phone="+49301234567"),
        wish(slots[1], "i1", name="Tom", is_self=False, phone="+491701234567"),
        wish(slots[2], "i2", name="ann lee"),
    ]
    for turn, step in enumerate(steps):
        async with database.begin() as uow:
            await booking.book(uow, ALICE, step, NOW + turn * MINUTE)
    async with database.read() as uow:
        known = await known_patients(uow, ALICE)
        assert await known_patients(uow, BOB) == []
    assert [(one.name, one.phone, one.is_self) for one in known] == [
        ("ann lee", "+49301234567", True),
        ("Tom", "+491701234567", False),
    ]


ONE, TWO = "+491701111111", "+491702222222"


async def booked_for(database: Database, *wishes: dict[str, Any]) -> list[Patient]:
    """Who is known once each of these is booked, the first to come first."""
    slots = [await slot_at(database, START + n * QUARTER) for n in range(len(wishes))]
    for slot_id, asked in zip(slots, wishes, strict=True):
        named = {"name": "John Smith", "is_self": False} | asked
        await book(database, ALICE, wish(slot_id, f"i{slot_id}", **named))
    async with database.read() as uow:
        return sorted(await known_patients(uow, ALICE), key=lambda one: one.id)


@pytest.mark.parametrize("is_self", [False, True])
@pytest.mark.parametrize("second", ["John Smith", "JOHN SMITH"])
async def test_two_people_of_one_name_are_told_apart_by_their_numbers(
    database: Database, second: str, is_self: bool
) -> None:
    known = await booked_for(
        database,
        {"phone": ONE, "is_self": is_self},
        {"name": second, "phone": TWO, "is_self": is_self},
        {"phone": ONE},
        {"phone": TWO},
    )
    assert [(one.phone, one.is_self) for one in known] == [(ONE, is_self), (TWO, False)]


async def test_a_number_is_added_to_who_had_none_and_changed_for_who_was_chosen(
    database: Database,
) -> None:
    known = await booked_for(database, {}, {"phone": ONE}, {})
    assert [one.phone for one in known] == [ONE]
    (john,) = known
    slot = await slot_at(database, START + timedelta(hours=3))
    await book(
        database,
        ALICE,
        wish(slot, "new", name=john.name, phone=TWO, is_self=False, patient_id=john.id),
    )
    async with database.read() as uow:
        assert [one.phone for one in await known_patients(uow, ALICE)] == [TWO]


async def test_whose_number_is_given_is_meant_whoever_was_tapped(database: Database) -> None:
    first, second = await booked_for(database, {"phone": ONE}, {"phone": TWO})
    slot = await slot_at(database, START + timedelta(hours=3))
    asked = wish(slot, "new", name=first.name, phone=TWO, is_self=False, patient_id=first.id)
    made = await book(database, ALICE, asked)
    assert made.booking.patient_phone == TWO
    async with database.read() as uow:
        known = await known_patients(uow, ALICE)
    assert {one.id: one.phone for one in known} == {first.id: ONE, second.id: TWO}


async def test_nobody_elses_patient_can_be_chosen(database: Database) -> None:
    (john,) = await booked_for(database, {"phone": ONE})
    slot = await slot_at(database, START + timedelta(hours=3))
    await book(database, BOB, wish(slot, name="Bo Lee", phone=TWO, patient_id=john.id))
    async with database.read() as uow:
        assert await known_patients(uow, ALICE) == [john]


async def test_namesakes_may_both_have_a_seat_in_one_slot(database: Database) -> None:
    slot = await slot_at(database, capacity=3)
    for number, phone in enumerate((ONE, TWO)):
        made = await book(
            database, ALICE, wish(slot, f"n{number}", name="John", phone=phone, is_self=False)
        )
        assert made.is_new
    with pytest.raises(AlreadyBooked):
        await book(database, ALICE, wish(slot, "n3", name="John", phone=TWO, is_self=False))


async def test_me_is_one_person_whatever_the_name(database: Database) -> None:
    slots = [await slot_at(database, START + n * QUARTER) for n in range(4)]
    names = [("Ann Lee", True), ("Tom", False), ("Tom", True), ("Ann Lee", True)]
    for slot_id, (name, is_self) in zip(slots, names, strict=True):
        await book(database, ALICE, wish(slot_id, f"i{slot_id}", name=name, is_self=is_self))
    async with database.read() as uow:
        known = await known_patients(uow, ALICE)
    assert sorted((one.name, one.is_self) for one in known) == [("Ann Lee", True), ("Tom", False)]


async def test_two_names_for_me_at_once_are_both_booked(database: Database) -> None:
    slots = [await slot_at(database, START + n * QUARTER) for n in range(2)]
    ends = await outcomes(
        *(book(database, ALICE, wish(slot, f"i{slot}", name=f"Ann {slot}")) for slot in slots)
    )
    assert all(end.is_new for end in ends)
    query = "SELECT count(*) FROM patients WHERE is_self"
    assert await value(database, query) == 1
