"""Slots: what is free, by day, by time, and around a time."""

from datetime import date, datetime, timedelta

from db.booking import lab as lab_rows
from db.booking import lab_test as test_rows
from db.booking import slot as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking import catalogue
from domain.booking.booking import Offer
from domain.booking.catalogue import LabTest, LabTests
from domain.booking.lab import FreeTime, Lab, Place
from domain.refusals import NotFound, SlotTaken
from domain.time.zones import day_bounds, to_wall

DAYS_AHEAD = 366  # nothing is offered beyond
NEAREST = 3


PAGE = 8  # tests on one page


async def the_lab(uow: Uow) -> Lab:
    """The lab, as long as there is one alone. Raises NotFound before `slotbell seed`."""
    row = await uow.first(lab_rows.first_lab())
    if row is None:
        raise NotFound
    return lab_rows.lab_of(row)


async def lab_for(uow: Uow, actor: Actor) -> Lab:
    """The lab that the actor has chosen, else the first. Raises NotFound before there is one."""
    row = await uow.first(lab_rows.lab_for(actor.id))
    if row is None:
        raise NotFound
    return lab_rows.lab_of(row)


async def branch_for(uow: Uow, actor: Actor) -> tuple[Lab, bool]:
    """The same for a patient, and whether they have yet to choose among several.

    Raises NotFound before there is one.
    """
    row = await uow.first(lab_rows.lab_for(actor.id))
    if row is None:
        raise NotFound
    return lab_rows.lab_of(row), row.labs > 1 and not row.is_chosen


async def free_days(
    uow: Uow,
    lab: Lab,
    first_day: date,
    last_day: date,
    now: datetime,
    test_id: int | None = None,
) -> dict[date, int]:
    """The lab's local days with free seats, both ends included, and how many seats, in order."""
    today = to_wall(now, lab.zone).date()
    first = max(first_day, today)
    last = min(last_day, today + timedelta(days=DAYS_AHEAD))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if not days:
        return {}
    midnights, ends = zip(*(day_bounds(day, lab.zone) for day in days), strict=True)
    found = await uow.all(rows.seats_by_day(Place(lab.id, test_id), midnights, ends[-1], now))
    return {days[row.number - 1]: row.seats for row in found}


async def free_times(
    uow: Uow, lab: Lab, day: date, now: datetime, test_id: int | None = None
) -> list[FreeTime]:
    """The free times of one of the lab's local days, in order."""
    today = to_wall(now, lab.zone).date()
    if not today <= day <= today + timedelta(days=DAYS_AHEAD):
        return []
    place = Place(lab.id, test_id)
    found = await uow.all(rows.free_between(place, *day_bounds(day, lab.zone), now))
    return [rows.free_time_of(row) for row in found]


async def nearest_free(
    uow: Uow,
    lab: Lab,
    at: datetime,
    now: datetime,
    count: int = NEAREST,
    test_id: int | None = None,
) -> tuple[FreeTime, ...]:
    """The free times nearest to an instant, before or after it, told in order of time."""
    found = await uow.all(rows.free_around(Place(lab.id, test_id), at, now, count))
    return tuple(sorted(map(rows.free_time_of, found), key=lambda free: free.starts_at))


async def offer(uow: Uow, slot_id: int, test_id: int) -> Offer:
    """A slot and a test as they are before a booking. Raises NotFound."""
    row = await uow.first(rows.offer(slot_id, test_id))
    if row is None:
        raise NotFound
    return rows.offer_of(row)


async def pick(
    uow: Uow, lab: Lab, slot_id: int, now: datetime, test_id: int | None = None
) -> FreeTime:
    """The free time that a slot is. One statement.

    Raises SlotTaken with the nearest free times if it is full, closed or has begun, NotFound
    for another lab's slot.
    """
    row = await uow.first(rows.slot_seats(Place(lab.id, test_id), slot_id))
    if row is None:
        raise NotFound
    time = rows.free_time_of(row)
    if not row.is_open or time.seats < 1 or time.starts_at <= now:
        near = await nearest_free(uow, lab, time.starts_at, now, test_id=test_id)
        raise SlotTaken(near)
    return time


async def list_tests(uow: Uow, search: str = "", page: int = 0, size: int = PAGE) -> LabTests:
    """A page of the tests that fit the words, the best first; without words all, by name.

    A page beyond the last one answers the last one. One statement.
    """
    found = catalogue.search(await _offered(uow), search)
    pages = max(1, -(-len(found) // size))
    number = max(0, min(page, pages - 1))
    return LabTests(tuple(found[number * size : (number + 1) * size]), number, pages)


async def find_test(uow: Uow, test_id: int) -> LabTest:
    """One test that can be booked. Raises NotFound."""
    row = await uow.first(test_rows.test_offered(test_id))
    if row is None:
        raise NotFound
    return test_rows.test_of(row)


async def read_request(uow: Uow, text: str) -> tuple[LabTest, str] | None:
    """The one test that a text begins with, and the rest, for 'cbc tomorrow 9am'; or None."""
    return catalogue.leading(await _offered(uow), text)


async def _offered(uow: Uow) -> list[LabTest]:
    return [test_rows.test_of(row) for row in await uow.all(test_rows.tests_offered())]
