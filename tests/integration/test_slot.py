"""What is free, by the lab's own days: over changes of clocks, without full, closed, past ones."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from actions.booking import slot
from db.direct import counting
from db.uow import Database
from domain.booking.lab import FreeTime, Lab
from domain.refusals import NotFound
from domain.time.zones import to_instant, to_wall
from tests.support.bookings import BERLIN, NOW, QUARTER, START, furnish, slot_at, slots_at

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def lab_of(database: Database) -> Lab:
    async with database.read() as uow:
        return await slot.the_lab(uow)


async def days(database: Database, first: date, last: date, now: datetime = NOW) -> dict[date, int]:
    lab = await lab_of(database)
    async with database.read() as uow:
        with counting() as count:
            found = await slot.free_days(uow, lab, first, last, now=now)
        assert count.statements <= 1
    return found


async def times(database: Database, day: date, now: datetime = NOW) -> list[FreeTime]:
    lab = await lab_of(database)
    async with database.read() as uow:
        with counting() as count:
            found = await slot.free_times(uow, lab, day, now)
        assert count.statements <= 1
    return found


async def test_before_the_seed_there_is_no_lab(database: Database) -> None:
    with pytest.raises(NotFound):
        await lab_of(database)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (BERLIN, date(2026, 3, 29), 23),
        (BERLIN, date(2026, 10, 25), 25),
        (BERLIN, date(2026, 6, 1), 24),
        ("Pacific/Auckland", date(2026, 4, 5), 25),
        ("America/Santiago", date(2026, 9, 6), 23),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Asia/Kathmandu", date(2026, 3, 29), 24),
    ],
)
async def test_a_day_is_the_labs_own_even_when_the_clocks_change(
    database: Database, zone: str, day: date, hours: float
) -> None:
    await furnish(database, zone)
    noon = to_instant(datetime.combine(day, time(12)), zone).replace(minute=0)
    await slots_at(database, [noon + step * 2 * QUARTER for step in range(-96, 96)])
    found = await days(database, day - DAY, day + DAY)
    assert list(found) == [day - DAY, day, day + DAY]
    assert found[day] == 2 * hours
    free = await times(database, day)
    assert len(free) == 2 * hours
    assert {to_wall(one.starts_at, zone).date() for one in free} == {day}
    assert [one.starts_at for one in free] == sorted(one.starts_at for one in free)


async def test_a_day_that_a_zone_left_out_has_no_seats(database: Database) -> None:
    await furnish(database, "Pacific/Apia")
    first, now = date(2011, 12, 28), datetime(2011, 12, 27, tzinfo=UTC)
    await slots_at(database, [now + hour * HOUR for hour in range(120)])
    found = await days(database, first, first + 3 * DAY, now)
    assert found == {first: 24, first + DAY: 24, first + 3 * DAY: 24}
    assert await times(database, first + 2 * DAY, now) == []


async def test_full_closed_and_past_slots_are_not_free(database: Database) -> None:
    await furnish(database)
    await slot_at(database, NOW - QUARTER)
    await slot_at(database, NOW)
    await slot_at(database, START, booked=1)
    await slot_at(database, START + QUARTER, status="closed")
    free = await slot_at(database, START + HOUR, capacity=3, booked=1)
    soon = await slot_at(database, NOW + QUARTER)
    today, then = NOW.date(), START.date()
    assert await days(database, today - 9 * DAY, then) == {today: 1, then: 2}
    assert [one.slot_id for one in await times(database, today)] == [soon]
    assert await times(database, then) == [
        FreeTime(free, START + HOUR, START + HOUR + QUARTER, seats=2)
    ]


async def test_another_labs_slots_are_not_mixed_in(database: Database) -> None:
    await furnish(database)
    lab = await lab_of(database)
    await slot_at(database)
    async with database.read() as uow:
        other = Lab(lab.id + 1, "Other", "", BERLIN)
        assert await slot.free_days(uow, other, NOW.date(), START.date(), now=NOW) == {}
        assert await slot.free_times(uow, other, START.date(), NOW) == []
        assert await slot.nearest_free(uow, other, START, NOW) == ()


@pytest.mark.parametrize("day", [date.min, date.max, date(1, 1, 2), date(9999, 12, 30)])
async def test_a_forged_day_is_without_free_times(database: Database, day: date) -> None:
    await furnish(database)
    assert await days(database, day, day) == {}
    assert await days(database, date.min, date.max) == {}
    assert await days(database, date.max, date.min) == {}
    assert await times(database, day) == []


async def test_the_nearest_are_on_both_sides_and_in_order(database: Database) -> None:
    await furnish(database)
    lab = await lab_of(database)
    made = {step: await slot_at(database, START + step * HOUR) for step in (-30, -2, -1, 2, 4)}
    await slot_at(database, START)
    async with database.begin() as uow:
        with counting() as count:
            near = await slot.nearest_free(uow, lab, START + HOUR / 2, NOW)
        assert count.statements == 1
        four = await slot.nearest_free(uow, lab, START - 9 * DAY, NOW, count=4)
        late = await slot.nearest_free(uow, lab, START + 300 * DAY, START + HOUR)
    assert [one.starts_at for one in near] == [START - HOUR, START, START + 2 * HOUR]
    assert [one.slot_id for one in four][:3] == [made[-30], made[-2], made[-1]]
    assert [one.slot_id for one in late] == [made[2], made[4]]
    assert all(one.starts_at > NOW for one in near)
