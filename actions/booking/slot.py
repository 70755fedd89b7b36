"""Slots: what is free, by day, by time, and around a time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from actions.found import existing, pages_of
from db.booking import booking as booking_rows
from db.booking import catalogue as catalogue_rows
from db.booking import slot as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking import catalogue
from domain.booking.booking import Offer
from domain.booking.catalogue import LabTest
from domain.booking.lab import Closed, FreeTime, Lab, LabChoice, NotFree, Wanted, around
from domain.booking.lab import place as place_of
from domain.booking.several import may_join
from domain.booking.words.several_tests import several_in
from domain.page import Page
from domain.refusals import NotFound, NothingSetUp, SlotTaken
from domain.time.zones import Stretch, day_bounds, to_wall

DAYS_AHEAD = 366  # nothing is offered beyond
NEAREST = 3
PAGE = 8  # tests on one page


async def the_lab(uow: Uow) -> Lab:
    """The lab, as long as there is one alone. Raises NothingSetUp before there is one."""
    return _set_up(await catalogue_rows.first_lab(uow))


async def lab_for(uow: Uow, actor: Actor) -> Lab:
    """The lab that the actor has chosen, else the first. Raises NothingSetUp without one."""
    return _set_up(await catalogue_rows.lab_for(uow, actor.id))


async def open_labs(uow: Uow) -> list[Lab]:
    """Every lab; none where nothing could ever be booked: no tests, or no times were made."""
    return await catalogue_rows.open_labs(uow)


async def lab_choice(uow: Uow, actor: Actor, now: datetime) -> LabChoice:
    """Where the actor can book; the lab that they have, if nothing is free anywhere.

    Raises NothingSetUp before there is one.
    """
    choice = await catalogue_rows.labs_offered(uow, actor.id, now)
    return choice if choice.offered else LabChoice((await lab_for(uow, actor),))


async def find_lab(uow: Uow, lab_id: int) -> Lab:
    """One lab. Raises NotFound."""
    return existing(await catalogue_rows.find_lab(uow, lab_id))


async def all_labs(uow: Uow) -> list[Lab]:
    """Every lab, in the order they were added."""
    return await catalogue_rows.all_labs(uow)


async def labs_for(uow: Uow, actor: Actor) -> list[Lab]:
    """Every lab; first the one that the actor has chosen."""
    return await catalogue_rows.labs_for(uow, actor.id)


async def choose_lab(uow: Uow, actor: Actor, lab_id: int) -> Lab:
    """Book or work there from now on; for everybody. Raises NotFound."""
    lab = await find_lab(uow, lab_id)
    await catalogue_rows.choose_lab(uow, actor.id, lab_id)
    return lab


async def free_days(
    uow: Uow,
    lab: Lab,
    first_day: date,
    last_day: date,
    *,
    now: datetime,
    test_id: Wanted = None,
) -> dict[date, int]:
    """The lab's local days with free seats, both ends included, and how many seats, in order."""
    today = to_wall(now, lab.zone).date()
    first = max(first_day, today)
    last = min(last_day, today + timedelta(days=DAYS_AHEAD))
    if last < first:
        return {}
    *midnights, end = _midnights(first, last, lab.zone)
    place = place_of(lab, test_id)
    seats = await rows.seats_by_day(uow, place, midnights, next_at=end, now=now)
    return {first + timedelta(days=number - 1): count for number, count in seats.items()}


@lru_cache(maxsize=64)  # everybody looks from the same day on
def _midnights(first: date, last: date, zone: str) -> tuple[datetime, ...]:
    """The first instant of each of these local days, and the end of the last one."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return (*(day_bounds(day, zone).first for day in days), day_bounds(last, zone).end)


async def free_times(
    uow: Uow, lab: Lab, day: date, now: datetime, *, test_id: Wanted = None
) -> list[FreeTime]:
    """The free times of one of the lab's local days, in order."""
    today = to_wall(now, lab.zone).date()
    if not today <= day <= today + timedelta(days=DAYS_AHEAD):
        return []
    first_at, next_at = day_bounds(day, lab.zone)
    place = place_of(lab, test_id)
    return await rows.free_between(uow, place, first_at=first_at, next_at=next_at, now=now)


async def free_between(
    uow: Uow, lab: Lab, span: Stretch, now: datetime, *, test_id: Wanted = None
) -> list[FreeTime]:
    """The free times of a stretch, in order."""
    end = min(span.end, now + timedelta(days=DAYS_AHEAD))
    place = place_of(lab, test_id)
    return await rows.free_between(uow, place, first_at=span.first, next_at=end, now=now)


async def nearest_free(
    uow: Uow,
    lab: Lab,
    at: datetime,
    now: datetime,
    *,
    count: int = NEAREST,
    test_id: Wanted = None,
) -> tuple[FreeTime, ...]:
    """The free times nearest to an instant, before and after it, told in order of time."""
    found = await rows.free_around(uow, place_of(lab, test_id), at, now=now, count=count)
    return around(found, at, count)


async def why_not(uow: Uow, lab: Lab, at: datetime, *, test_id: Wanted = None) -> NotFree:
    """Why a time that is not free is not, where the lab is open. One statement."""
    return await rows.why_not(uow, place_of(lab, test_id), at)


async def closed_at(uow: Uow, lab: Lab, at: datetime, *, test_id: Wanted = None) -> Closed | None:
    """When the lab is closed around an instant, on that day; None if it is open then."""
    day = day_bounds(to_wall(at, lab.zone).date(), lab.zone)
    return await rows.closed_at(uow, place_of(lab, test_id), at, day)


async def offer(uow: Uow, slot_id: int, *test_ids: int) -> Offer:
    """A slot and the tests of a visit as they are before a booking. Raises NotFound."""
    return existing(await booking_rows.offer(uow, slot_id, test_ids))


async def pick(
    uow: Uow, lab: Lab, slot_id: int, now: datetime, *, test_id: Wanted = None
) -> FreeTime:
    """The free time that a slot is. One statement.

    Raises SlotTaken with the nearest free times if it is full, closed or has begun, NotFound
    for another lab's slot.
    """
    found = existing(await rows.find_slot(uow, place_of(lab, test_id), slot_id))
    time, is_open = found
    if not is_open or time.seats < 1 or time.starts_at <= now:
        near = await nearest_free(uow, lab, time.starts_at, now, test_id=test_id)
        raise SlotTaken(near)
    return time


async def list_tests(uow: Uow, search: str = "", page: int = 0, size: int = PAGE) -> Page[LabTest]:
    """A page of the tests that fit the words, the best first; without words all, by name.

    A page beyond the last one answers the last one. One statement.
    """
    found = catalogue.search(await catalogue_rows.tests_offered(uow), search)
    pages = pages_of(len(found), size)
    number = max(0, min(page, pages - 1))
    return Page(tuple(found[number * size : (number + 1) * size]), number, pages, len(found))


async def find_test(uow: Uow, test_id: int) -> LabTest:
    """One test that can be booked. Raises NotFound."""
    return existing(await catalogue_rows.test_offered(uow, test_id))


async def find_tests(uow: Uow, test_ids: Sequence[int]) -> list[LabTest]:
    """These tests, in this order. Raises NotFound unless all of them can be booked in one visit."""
    if not may_join(test_ids):
        raise NotFound
    known = {test.id: test for test in await catalogue_rows.tests_offered(uow)}
    return [existing(known.get(one)) for one in test_ids]


async def read_request(uow: Uow, text: str) -> tuple[LabTest, str] | None:
    """The one test that a text begins with, and the rest, for 'cbc tomorrow 9am'; or None."""
    return catalogue.leading(await catalogue_rows.tests_offered(uow), text)


async def read_tests(uow: Uow, text: str) -> tuple[list[LabTest], str] | None:
    """The tests that a text begins with, and the rest, for 'cbc and lipid tomorrow'; or None."""
    return several_in(await catalogue_rows.tests_offered(uow), text)


def _set_up(lab: Lab | None) -> Lab:
    if lab is None:
        raise NothingSetUp
    return lab
