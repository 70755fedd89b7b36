"""The sheet counts right however many there are, and of two who tap one does it."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from actions.desk import day
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.booking.booking import Status
from domain.desk.day import Act
from domain.refusals import Changed, NotFound, TextTooLong
from tests.support.bookings import (
    ALICE,
    BERLIN,
    CARL,
    CORA,
    DORA,
    NOW,
    START,
    furnish,
    people,
    value,
)
from workers.jobs.end_of_day import ask_about_open

DAY = date(2026, 3, 5)  # START's


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, DORA, CARL, CORA)
    async with database.begin() as uow:
        for one, name in ((DORA, "Dora"), (CARL, "Carl"), (CORA, "Cora")):
            hired = "UPDATE accounts SET role = :role, staff_name = :name WHERE id = :id"
            await uow.run(text(hired), {"role": str(one.role), "name": name, "id": one.id})


async def visits(database: Database, count: int, each: int = 1, status: str = "booked") -> None:
    """Slots every five minutes from START, each with `each` visits of Alice's relatives."""
    async with database.begin() as uow:
        await uow.run(
            text(
                """
                WITH made AS (
                  INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity, booked)
                  SELECT 1, CAST(:at AS timestamptz) + n * interval '5 min',
                         CAST(:at AS timestamptz) + (n + 1) * interval '5 min',
                         CAST(:each AS int) + 1, CAST(:each AS int)
                    FROM generate_series(0, CAST(:count AS int) - 1) AS n RETURNING id),
                patient AS (
                  INSERT INTO patients (account_id, name)
                  SELECT CAST(:account AS bigint), 'Ann ' || id || ' Lee' || k FROM made,
                         generate_series(1, CAST(:each AS int)) AS k RETURNING id, name)
                INSERT INTO bookings (slot_id, account_id, patient_id, test_id, status, intent,
                                      arrived_at)
                SELECT made.id, CAST(:account AS bigint), patient.id, 1, CAST(:status AS text),
                       'i' || patient.id,
                       CASE WHEN :status = 'arrived' THEN now() + patient.id * interval '1 s' END
                  FROM made JOIN patient
                    ON split_part(patient.name, ' ', 2) = CAST(made.id AS text)
                """
            ),
            {"at": START, "count": count, "each": each, "account": ALICE.id, "status": status},
        )


async def act(
    database: Database, number: int, what: Act, who: Actor = DORA, version: int = 1
) -> None:
    async with database.begin() as uow:
        await day.act(uow, who, number, what, version=version, now=NOW)


async def status(database: Database, number: int) -> str:
    return str(await value(database, "SELECT status FROM bookings WHERE id = :id", id=number))


async def test_a_patient_sees_no_sheet(database: Database) -> None:
    await visits(database, 1)
    async with database.begin() as uow:
        for attempt in (
            day.sheet(uow, ALICE, DAY, None, now=NOW),
            day.card(uow, ALICE, 1),
            day.act(uow, ALICE, 1, Act.ARRIVED, version=1, now=NOW),
            day.note(uow, ALICE, 1, "x", now=NOW),
            day.call_next(uow, ALICE, NOW),
            day.still_open(uow, ALICE, DAY, NOW),
            day.all_missed(uow, ALICE, DAY, NOW),
            day.all_missed(uow, CARL, DAY, NOW),
            day.act(uow, CARL, 1, Act.NO_SHOW, version=1, now=NOW),
        ):
            with pytest.raises(NotFound):
                await attempt


async def test_the_desk_sees_names_and_a_collector_initials(database: Database) -> None:
    await visits(database, 1)
    async with database.read() as uow:
        _, of_desk = await day.sheet(uow, DORA, DAY, None, now=NOW)
        _, of_collector = await day.sheet(uow, CARL, DAY, None, now=NOW)
    assert of_desk.visits[0].name == "Ann 1 Lee1"
    assert of_collector.visits[0].name == "A. 1. L."


async def test_ten_thousand_visits_of_a_day_are_counted_and_a_page_is_bounded(
    database: Database,
) -> None:
    await visits(database, 100, 100)
    async with database.read() as uow:
        with counting() as count:
            _, found = await day.sheet(uow, DORA, DAY, None, now=NOW)
    assert count.statements == 5
    assert found.counts.booked == 10_000
    assert found.counts.free == 100
    assert sum(hour.visits for hour in found.hours) == 10_000
    assert len(found.visits) == day.MOST


async def test_an_hour_of_held_seats_alone_is_not_the_one_that_is_shown(database: Database) -> None:
    """A seat held for an undo or an offer made its hour look busy, and the sheet empty."""
    await visits(database, 13)
    gone = "UPDATE bookings SET status = '{}' WHERE id BETWEEN {} AND {}"
    async with database.begin() as uow:
        await uow.run(text(gone.format("held", 1, 6)))
        await uow.run(text(gone.format("cancelled", 7, 12)))
    async with database.read() as uow:
        _, found = await day.sheet(uow, DORA, DAY, None, now=NOW)
    assert [hour.visits for hour in found.hours] == [0, 1]
    assert [visit.id for visit in found.visits] == [13]


async def test_a_visit_goes_its_way_and_a_mistake_is_put_back(database: Database) -> None:
    await visits(database, 1)
    await act(database, 1, Act.ARRIVED, CARL)
    await act(database, 1, Act.FASTED, CARL, version=2)
    await act(database, 1, Act.SAMPLE, CARL, version=3)
    with pytest.raises(Changed):
        await act(database, 1, Act.SAMPLE, CARL, version=4)  # it has been taken
    await act(database, 1, Act.DONE, version=4)
    assert await status(database, 1) == "fulfilled"
    await act(database, 1, Act.BACK, version=5)
    async with database.read() as uow:
        card = await day.card(uow, DORA, 1)
    assert (card.booking.status, card.sample_taken_at, card.fasting) == (
        Status.BOOKED,
        None,
        "kept",
    )
    kinds = "SELECT array_agg(kind ORDER BY id) FROM booking_events"
    assert await value(database, kinds) == [
        "arrived",
        "fasting_kept",
        "sampled",
        "fulfilled",
        "put_back",
    ]
    assert await value(database, "SELECT count(*) FROM audit_log") == 5


async def test_of_two_who_tap_at_once_one_does_it(database: Database) -> None:
    await visits(database, 1)
    ends = await asyncio.gather(
        act(database, 1, Act.ARRIVED),
        act(database, 1, Act.NO_SHOW),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["Changed", "NoneType"]
    async with database.read() as uow:
        last = await day.last(uow, DORA, 1)
    assert last is not None
    assert (last.kind, last.who) in {("arrived", "Dora"), ("no_show", "Dora")}


async def test_two_collectors_never_call_the_same_patient(database: Database) -> None:
    await visits(database, 3, status="arrived")
    at = START + timedelta(minutes=1)

    async def call(who: Actor, when: timedelta = timedelta()) -> int | None:
        async with database.begin() as uow:
            return (await day.call_next(uow, who, at + when))[1]

    both = await asyncio.gather(call(CARL), call(CORA))
    assert sorted(map(str, both)) == ["1", "2"]
    assert await call(CARL) == both[0]  # the same until the sample is taken
    assert await call(DORA) == 3
    assert await call(Actor(ALICE.id, Role.COLLECTOR, BERLIN, True, "en")) is None
    assert await call(DORA, timedelta(minutes=10)) == 3
    await act(database, 3, Act.SAMPLE)
    assert await call(DORA, timedelta(minutes=10)) in both  # nobody came for that one


async def test_notes_are_kept_and_can_not_be_changed(database: Database) -> None:
    await visits(database, 1)
    async with database.begin() as uow:
        await day.note(uow, DORA, 1, "needs a small needle", now=NOW)
        with pytest.raises(TextTooLong):
            await day.note(uow, DORA, 1, "x" * 501, now=NOW)
        with pytest.raises(NotFound):
            await day.note(uow, DORA, 99, "x", now=NOW)
    async with database.read() as uow:
        card = await day.card(uow, DORA, 1)
    assert [(note.who, note.text) for note in card.notes] == [("Dora", "needs a small needle")]


async def asked(database: Database, at: timedelta, owners: tuple[int, ...] = ()) -> int:
    return await ask_about_open(database, owners, START + at)


async def test_the_desk_is_asked_once_after_the_day(database: Database) -> None:
    await visits(database, 2)
    assert await asked(database, timedelta(minutes=39)) == 0  # the last slot ended at 10
    both = await asyncio.gather(
        asked(database, timedelta(minutes=41)), asked(database, timedelta(minutes=41))
    )
    assert sorted(both) == [0, 1]
    assert await asked(database, timedelta(hours=20)) == 0
    row = "SELECT recipient || (content -> 'facts' ->> 'visits') FROM scheduled_messages"
    assert await value(database, row) == f"{DORA.id}2"
    assert await status(database, 1) == "booked"  # nobody is a no-show by default


async def test_without_a_desk_managers_and_owners_are_asked(database: Database) -> None:
    await visits(database, 1)
    async with database.begin() as uow:
        await uow.run(text("UPDATE accounts SET role = 'patient' WHERE role = 'desk'"))
    assert await asked(database, timedelta(hours=1), (DORA.id, 999)) == 1


async def test_who_did_not_come_is_said_for_all_at_once(database: Database) -> None:
    await visits(database, 50, 200)
    async with database.begin() as uow:
        with counting() as count:
            number = await day.all_missed(uow, DORA, DAY, START + timedelta(hours=9))
        assert await day.all_missed(uow, DORA, DAY, START + timedelta(hours=9)) == 0
    assert (number, count.statements) == (10_000, 3)
    assert await value(database, "SELECT count(*) FROM booking_events") == 10_000
