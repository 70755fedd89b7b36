"""Seeding fills an empty house once, and adds what time has made missing."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import text

from actions.booking import slot
from actions.manage.first_run.seed import Seeded, seed
from db.uow import Database
from domain.refusals import UnknownZone
from domain.time.zones import to_wall
from tests.support.bookings import BERLIN, value

NOW = datetime(2026, 3, 20, 10, 3, tzinfo=UTC)  # a Friday; the clocks change on the 29th
DAY = timedelta(days=1)
WEEK = 5 * (5 * 4 + 3 * 4) + 5 * 4


async def sow(database: Database, now: datetime = NOW, zone: str = BERLIN) -> Seeded:
    async with database.begin() as uow:
        return await seed(uow, zone, now)


async def starts(database: Database, zone: str) -> list[datetime]:
    async with database.read() as uow:
        rows = await uow.all(text("SELECT starts_at, ends_at FROM time_slots ORDER BY starts_at"))
    assert all(row.ends_at - row.starts_at == timedelta(minutes=15) for row in rows)
    return [to_wall(row.starts_at, zone) for row in rows]


async def test_the_house_is_filled(database: Database) -> None:
    made = await sow(database)
    assert made.tests == 8
    walls = await starts(database, BERLIN)
    assert len(walls) == made.slots
    assert walls[0] == to_wall(NOW, BERLIN).replace(minute=15)
    assert (walls[-1] - walls[0]).days == 27
    assert await value(database, "SELECT DISTINCT capacity FROM time_slots") == 3
    async with database.read() as uow:
        lab = await slot.the_lab(uow)
        page = await slot.list_tests(uow, page=0, size=99)
    assert lab == made.lab
    assert lab.zone == BERLIN
    assert all(test.preparation.endswith(".") for test in page.items)


@pytest.mark.parametrize("zone", [BERLIN, "America/New_York", "Asia/Kathmandu", "Pacific/Apia"])
async def test_slots_stand_in_the_labs_opening_hours(database: Database, zone: str) -> None:
    await sow(database, zone=zone)
    walls = await starts(database, zone)
    mornings = {time(hour, minute) for hour in range(7, 12) for minute in (0, 15, 30, 45)}
    afternoons = {time(hour, minute) for hour in range(14, 17) for minute in (0, 15, 30, 45)}
    days = {wall.date() for wall in walls}
    assert {day.weekday() for day in days} == set(range(6))
    for day in sorted(days)[1:]:
        on_day = {wall.time() for wall in walls if wall.date() == day}
        assert on_day == (mornings if day.weekday() == 5 else mornings | afternoons)


async def test_a_second_seed_changes_nothing(database: Database) -> None:
    first = await sow(database)
    again = await sow(database, NOW + timedelta(minutes=40))
    assert (again.lab, again.tests, again.slots) == (first.lab, 0, 0)


async def test_a_week_later_the_missing_week_is_added(database: Database) -> None:
    await sow(database)
    later = await sow(database, NOW + 7 * DAY)
    assert (later.tests, later.slots) == (0, WEEK)


async def test_two_seeds_at_once_are_one(database: Database) -> None:
    one, other = await asyncio.gather(sow(database), sow(database))
    assert one.lab == other.lab
    assert sorted((one.tests, other.tests)) == [0, 8]
    assert one.slots + other.slots == await value(database, "SELECT count(*) FROM time_slots")


async def test_what_staff_changed_stays(database: Database) -> None:
    await sow(database)
    await value(database, "UPDATE labs SET zone = 'Asia/Tokyo' RETURNING id")
    await value(database, "UPDATE tests SET price = 99 WHERE code = 'CBC' RETURNING id")
    await value(database, "UPDATE time_slots SET booked = 2, status = 'closed' RETURNING id")
    again = await sow(database)
    assert again.lab.zone == "Asia/Tokyo"
    assert await value(database, "SELECT price FROM tests WHERE code = 'CBC'") == 99
    assert await value(database, "SELECT count(*) FROM time_slots WHERE booked = 2") > 700


async def test_an_unknown_zone_is_refused(database: Database) -> None:
    with pytest.raises(UnknownZone):
        await sow(database, zone="Europe/Atlantis")
