"""Closing ten thousand visits: previewed, offered or cancelled, undone; every seat adds up."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, text

from actions import undo_ways
from actions.booking import booking, offer
from actions.manage import closure
from db import undo as undo_rows
from db.base import Instant
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.manage.closure import HELD_FOR, ClosureRequest, Counts, Mode
from domain.refusals import AlreadyClosed, Changed, NotFound, Refusal, SlotTaken
from domain.undo import BULK
from tests.support.bookings import (
    ALICE,
    BERLIN,
    BOB,
    MIRA,
    NOW,
    OTTO,
    START,
    booked,
    furnish,
    people,
    value,
    wish,
)
from tests.support.closures import SPAN, add_up, counts, held, made, morning, take


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, MIRA, OTTO)


@pytest.mark.parametrize("role", [Role.PATIENT, Role.COLLECTOR, Role.DESK])
async def test_below_a_manager_nothing_is_closed(database: Database, role: Role) -> None:
    await morning(database)
    nobody = Actor(ALICE.id, role, BERLIN, True, "en")
    async with database.begin() as uow:
        with pytest.raises(NotFound):
            await closure.preview(uow, nobody, SPAN, NOW)
        with pytest.raises(NotFound):
            await closure.make(uow, nobody, ClosureRequest(SPAN, "", Mode.OFFER, 1, "x"), NOW)
        if role is not Role.DESK:
            with pytest.raises(NotFound):
                await closure.call_list(uow, nobody, 1, 0)


async def test_the_preview_says_who_is_hit_and_changes_nothing(database: Database) -> None:
    await morning(database, free=1)
    async with database.begin() as uow:
        await uow.run(text("UPDATE tests SET fasting_hours = 8"))
        found = await closure.preview(uow, MIRA, SPAN, NOW)
    assert (found.people, found.same_day, found.later, found.without) == (2, 2, 0, 0)
    assert found.fasting == 2
    assert await value(database, "SELECT count(*) FROM time_slots WHERE status <> 'open'") == 0
    await add_up(database)


async def test_three_times_are_held_and_one_is_taken(database: Database) -> None:
    await morning(database)
    done = await made(database)
    assert (done.people, (await made(database)).undo) == (2, None)  # the same tap again
    assert len(await held(database, 1)) == len(await held(database, 2)) == 3
    await add_up(database)
    first, second, third = await held(database, 1)
    with pytest.raises(NotFound):
        await take(database, BOB, 1, first)
    taken = await take(database, ALICE, 1, second)
    assert taken.booking.slot_id == second
    assert not (await take(database, ALICE, 1, second)).is_new
    assert await held(database, 1) == []
    with pytest.raises(SlotTaken):
        await take(database, ALICE, 1, third)
    assert await counts(database, done.id) == Counts(1, 1, 0, 0)
    await add_up(database)


async def test_what_is_held_is_nobody_elses_and_free_when_time_is_over(
    database: Database,
) -> None:
    *_, only = await morning(database, free=1, seats=1)
    done = await made(database)
    assert sorted([await held(database, 1), await held(database, 2)]) == [[], [only]]
    other = wish(only, "x", name="Eve Doe", is_self=False)
    async with database.begin() as uow:
        with pytest.raises(SlotTaken):
            await booking.book(uow, BOB, other, NOW)
    async with database.begin() as uow:
        assert await closure.release_expired(uow, NOW + BULK + HELD_FOR) == 1  # seat
    assert await booked(database, only) == 0
    with pytest.raises(SlotTaken):
        await take(database, ALICE, 1, only)
    assert (await counts(database, done.id)).waiting == 2


async def test_two_managers_close_the_same_stretch_and_one_did(database: Database) -> None:
    await morning(database)
    ends = await asyncio.gather(
        made(database, intent="a"), made(database, who=OTTO, intent="b"), return_exceptions=True
    )
    assert sorted(type(end).__name__ for end in ends) == ["AlreadyClosed", "Closure"]
    assert await value(database, "SELECT count(*) FROM closures") == 1
    with pytest.raises(AlreadyClosed):
        await made(database, intent="d")
    await add_up(database)


@pytest.mark.parametrize("mode", list(Mode))
async def test_a_closure_is_undone_whole(database: Database, mode: Mode) -> None:
    await morning(database)
    waiting = "SELECT count(*) FROM scheduled_messages WHERE status = 'scheduled'"
    before = await value(database, waiting)
    done = await made(database, mode)
    assert done.undo
    assert done.undo.until == NOW + BULK
    async with database.begin() as uow:
        await undo_ways.take_back(uow, OTTO, done.undo.id, NOW + timedelta(minutes=4))
    assert await value(database, "SELECT count(*) FROM bookings WHERE status = 'booked'") == 2
    assert await value(database, "SELECT count(*) FROM time_slots WHERE status <> 'open'") == 0
    assert await value(database, "SELECT count(*) FROM closure_offers") == 0
    assert await value(database, waiting) == before  # reminders wait again, news do not
    await add_up(database)


async def test_who_went_on_after_a_cancel_keeps_the_undo_from_it(database: Database) -> None:
    await morning(database)
    done = await made(database, Mode.CANCEL)
    async with database.begin() as uow:
        await uow.run(text("UPDATE bookings SET status = 'no_show' WHERE id = 1"))
    assert done.undo
    with pytest.raises(Changed):
        async with database.begin() as uow:
            await undo_ways.take_back(uow, MIRA, done.undo.id, NOW)
    assert await value(database, "SELECT status FROM closures") == "open"


async def test_who_has_no_bot_or_blocked_it_is_on_the_call_list_first(database: Database) -> None:
    await morning(database)
    async with database.begin() as uow:
        gone = text("UPDATE accounts SET reachable = false WHERE id = :id")
        await uow.run(gone, {"id": BOB.id})
    done = await made(database)
    assert await counts(database, done.id) == Counts(0, 1, 0, 1)
    async with database.read() as uow:
        found = await closure.call_list(uow, MIRA, done.id, 0)
    assert [(row.name, row.is_unreached) for row in found.calls] == [
        ("Bob Ray", True),
        ("Ann Lee", False),
    ]


async def test_a_patient_declines_and_everything_is_free(database: Database) -> None:
    await morning(database)
    done = await made(database)
    async with database.begin() as uow:
        await offer.decline(uow, ALICE, 1, NOW)
    assert await held(database, 1) == []
    assert await counts(database, done.id) == Counts(0, 1, 1, 0)
    await add_up(database)


@pytest.mark.parametrize("mode", list(Mode))
async def test_ten_thousand_visits_are_closed_in_few_statements(
    database: Database, mode: Mode
) -> None:
    async with database.begin() as uow:
        await uow.run(
            text(
                """
                WITH made AS (
                  INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity, booked)
                  SELECT 1, CAST(:at AS timestamptz) + n * interval '30 s',
                         CAST(:at AS timestamptz) + (n + 1) * interval '30 s', 100, 100
                    FROM generate_series(0, 99) AS n RETURNING id),
                account AS (
                  INSERT INTO accounts (id, locale) SELECT n, 'en'
                    FROM generate_series(1, 10000) AS n RETURNING id),
                patient AS (
                  INSERT INTO patients (account_id, name)
                  SELECT id, 'Ann ' || id FROM account RETURNING id, account_id)
                INSERT INTO bookings (slot_id, account_id, patient_id, test_id, status, intent)
                SELECT (SELECT min(id) FROM made) + patient.account_id % 100, patient.account_id,
                       patient.id, 1, 'booked', 'i'
                  FROM patient
                """
            ).bindparams(bindparam("at", type_=Instant)),
            {"at": START},
        )
        free = """INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity)
                  SELECT 1, at, at + interval '5 min', 50
                    FROM (SELECT CAST(:at AS timestamptz) + interval '1 day'
                                 + n * interval '5 min' AS at
                            FROM generate_series(0, 499) AS n) AS times"""
        await uow.run(text(free).bindparams(bindparam("at", type_=Instant)), {"at": START})
    with counting() as count:
        done = await made(database, mode)
    assert done.people == 10_000
    assert count.statements <= 12
    news = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'kind' = 'news'"
    assert await value(database, news) == 10_000
    seats = """SELECT sum(booked) = (SELECT count(*) FROM bookings WHERE status <> 'cancelled')
                    + (SELECT count(*) FROM seat_holds) + (SELECT count(*) FROM closure_offers)
                 FROM time_slots"""
    assert await value(database, seats)
    assert done.undo
    async with database.begin() as uow:
        await undo_ways.take_back(uow, MIRA, done.undo.id, NOW)
    assert await value(database, seats)
    assert await value(database, "SELECT sum(booked) FROM time_slots") == 10_000


async def test_seats_add_up_when_patients_answer_while_it_is_undone(database: Database) -> None:
    await morning(database)
    done = await made(database)
    assert done.undo
    first = (await held(database, 1))[0]

    async def undo_it() -> None:
        assert done.undo
        async with database.begin() as uow:
            await undo_ways.take_back(uow, MIRA, done.undo.id, NOW)

    ends = await asyncio.gather(undo_it(), take(database, ALICE, 1, first), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, Refusal):
            raise end
    async with database.each() as uow:
        await undo_rows.release(uow, NOW + BULK, 500)
    await add_up(database)
