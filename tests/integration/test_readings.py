"""Who looked at whom: once a minute, for good until it is old, in one statement."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from actions import readings
from actions.booking import booking
from db import readings as rows
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor
from domain.audit import Seen
from domain.refusals import NotFound
from tests.support.bookings import ALICE, DORA, EMIL, NOW, furnish, people, slot_at, value, wish
from tests.support.series import sql
from workers.jobs import forget_readings

COUNT = "SELECT count(*) FROM patient_readings"


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, DORA, EMIL)
    slot = await slot_at(database)
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(slot), NOW)


async def looks(
    database: Database, who: Actor = DORA, late: timedelta = timedelta(), **seen: list[int]
) -> None:
    seen = seen or {"bookings": [1]}
    async with database.each() as uow:
        await readings.note(uow, who, Seen.NEXT, **seen, now=NOW + late)


async def test_the_same_screen_is_written_down_once_a_minute(database: Database) -> None:
    for seconds in (0, 10, 59):
        await looks(database, late=timedelta(seconds=seconds))
    assert await value(database, COUNT) == 1
    await looks(database, EMIL)
    await looks(database, late=timedelta(seconds=61))
    assert await value(database, COUNT) == 3


async def test_it_is_one_statement_for_however_many(database: Database) -> None:
    with counting() as count:
        await looks(database, bookings=[1, 2, 3], patients=[1, 99])
        await looks(database, bookings=[])
    assert count.statements == 1
    assert await value(database, "SELECT patients FROM patient_readings") == [1]


async def test_who_is_no_staff_reads_nothing_here(database: Database) -> None:
    with pytest.raises(NotFound):
        await looks(database, ALICE)


async def test_ids_of_nobody_leave_nothing(database: Database) -> None:
    await looks(database, bookings=[999], patients=[-1])
    assert await value(database, COUNT) == 0


async def test_what_is_old_is_forgotten_and_nothing_else_can_be(
    database: Database, owner_url: str
) -> None:
    owner = await asyncpg.connect(owner_url)
    for days in (0, 89, 91, 366):
        await owner.execute(
            "INSERT INTO patient_readings (at, actor_id, screen, patients)"
            " VALUES (now() - make_interval(days => $1), $2, 'day', '{1}')",
            days,
            DORA.id,
        )
    now = await owner.fetchval("SELECT now()")
    await asyncio.gather(*(forget_readings(database, now - timedelta(days=365)) for _ in range(2)))
    assert await value(database, COUNT) == 3
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await owner.execute("DELETE FROM patient_readings")
    for change in ("DELETE FROM patient_readings", "UPDATE patient_readings SET screen = 'x'"):
        with pytest.raises(DBAPIError):
            await sql(database, change)
    assert await value(database, COUNT) == 3
    async with database.each() as uow:
        assert await rows.forget(uow, now - timedelta(days=90), 10) == 1
    await owner.close()
