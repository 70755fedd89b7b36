"""Cut-offs: what a patient cannot do any more the desk can, and is told of once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from actions.booking import booking, offer, tell
from actions.booking.move import move
from actions.desk import visit
from actions.manage import catalogue
from db.uow import Database
from domain.account.actor import Actor
from domain.booking.booking import Booked, Status, Wanted
from domain.booking.cap import CAP
from domain.manage.catalogue import Field, FieldChange, Revision
from domain.refusals import Changed, EntryInvalid, NotFound, PastCutOff, TooLate
from tests.support import closures
from tests.support.bookings import (
    ALICE,
    BOB,
    DORA,
    EMIL,
    MIRA,
    NOW,
    START,
    booked,
    furnish,
    people,
    slots_at,
    value,
    wish,
)
from tests.support.series import sql

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, DORA, EMIL, MIRA)


async def staffed(database: Database, *desk: Actor) -> None:
    for one in desk:
        await sql(database, f"UPDATE accounts SET role = '{one.role}' WHERE id = {one.id}")


async def cut_off(database: Database, move: int = 0, cancel: int = 0) -> None:
    await sql(database, f"UPDATE tests SET move_hours = {move}, cancel_hours = {cancel}")


async def visit_at(database: Database) -> tuple[int, int, int]:
    """Alice's booking, its slot, and a free one a day later."""
    old, new = await slots_at(database, [START, START + DAY])
    async with database.begin() as uow:
        return (await booking.book(uow, ALICE, wish(old), NOW)).booking.id, old, new


async def told(
    database: Database, number: int, wanted: Wanted, now: datetime, who: Actor = ALICE
) -> int:
    async with database.begin() as uow:
        return (await tell.desk(uow, who, number, wanted, owners=[MIRA.id], now=now))[1]


async def hears(database: Database) -> list[int]:
    """Who gets a message about it, each as often as they get one."""
    query = """SELECT coalesce(array_agg(CAST(recipient AS bigint) ORDER BY id), '{}')
                 FROM scheduled_messages WHERE content ->> 'what' = 'wanted'"""
    return list(await value(database, query))


async def test_each_cut_off_binds_the_patient_to_the_second_and_never_the_desk(
    database: Database,
) -> None:
    await staffed(database, DORA)
    number, old, new = await visit_at(database)
    await cut_off(database, move=24, cancel=2)
    for wanted, until in ((Wanted.MOVE, START - DAY), (Wanted.CANCEL, START - 2 * HOUR)):
        with pytest.raises(Changed):
            await told(database, number, wanted, until - SECOND)
    async with database.begin() as uow:
        with pytest.raises(PastCutOff):
            await move(uow, ALICE, number, new, cap=CAP, now=START - DAY)
        with pytest.raises(PastCutOff):
            await booking.cancel(uow, ALICE, number, START - 2 * HOUR)
    async with database.begin() as uow:
        done = await move(uow, ALICE, number, new, cap=CAP, now=START - DAY - SECOND)
    assert isinstance(done, Booked)
    async with database.begin() as uow:
        await visit.move(uow, DORA, number, old, now=START - HOUR)
    async with database.begin() as uow:
        change = await visit.cancel(uow, DORA, number, START - HOUR)
    assert change.booking.status is Status.CANCELLED


async def test_a_patient_cancels_up_to_the_last_second(database: Database) -> None:
    number, old, _ = await visit_at(database)
    await cut_off(database, cancel=2)
    async with database.begin() as uow:
        gone = await booking.cancel(uow, ALICE, number, START - 2 * HOUR - SECOND)
    assert (gone.status, await booked(database, old)) == (Status.CANCELLED, 0)


async def test_an_offer_of_other_times_can_be_declined_whatever_the_cut_off(
    database: Database,
) -> None:
    hit, *_ = await closures.morning(database)
    number = int(await value(database, "SELECT id FROM bookings WHERE slot_id = :slot", slot=hit))
    await closures.made(database)
    await cut_off(database, move=336, cancel=336)
    async with database.begin() as uow:
        gone = await offer.decline(uow, ALICE, number, NOW)
    assert gone.status is Status.CANCELLED


async def test_each_of_the_desk_is_told_once_of_each_thing_and_nobody_else(
    database: Database,
) -> None:
    await staffed(database, DORA, EMIL, MIRA)
    await sql(database, f"UPDATE accounts SET reachable = false WHERE id = {EMIL.id}")
    number, *_ = await visit_at(database)
    await cut_off(database, move=2, cancel=2)
    now = START - HOUR
    counted = await asyncio.gather(
        *(told(database, number, Wanted.CANCEL, now) for _ in range(4)),
        told(database, number, Wanted.MOVE, now),
    )
    assert counted == [1] * 5
    assert await hears(database) == [DORA.id] * 2
    with pytest.raises(NotFound):
        await told(database, number, Wanted.CANCEL, now, BOB)
    with pytest.raises(TooLate):
        await told(database, number, Wanted.CANCEL, START)
    assert await hears(database) == [DORA.id] * 2


async def test_where_nobody_is_at_the_desk_managers_and_owners_hear_of_it(
    database: Database,
) -> None:
    number, *_ = await visit_at(database)
    await cut_off(database, cancel=2)
    assert await told(database, number, Wanted.CANCEL, START - HOUR) == 1
    assert await hears(database) == [MIRA.id]
    await sql(database, "UPDATE accounts SET reachable = false")
    assert await told(database, number, Wanted.CANCEL, START - HOUR) == 0


async def test_managers_set_both_and_others_do_not(database: Database) -> None:
    for version, (field, text) in enumerate(((Field.MOVE, "24"), (Field.CANCEL, "2 h")), 1):
        async with database.begin() as uow:
            change = FieldChange(Revision(1, version), field, text)
            await catalogue.change_test(uow, MIRA, change, NOW)
    both = "SELECT ARRAY[move_hours, cancel_hours] FROM tests"
    assert await value(database, both) == [24, 2]
    async with database.begin() as uow:
        change = FieldChange(Revision(1, 3), Field.MOVE, "400")
        with pytest.raises(EntryInvalid):
            await catalogue.change_test(uow, MIRA, change, NOW)
        with pytest.raises(NotFound):
            await catalogue.change_test(uow, DORA, change, NOW)
