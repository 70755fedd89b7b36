"""Callers are found though their name is misheard, and booked for until the slot ends."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from actions import undo_ways
from actions.desk import phone_call, visit
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.booking.booking import Status
from domain.desk.day import VisitChange
from domain.refusals import AlreadyBooked, NotFound, SlotTaken, TooLate
from tests.support.bookings import (
    ALICE,
    BERLIN,
    BOB,
    DORA,
    NOW,
    QUARTER,
    START,
    booked,
    furnish,
    people,
    slot_at,
    slots_at,
    value,
)

NAMES = ("Johanna Müller", "Jonathan Miller", "Ann Lee", "Zoë Østergård", "Иван Петров")


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, DORA)


async def added(database: Database, words: str = "Ann Lee +49 30 1234567") -> int:
    async with database.begin() as uow:
        return await phone_call.add(uow, DORA, words, NOW)


async def search(database: Database, words: str) -> list[str]:
    async with database.begin() as uow:
        return [one.name for one in await phone_call.search(uow, DORA, words, NOW)]


async def book(
    database: Database, patient: int, slot: int, intent: str = "w1", at: datetime = NOW
) -> VisitChange:
    async with database.begin() as uow:
        return await phone_call.book(
            uow, DORA, patient, slot_id=slot, test_id=1, intent=intent, now=at
        )


@pytest.mark.parametrize("role", [Role.PATIENT, Role.COLLECTOR])
async def test_below_the_desk_nobody_is_found(database: Database, role: Role) -> None:
    patient = await added(database)
    nobody = Actor(ALICE.id, role, BERLIN, True, "en")
    async with database.begin() as uow:
        for attempt in (
            phone_call.search(uow, nobody, "ann", NOW),
            phone_call.find(uow, nobody, patient, NOW),
            phone_call.add(uow, nobody, "Eve Doe", NOW),
            phone_call.book(uow, nobody, patient, slot_id=1, test_id=1, intent="w", now=NOW),
        ):
            with pytest.raises(NotFound):
                await attempt


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("johanna", "Johanna Müller"),
        ("muller", "Johanna Müller"),
        ("jonathon miler", "Jonathan Miller"),
        ("lee", "Ann Lee"),
        ("Ostergard", "Zoë Østergård"),
        ("петро", "Иван Петров"),
    ],
)
async def test_a_misheard_name_is_found(database: Database, typed: str, first: str) -> None:
    for name in NAMES:
        await added(database, name)
    assert (await search(database, typed))[0] == first


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        *(("李 小龙", "李"), ("李 小龙", "李小龙"), ("李小龙", "小龙 李"), ("李小龙", "小龙李")),
        *(("김 철수", "김"), ("김철수", "철수 김"), ("山田・太郎", "山田太郎"), ("マリア", "マ")),
        *(("สมชาย ใจดี", "ใจดี"), ("สมชาย ใจดี", "ใจดีสมชาย"), ("Ann Lee", "An Lee")),
    ],
)
async def test_a_short_name_is_found_however_it_is_parted(
    database: Database, name: str, typed: str
) -> None:
    await added(database, name)
    await added(database, "王 芳")
    assert await search(database, typed) == [name]


@pytest.mark.parametrize(
    "typed",
    ["+49 (0)30 1234567", "\u202a+49 30 1234567\u202c", "tel:+49301234567", "Ann 030 1234567"],
)
async def test_a_number_is_found_however_it_is_written(database: Database, typed: str) -> None:
    await added(database, "Ann Lee +49 30 1234567")
    assert await search(database, typed) == ["Ann Lee"]


async def test_a_part_of_a_number_is_found_and_wild_cards_mean_nothing(database: Database) -> None:
    await added(database, "Ann Lee +49 30 1234567")
    await added(database, "Bob Doe +49 30 7654321")
    assert await search(database, "030 123") == ["Ann Lee"]
    assert await search(database, "4567") == ["Ann Lee"]
    assert await search(database, "%%%%") == []
    assert await search(database, "'; DROP TABLE patients; --" + "x" * 10_000) == []


async def test_many_patients_are_searched_by_the_index(database: Database) -> None:
    async with database.begin() as uow:
        await uow.run(
            text(
                """INSERT INTO patients (account_id, name, phone)
                   SELECT :id, md5(n::text) || ' ' || md5((n * 7)::text), '+4930' || n
                     FROM generate_series(1, 20000) AS n"""
            ),
            {"id": ALICE.id},
        )
        await uow.run(text("ANALYZE patients"))
        await uow.run(text("SET LOCAL enable_seqscan = off"))  # as with many more
        plan = await uow.all(
            text("EXPLAIN SELECT 1 FROM patients WHERE 'johanna m' <% plain_name(name)")
        )
    assert "patients_by_parts_of_name" in "\n".join(row[0] for row in plan)
    await added(database, "Johanna Müller")
    assert await search(database, "johana mueller") == ["Johanna Müller"]


async def test_callers_of_one_name_are_two_people_without_a_bot(database: Database) -> None:
    one, other = await added(database), await added(database)
    async with database.begin() as uow:
        known = [await phone_call.find(uow, DORA, each, NOW) for each in (one, other)]
    assert not any(each.caller.has_bot for each in known)
    assert known[0].caller.account_id != known[1].caller.account_id
    assert await search(database, "ann") == ["Ann Lee", "Ann Lee"]


async def test_a_visit_is_booked_for_a_caller_once_for_one_wish(database: Database) -> None:
    patient, slot = await added(database), await slot_at(database, capacity=3)
    done = await book(database, patient, slot)
    again = await book(database, patient, slot)
    assert (again.booking.id, again.undo) == (done.booking.id, None)
    assert await booked(database, slot) == 1
    with pytest.raises(AlreadyBooked):
        await book(database, patient, slot, "w2")
    told = "SELECT count(*) FROM scheduled_messages"
    assert await value(database, told) == 0  # there is nobody to be told
    who = "SELECT actor_id FROM booking_events"
    assert await value(database, who) == DORA.id


async def test_who_has_the_bot_is_told_and_reminded(database: Database) -> None:
    async with database.begin() as uow:
        added_to_alice = "INSERT INTO patients (account_id, name) VALUES (:id, 'Ann') RETURNING id"
        row = await uow.first(text(added_to_alice), {"id": ALICE.id})
    assert row
    done = await book(database, row.id, await slot_at(database))
    kinds = "SELECT array_agg(content ->> 'kind' ORDER BY id) FROM scheduled_messages"
    assert await value(database, kinds) == ["reminder", "reminder", "news"]
    assert done.undo
    async with database.begin() as uow:
        await undo_ways.take_back(uow, DORA, done.undo.id, NOW)
    waiting = "SELECT count(*) FROM scheduled_messages WHERE status = 'scheduled'"
    assert await value(database, waiting) == 0
    assert await booked(database, done.booking.slot_id) == 0


async def test_the_desk_books_until_the_slot_ends(database: Database) -> None:
    patient, slot = await added(database), await slot_at(database)
    begun = await book(database, patient, slot, at=START + timedelta(minutes=5))
    assert begun.booking.status is Status.BOOKED
    other = await slot_at(database, START + QUARTER)
    with pytest.raises(TooLate):
        await book(database, patient, other, "w2", at=START + 2 * QUARTER)


async def test_two_desks_want_the_last_seat(database: Database) -> None:
    patients = [await added(database), await added(database, "Bob Doe")]
    slot, free = await slots_at(database, [START, START + QUARTER])
    ends = await asyncio.gather(
        *(book(database, one, slot, f"w{one}") for one in patients), return_exceptions=True
    )
    (refused,) = [end for end in ends if isinstance(end, SlotTaken)]
    assert [time.slot_id for time in refused.nearest] == [free]
    assert sum(isinstance(end, VisitChange) for end in ends) == 1


async def test_a_callers_visit_is_moved_and_cancelled_without_a_word(database: Database) -> None:
    patient = await added(database)
    old, new = await slots_at(database, [START, START + QUARTER])
    made = await book(database, patient, old)
    async with database.begin() as uow:
        await visit.move(uow, DORA, made.booking.id, new, now=NOW)
    async with database.begin() as uow:
        await visit.cancel(uow, DORA, made.booking.id, NOW)
    assert await value(database, "SELECT count(*) FROM scheduled_messages") == 0
    assert BOB.id > 0
