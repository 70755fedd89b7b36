"""Opening hours become slots once, whoever makes them, and seats change within what is taken."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from actions import undo_ways
from actions.booking import booking, slot
from actions.manage import opening_hours, why
from db.booking.catalogue import tests
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.manage.opening_hours import OpeningHoursView, PartOfDay, SeatsChange, SlotRule
from domain.refusals import Changed, NotFound, OpeningHoursUnclear, SlotTaken
from domain.time.zones import day_bounds
from tests.support.bookings import ALICE, BERLIN, MIRA, NOW, add, furnish, people, value, wish
from workers.jobs import make_slots

MORNING = "mon-fri 8:00-10:00 every 30 min x2"
DAY = date(2026, 3, 5)  # a Thursday, three days from NOW
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, MIRA)
    kind = {"name": "Lipid profile", "preparation": "", "minutes": 10, "currency": "EUR"}
    await add(database, tests, kind | {"code": "LIPID", "price": 18})


async def make(database: Database, line: str = MORNING, intent: str = "s1") -> OpeningHoursView:
    async with database.begin() as uow:
        return await opening_hours.make(uow, MIRA, line, intent, now=NOW)


async def slots(database: Database) -> int:
    return int(await value(database, "SELECT count(*) FROM time_slots"))


async def change(database: Database, delta: int, day: date = DAY) -> SeatsChange:
    async with database.begin() as uow:
        return await opening_hours.change(uow, MIRA, PartOfDay(day), delta, now=NOW)


async def nine(database: Database) -> int:
    """The slot of 9:00 on DAY."""
    found = "SELECT id FROM time_slots WHERE starts_at = '2026-03-05 08:00+00'"
    return int(await value(database, found))


@pytest.mark.parametrize("role", [Role.PATIENT, Role.COLLECTOR, Role.DESK])
async def test_below_a_manager_nothing_is_planned(database: Database, role: Role) -> None:
    nobody = Actor(ALICE.id, role, BERLIN, True, "en")
    async with database.begin() as uow:
        for attempt in (
            opening_hours.plan(uow, nobody, MORNING, NOW),
            opening_hours.make(uow, nobody, MORNING, "s", now=NOW),
            opening_hours.active(uow, nobody, NOW),
            opening_hours.end(uow, nobody, 1, NOW),
            opening_hours.day(uow, nobody, DAY, NOW),
            opening_hours.change(uow, nobody, PartOfDay(DAY), 1, now=NOW),
        ):
            with pytest.raises(NotFound):
                await attempt


async def test_opening_hours_make_their_slots_once_for_one_wish(database: Database) -> None:
    async with database.read() as uow:
        plan = await opening_hours.plan(uow, MIRA, MORNING, NOW)
    made = await make(database)
    assert made.slots == plan.slots == await slots(database)
    again = await make(database)
    assert (again.opening.id, again.slots) == (made.opening.id, made.slots)
    other = await make(database, intent="s2")  # the same times are there already
    assert other.opening.id != made.opening.id
    assert await slots(database) == made.slots


async def test_a_worker_goes_on_and_two_make_nothing_twice(database: Database) -> None:
    made = await make(database)
    for days in (0, 1):
        assert await make_slots(database, NOW + timedelta(days=days)) in {0, 4}
    both = await asyncio.gather(*(make_slots(database, NOW + timedelta(days=8)) for _ in range(2)))
    assert min(both) == 0
    doubled = (
        "SELECT count(*) FROM (SELECT 1 FROM time_slots GROUP BY starts_at HAVING count(*) > 1)"
    )
    assert await value(database, doubled) == 0
    assert await slots(database) > made.slots


async def test_a_thousand_days_later_the_slots_are_of_then(database: Database) -> None:
    await make(database, MORNING + " until 2026-03-20")
    before = await slots(database)
    assert await make_slots(database, NOW + timedelta(days=1000)) == 0
    assert await slots(database) == before


async def test_times_for_one_test_are_offered_for_it_alone(database: Database) -> None:
    await make(database, MORNING + " for lipid")
    where = "SELECT id FROM tests WHERE code = :code"
    cbc, lipid = [int(await value(database, where, code=code)) for code in ("CBC", "LIPID")]
    async with database.read() as uow:
        lab = await slot.the_lab(uow)
        for test, number in ((cbc, 0), (lipid, 4), (None, 4)):
            assert len(await slot.free_times(uow, lab, DAY, NOW, test_id=test)) == number
            days = await slot.free_days(uow, lab, DAY, DAY, now=NOW, test_id=test)
            assert days == ({DAY: 8} if number else {})
    at_nine = await nine(database)
    async with database.begin() as uow:
        with pytest.raises(SlotTaken) as refused:
            await booking.book(uow, ALICE, wish(at_nine, test_id=cbc), NOW)
        assert refused.value.nearest == ()
    async with database.begin() as uow:
        made = await booking.book(uow, ALICE, wish(at_nine, "i2", test_id=lipid), NOW)
        assert made.is_new


async def test_ended_hours_keep_their_visits_and_can_be_resumed(database: Database) -> None:
    made = await make(database)
    at_nine = await nine(database)
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(at_nine), NOW)
    async with database.begin() as uow:
        taken = await opening_hours.end(uow, MIRA, made.opening.id, NOW)
        with pytest.raises(NotFound):
            await opening_hours.end(uow, MIRA, made.opening.id, NOW)
    open_ones = "SELECT count(*) FROM time_slots WHERE status = 'open'"
    assert await value(database, open_ones) == 0
    assert await value(database, "SELECT status FROM bookings") == "booked"
    async with database.begin() as uow:
        await undo_ways.take_back(uow, MIRA, taken.id, NOW + 4 * MINUTE)
    assert await value(database, open_ones) == made.slots


async def test_seats_change_for_a_day_but_never_below_what_is_taken(database: Database) -> None:
    await make(database)
    at_nine = await nine(database)
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(at_nine), NOW)
        other = wish(at_nine, "i2", name="Bo Lee", is_self=False)
        await booking.book(uow, ALICE, other, NOW)
    with counting() as count:
        less = await change(database, -1)
    assert count.statements <= 6
    assert (less.changed, less.left) == (3, 1)
    assert less.undo
    assert (await change(database, -1)).changed == 0  # a slot keeps one seat
    async with database.begin() as uow:
        await undo_ways.take_back(uow, MIRA, less.undo.id, NOW)
    total = "SELECT sum(capacity) FROM time_slots WHERE starts_at::date = '2026-03-05'"
    assert await value(database, total) == 8


async def test_seats_that_have_been_taken_meanwhile_are_not_taken_back(database: Database) -> None:
    await make(database, MORNING.replace("x2", "x1"))
    more = await change(database, +1)
    at_nine = await nine(database)
    async with database.begin() as uow:
        for number in range(2):
            one = wish(at_nine, f"i{number}", name=f"Bo Lee {number}x", is_self=False)
            await booking.book(uow, ALICE, one, NOW)
    assert more.undo
    with pytest.raises(Changed):
        async with database.begin() as uow:
            await undo_ways.take_back(uow, MIRA, more.undo.id, NOW)
    total = "SELECT sum(capacity) FROM time_slots WHERE starts_at::date = '2026-03-05'"
    assert await value(database, total) == 8


async def test_two_managers_take_a_seat_away_at_once(database: Database) -> None:
    await make(database, MORNING.replace("x2", "x3"))
    await asyncio.gather(change(database, -1), change(database, -1), change(database, -1))
    total = "SELECT min(capacity), max(capacity) FROM time_slots WHERE starts_at::date = :day"
    async with database.read() as uow:
        row = await uow.first(text(total), {"day": DAY})
    assert row is not None
    assert tuple(row) == (1, 1)


async def test_why_says_yes_exactly_where_a_patient_can_book(database: Database) -> None:
    await make(database, MORNING + " for lipid except 2026-03-06 until 2026-03-20")
    where = "SELECT id FROM tests WHERE code = :code"
    cbc, lipid = [int(await value(database, where, code=code)) for code in ("CBC", "LIPID")]
    first, _ = day_bounds(DAY, BERLIN)
    moments = [first + timedelta(minutes=15 * number) for number in range(4 * 48)]
    async with database.read() as uow:
        lab = await slot.the_lab(uow)
        for test in (cbc, lipid):
            free = {
                time.starts_at
                for day in (DAY, DAY + timedelta(days=1))
                for time in await slot.free_times(uow, lab, day, NOW, test_id=test)
            }
            for at in moments[::3] + sorted(free):
                found = await why.why(uow, MIRA, test, at, now=NOW)
                assert found.is_offered == (at in free), (at, found.verdicts)


async def test_why_names_the_rules_that_refuse(database: Database) -> None:
    await make(database, MORNING)
    test = int(await value(database, "SELECT id FROM tests WHERE code = 'CBC'"))
    first, _ = day_bounds(DAY, BERLIN)

    async def refused(hours: float, day: int = 0) -> set[SlotRule]:
        at = first + timedelta(days=day, hours=hours)
        async with database.read() as uow:
            found = await why.why(uow, MIRA, test, at, now=NOW)
        return {verdict.rule for verdict in found.verdicts if not verdict.is_ok}

    assert await refused(9) == set()
    assert await refused(9.25) == {SlotRule.GRID, SlotRule.SLOT}
    assert await refused(12) == {SlotRule.HOURS, SlotRule.GRID, SlotRule.SLOT}
    assert SlotRule.WEEKDAY in await refused(9, 2)
    assert SlotRule.HORIZON in await refused(9, 77)
    async with database.begin() as uow:
        closed = "UPDATE time_slots SET status = 'closed', closed_by = 'closure:1'"
        await uow.run(text(closed))
    assert await refused(9) == {SlotRule.OPEN}


async def test_a_line_that_means_nothing_is_refused_by_its_part(database: Database) -> None:
    with pytest.raises(OpeningHoursUnclear) as refused:
        await make(database, MORNING + " for tea")
    assert refused.value.part == "test"
    with pytest.raises(OpeningHoursUnclear) as refused:
        await make(database, MORNING + " holidays XX")
    assert refused.value.part == "holidays"
