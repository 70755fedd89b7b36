"""Opening hours: planned by managers, made into slots by whoever is first, the bot or a worker."""

from datetime import date, datetime, timedelta

from actions import audit, undo
from actions.booking.slot import lab_for
from actions.found import existing, near
from db.booking import catalogue as catalogue_rows
from db.booking import slot as slot_rows
from db.manage import opening_hours as rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk, only_manager
from domain.audit import Entry, Facts
from domain.booking import catalogue
from domain.booking.lab import Lab
from domain.manage.opening_hours import (
    AHEAD,
    DaySeats,
    OpeningHours,
    OpeningHoursView,
    PartOfDay,
    Plan,
    SeatsChange,
    days_to_make,
    slots_of,
)
from domain.manage.opening_hours_line import TypedHours, read
from domain.refusals import Changed, NotFound, OpeningHoursUnclear
from domain.time.zones import Stretch, country_of, day_bounds, to_wall
from domain.undo import BULK, ONE, Undo
from infra.places import countries, holidays_of

ENDED, CHANGED = "session_ended", "capacity_changed"
MOST = 400  # slots of a day
FAR = 366  # days from now; no day farther away is shown
SECOND = timedelta(seconds=1)


async def plan(uow: Uow, actor: Actor, line: str, now: datetime) -> Plan:
    """What a line would make. Raises NotFound, OpeningHoursUnclear."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    today = to_wall(now, lab.zone).date()
    tests = await catalogue_rows.tests_offered(uow)
    typed = read(line, today, lambda name: catalogue.the_one(tests, name), actor.locale)
    opening = _opening_hours(typed, lab, today)
    found = _slots(opening, lab, days_to_make(opening, today, None), now)
    times = tuple(slot.first for slot in found)
    days = len({to_wall(at, lab.zone).date() for at in times})
    clashing = await rows.clashing(uow, lab.id, list(times))
    return Plan(lab, opening, typed.tests, days, len(times), clashing, times)


async def make(
    uow: Uow, actor: Actor, line: str, intent: str, *, now: datetime
) -> OpeningHoursView:
    """Make opening hours and their slots; the same intent again is the same hours.

    Raises NotFound, OpeningHoursUnclear.
    """
    planned = await plan(uow, actor, line, now)
    lab = planned.lab
    opening = await rows.insert_hours(uow, planned.opening, actor.id, intent)
    if opening is None:
        known = existing(await rows.find_by_intent(uow, lab.id, intent))
        return await _view(uow, known, now)
    number = await fill(uow, opening, lab, now)
    after: Facts = {"slots": number, "capacity": opening.capacity}
    await audit.note(uow, Entry(now, actor.id, "session_made", "session", opening.id, None, after))
    return await _view(uow, opening, now)


async def active(uow: Uow, actor: Actor, now: datetime) -> tuple[Lab, list[OpeningHoursView]]:
    """The opening hours of the actor's lab. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    return lab, [await _view(uow, opening, now) for opening in await rows.active(uow, lab.id)]


async def find(uow: Uow, actor: Actor, hours_id: int, now: datetime) -> OpeningHoursView:
    """One of them. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    opening = existing(await rows.find_active(uow, lab.id, hours_id))
    return await _view(uow, opening, now)


async def end(uow: Uow, actor: Actor, hours_id: int, now: datetime) -> Undo:
    """Make no more slots and let nobody book those to come; visits stay. Raises NotFound."""
    found = await find(uow, actor, hours_id, now)
    if not await rows.set_status(uow, hours_id, seen="active", status="ended"):
        raise NotFound
    await rows.close_slots(uow, hours_id, _closed_by(hours_id), now)
    facts: Facts = {"slots": found.slots, "booked": found.booked}
    await audit.note(uow, Entry(now, actor.id, ENDED, "session", hours_id, facts))
    return await undo.begin(uow, actor, ENDED, hours_id, facts=facts, span=BULK, now=now)


async def resume(uow: Uow, _actor: Actor, taken: Undo, _now: datetime) -> None:
    """Take an end back. Raises Changed."""
    if not await rows.set_status(uow, taken.subject_id, seen="ended", status="active"):
        raise Changed
    await rows.reopen_slots(uow, _closed_by(taken.subject_id))


async def fill(uow: Uow, opening: OpeningHours, lab: Lab, now: datetime) -> int:
    """Make what is missing of their slots, 60 days ahead; how many. Safe to run twice."""
    today = to_wall(now, lab.zone).date()
    days = days_to_make(opening, today, opening.made_until)
    spans = _slots(opening, lab, days, now)
    made = 0
    if spans:
        made = await slot_rows.insert_slots(
            uow, lab.id, spans, opening.capacity, session_id=opening.id, test_ids=opening.test_ids
        )
    await rows.mark_made(uow, opening.id, today + AHEAD)
    return made


async def fill_all(uow: Uow, now: datetime) -> int:
    """The same for all labs that are behind; how many slots. For workers."""
    latest = now.date() + AHEAD - timedelta(days=1)  # a day's grace for zones west of UTC
    total = 0
    for opening in await rows.behind(uow, latest):
        lab = await catalogue_rows.find_lab(uow, opening.lab_id)
        if lab is not None:
            total += await fill(uow, opening, lab, now)
    return total


async def of_lab(uow: Uow, actor: Actor) -> tuple[Lab, list[OpeningHours]]:
    """The active ones of the actor's lab, for /why. Raises NotFound below the desk."""
    only_desk(actor)
    lab = await lab_for(uow, actor)
    return lab, await rows.active(uow, lab.id)


async def day(uow: Uow, actor: Actor, wanted: date | None, now: datetime) -> DaySeats:
    """The seats of a day at the actor's lab, today without one. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    chosen = near(wanted, to_wall(now, lab.zone).date(), FAR)
    return DaySeats(lab, chosen, await rows.slots(uow, lab.id, day_bounds(chosen, lab.zone), MOST))


async def change(
    uow: Uow, actor: Actor, part: PartOfDay, delta: int, *, now: datetime
) -> SeatsChange:
    """Change slots of a day by `delta` seats, +1 or -1; never below what is taken.

    Raises NotFound, also for an hour or a slot that is not there.
    """
    if abs(delta) > 1:
        raise NotFound
    found = await day(uow, actor, part.day, now)
    lab, slots = found.lab, found.part(part)
    stretch = day_bounds(found.day, lab.zone)
    if part.hour:
        if not slots:
            raise NotFound
        stretch = Stretch(slots[0].starts_at, slots[-1].starts_at + SECOND)
    coming = sum(slot.starts_at > now for slot in slots)
    ids = await rows.change_seats(uow, lab.id, stretch, delta, now=now)
    if not ids:
        return SeatsChange(found.day, 0, coming, None)
    facts: Facts = {"slots": len(ids), "delta": delta, "first": stretch.first.isoformat()}
    await audit.note(uow, Entry(now, actor.id, CHANGED, "slot", ids[0], None, facts))
    span = ONE if len(ids) == 1 else BULK
    kept = {"ids": ids, "delta": delta}
    taken = await undo.begin(uow, actor, CHANGED, ids[0], facts=kept, span=span, now=now)
    return SeatsChange(found.day, len(ids), coming - len(ids), taken)


async def put_back(uow: Uow, _actor: Actor, taken: Undo, _now: datetime) -> None:
    """Take a change back. Raises Changed if seats have been taken meanwhile."""
    ids = [int(one) for one in taken.facts["ids"]]
    if await rows.put_back(uow, ids, int(taken.facts["delta"])) != len(ids):
        raise Changed


def _closed_by(hours_id: int) -> str:
    return f"session:{hours_id}"


def _opening_hours(typed: TypedHours, lab: Lab, today: date) -> OpeningHours:
    country = typed.holidays
    if country == "":
        country = country_of(lab.zone) or ""
    if country is not None and country not in countries():
        raise OpeningHoursUnclear("holidays", country)
    return OpeningHours(
        id=0,
        lab_id=lab.id,
        weekdays=typed.weekdays,
        hours=typed.hours,
        minutes=typed.minutes,
        capacity=typed.capacity,
        first_day=typed.first_day or today,
        buffer=typed.buffer,
        test_ids=tuple(test.id for test in typed.tests) or None,
        last_day=typed.last_day,
        exceptions=typed.exceptions,
        country=country,
    )


def _slots(opening: OpeningHours, lab: Lab, days: list[date], now: datetime) -> list[Stretch]:
    if not days:
        return []
    today = to_wall(now, lab.zone).date()
    holidays = holidays_of(opening.country, days[0], days[-1])
    found = (
        slot
        for day in days
        for slot in slots_of(opening, day, lab.zone, holidays=holidays, today=today)
    )
    return [slot for slot in found if slot.first > now]


async def _view(uow: Uow, opening: OpeningHours, now: datetime) -> OpeningHoursView:
    ids = opening.test_ids
    tests = () if ids is None else tuple(await catalogue_rows.tests_by_ids(uow, ids))
    return await rows.view(uow, opening, tests, now)
