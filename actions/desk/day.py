"""The day: its sheet, a visit on it, what happens to it, who is next. For all staff."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from actions import audit
from actions.booking.slot import lab_for
from actions.desk.visit import find
from actions.found import near
from db.booking.events import insert_event
from db.desk import day as rows
from db.desk import to_call as call_rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk, only_staff
from domain.audit import Entry, Facts
from domain.booking.lab import Lab
from domain.desk.day import (
    HOUR,
    STEPS,
    Act,
    DayCounts,
    Hour,
    Sheet,
    SheetVisit,
    VisitCard,
    VisitEvent,
    initials,
    may_act,
    note_text,
)
from domain.desk.to_call import ToCall
from domain.refusals import Changed
from domain.time.zones import Stretch, day_bounds, to_wall

MOST = 40  # visits that one page shows
MOST_WIDE = 500  # on a wide screen
NOTES = 5
FAR = 366  # days that a sheet can be away


async def sheet(
    uow: Uow, actor: Actor, day: date | None, hour: int | None, *, now: datetime
) -> tuple[Lab, Sheet]:
    """A day at the actor's lab, today without one, and the visits of one hour of it.

    hour: since the day's first instant; without one the hour that is on, or the next with visits.
    Five statements at most. Raises NotFound.
    """
    only_staff(actor)
    lab = await lab_for(uow, actor)
    chosen = near(day, to_wall(now, lab.zone).date(), FAR)
    first, end = bounds = day_bounds(chosen, lab.zone)
    hours = await rows.hours(uow, lab.id, first=first, end=end, now=now)
    counts = await _counts(uow, lab, hours, bounds)
    at = hour if any(hour == one.number for one in hours) else None
    at = _hour_of(hours, (now - first) // HOUR) if at is None else at
    begin = first + at * HOUR
    visits = await rows.visits(uow, lab.id, first=begin, end=begin + HOUR, most=MOST)
    calls = await _to_call(uow, actor, lab, bounds, now=now)
    return lab, Sheet(chosen, counts, tuple(hours), at, _seen_by(actor, visits), calls)


async def whole(uow: Uow, actor: Actor, day: date | None, now: datetime) -> tuple[Lab, Sheet]:
    """As `sheet`, with the visits of all hours, for a wide screen. Raises NotFound."""
    only_staff(actor)
    lab = await lab_for(uow, actor)
    chosen = near(day, to_wall(now, lab.zone).date(), FAR)
    first, end = bounds = day_bounds(chosen, lab.zone)
    hours = await rows.hours(uow, lab.id, first=first, end=end, now=now)
    counts = await _counts(uow, lab, hours, bounds)
    visits = await rows.visits(uow, lab.id, first=first, end=end, most=MOST_WIDE)
    on = _hour_of(hours, (now - first) // HOUR)
    calls = await _to_call(uow, actor, lab, bounds, now=now)
    return lab, Sheet(chosen, counts, tuple(hours), on, _seen_by(actor, visits), calls)


async def to_call(
    uow: Uow, actor: Actor, day: date | None, now: datetime
) -> tuple[Lab, tuple[ToCall, ...]]:
    """Whom the desk had better call about visits of a day. Raises NotFound."""
    only_desk(actor)
    lab = await lab_for(uow, actor)
    bounds = day_bounds(near(day, to_wall(now, lab.zone).date(), FAR), lab.zone)
    return lab, await _to_call(uow, actor, lab, bounds, now=now)


async def _to_call(
    uow: Uow, actor: Actor, lab: Lab, day: Stretch, *, now: datetime
) -> tuple[ToCall, ...]:
    if not actor.is_desk or day.end <= now:
        return ()
    return tuple(await call_rows.of_day(uow, lab.id, day, now=now, most=MOST))


async def still_open(
    uow: Uow, actor: Actor, day: date | None, now: datetime
) -> tuple[Lab, tuple[SheetVisit, ...]]:
    """Visits of a day that are still 'booked', for the desk. Raises NotFound."""
    only_desk(actor)
    lab = await lab_for(uow, actor)
    first, end = day_bounds(near(day, to_wall(now, lab.zone).date(), FAR), lab.zone)
    found = await rows.visits(uow, lab.id, first=first, end=end, most=MOST, is_open=True)
    return lab, tuple(found)


async def card(uow: Uow, actor: Actor, booking_id: int) -> VisitCard:
    """A visit. Raises NotFound."""
    return await rows.card(uow, await find(uow, actor, booking_id), NOTES)


async def act(
    uow: Uow, actor: Actor, booking_id: int, what: Act, *, version: int, now: datetime
) -> None:
    """Something happened. version: the one that was seen.

    Raises NotFound, Changed if somebody was faster.
    """
    may_act(actor, what)
    step = STEPS[what]
    if not await rows.act(uow, booking_id, version, step, now=now):
        await find(uow, actor, booking_id)
        raise Changed
    await insert_event(uow, booking_id, step.event, actor.id, now=now)
    await audit.note(uow, Entry(now, actor.id, f"booking_{step.event}", "booking", booking_id))


async def last(uow: Uow, actor: Actor, booking_id: int) -> VisitEvent | None:
    """What was done to a visit last."""
    only_staff(actor)
    return await rows.last_event(uow, booking_id)


async def note(uow: Uow, actor: Actor, booking_id: int, text: str, *, now: datetime) -> None:
    """Keep a note about a visit. Raises NotFound, TextEmpty, TextTooLong."""
    only_desk(actor)
    await find(uow, actor, booking_id)
    await rows.add_note(uow, booking_id, actor.id, note_text(text), now=now)
    await audit.note(uow, Entry(now, actor.id, "booking_noted", "booking", booking_id))


async def call_next(uow: Uow, actor: Actor, now: datetime) -> tuple[Lab, int | None]:
    """Call in whoever waits longest; the same again until the sample is taken.

    Two collectors never get the same one. Raises NotFound.
    """
    only_staff(actor)
    lab = await lab_for(uow, actor)
    first, end = day_bounds(to_wall(now, lab.zone).date(), lab.zone)
    return lab, await rows.call_in(uow, actor.id, lab.id, first=first, end=end, now=now)


async def coming(uow: Uow, actor: Actor, lab: Lab, now: datetime) -> SheetVisit | None:
    """The next visit of today that is still booked, the late ones first."""
    only_staff(actor)
    first, end = day_bounds(to_wall(now, lab.zone).date(), lab.zone)
    found = await rows.visits(uow, lab.id, first=first, end=end, most=1, is_open=True)
    return next(iter(_seen_by(actor, found)), None)


async def all_missed(uow: Uow, actor: Actor, day: date, now: datetime) -> int:
    """All visits of a day that are over and still 'booked' did not come; how many.

    One statement, however many. Raises NotFound.
    """
    only_desk(actor)
    lab = await lab_for(uow, actor)
    chosen = near(day, to_wall(now, lab.zone).date(), FAR)
    first, end = day_bounds(chosen, lab.zone)
    count = await rows.no_shows(uow, actor.id, lab.id, first=first, end=end, now=now)
    if count:
        after: Facts = {"day": f"{chosen}", "visits": count}
        await audit.note(uow, Entry(now, actor.id, "visits_missed", "day", after=after))
    return count


async def _counts(uow: Uow, lab: Lab, hours: Iterable[Hour], day: Stretch) -> DayCounts:
    counted = await rows.counts(uow, lab.id, first=day.first, end=day.end)
    return DayCounts(
        booked=counted.get("booked", 0),
        arrived=counted.get("arrived", 0),
        done=counted.get("fulfilled", 0),
        missed=counted.get("no_show", 0),
        free=sum(one.free for one in hours),
        coming=counted["coming"],
        waiting=counted["waiting"],
    )


def _hour_of(hours: Sequence[Hour], on: int) -> int:
    """The hour that is on, or the next one that has visits, or the last that has any."""
    every = [one.number for one in hours] or [8]
    busy = [one.number for one in hours if one.visits] or every
    return next((hour for hour in busy if hour >= on), busy[0 if on < 0 else -1])


def _seen_by(actor: Actor, visits: Iterable[SheetVisit]) -> tuple[SheetVisit, ...]:
    """With initials alone for whoever is below the desk."""
    if actor.is_desk:
        return tuple(visits)
    return tuple(replace(one, name=initials(one.name)) for one in visits)
