"""The day: its sheet, a visit on it, what happens to it, who is next. For all staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from actions import audit
from actions.booking.slot import lab_for
from actions.desk.visit import find
from db.desk import day as rows
from db.desk import visit as visit_rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk, only_staff
from domain.audit import Entry, Facts
from domain.booking.booking import BookingView, Status
from domain.booking.lab import Lab
from domain.desk.day import (
    CALLED_FOR,
    STEPS,
    Act,
    Counts,
    Hour,
    Note,
    Sheet,
    Visit,
    initials,
    may_act,
    noted,
)
from domain.refusals import Changed, NotFound
from domain.time.zones import day_bounds, to_wall

MOST = 40  # visits that one page shows
NOTES = 5
FAR = 366  # days that a sheet can be away
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Card:
    """A visit with what the day adds to it."""

    booking: BookingView
    fasting: str | None
    sample_taken_at: datetime | None
    called_by: str
    notes: tuple[Note, ...]
    version: int


async def sheet(
    uow: Uow, actor: Actor, day: date | None, hour: int | None, now: datetime
) -> tuple[Lab, Sheet]:
    """A day at the actor's lab, today without one, and the visits of one hour of it.

    hour: since the day's first instant; without one the hour that is on, or the next with visits.
    Four statements. Raises NotFound.
    """
    only_staff(actor)
    lab = await lab_for(uow, actor)
    chosen = _near(day, to_wall(now, lab.zone).date())
    bounds = day_bounds(chosen, lab.zone)
    found = await rows.hours(uow, lab.id, bounds, now)
    counted = await rows.counts(uow, lab.id, bounds)
    hours = tuple(Hour(row.hour, bounds[0] + row.hour * HOUR, int(row.visits)) for row in found)
    numbers = [row.hour for row in found]
    at = hour if hour is not None and hour in numbers else _hour_of(found, bounds[0], now)
    part = (bounds[0] + at * HOUR, bounds[0] + (at + 1) * HOUR)
    visits = await rows.visits(uow, lab.id, part, MOST)
    counts = Counts(
        booked=counted.get("booked", 0),
        arrived=counted.get("arrived", 0),
        done=counted.get("fulfilled", 0),
        missed=counted.get("no_show", 0),
        free=sum(int(row.free) for row in found),
    )
    return lab, Sheet(chosen, counts, hours, at, tuple(_visit(row, actor) for row in visits))


async def still_open(
    uow: Uow, actor: Actor, day: date | None, now: datetime
) -> tuple[Lab, tuple[Visit, ...]]:
    """Visits of a day that are still 'booked', for the desk. Raises NotFound."""
    only_desk(actor)
    lab = await lab_for(uow, actor)
    chosen = _near(day, to_wall(now, lab.zone).date())
    found = await rows.visits(uow, lab.id, day_bounds(chosen, lab.zone), MOST, is_open=True)
    return lab, tuple(_visit(row, actor) for row in found)


async def card(uow: Uow, actor: Actor, booking_id: int) -> Card:
    """A visit, with initials alone for who is below the desk. Raises NotFound."""
    view = await find(uow, actor, booking_id)
    more = await rows.details(uow, booking_id)
    if more is None:
        raise NotFound
    notes = await rows.notes(uow, booking_id, NOTES)
    told = tuple(Note(row.at, row.who, row.text) for row in notes)
    return Card(
        booking=view,
        fasting=more.fasting,
        sample_taken_at=more.sample_taken_at,
        called_by=more.called_by or "",
        notes=told,
        version=more.version,
    )


async def act(uow: Uow, actor: Actor, visit: tuple[int, int], what: Act, now: datetime) -> None:
    """Something happened. visit: the booking's id and the version that was seen.

    Raises NotFound, Changed if somebody was faster.
    """
    may_act(actor, what)
    booking_id, version = visit
    step = STEPS[what]
    if not await rows.act(uow, booking_id, version, step, now):
        await find(uow, actor, booking_id)
        raise Changed
    await uow.run(visit_rows.insert_event(booking_id, step.event, actor.id, now))
    await audit.note(uow, Entry(now, actor.id, f"booking_{step.event}", "booking", booking_id))


async def last(uow: Uow, actor: Actor, booking_id: int) -> tuple[str, str, datetime] | None:
    """What was done to a visit last: kind, by whom, when."""
    only_staff(actor)
    row = await rows.last_event(uow, booking_id)
    return None if row is None else (row.kind, row.who, row.at)


async def note(uow: Uow, actor: Actor, booking_id: int, text: str, now: datetime) -> None:
    """Keep a note about a visit. Raises NotFound, TextEmpty, TextTooLong."""
    only_desk(actor)
    await find(uow, actor, booking_id)
    await rows.add_note(uow, booking_id, actor.id, noted(text), now)
    await audit.note(uow, Entry(now, actor.id, "booking_noted", "booking", booking_id))


async def call_next(uow: Uow, actor: Actor, now: datetime) -> tuple[Lab, int | None]:
    """Call in who came first of those who wait; the same again until the sample is taken.

    Two collectors never get the same one. Raises NotFound.
    """
    only_staff(actor)
    lab = await lab_for(uow, actor)
    bounds = day_bounds(to_wall(now, lab.zone).date(), lab.zone)
    called = await rows.call_in(uow, actor.id, lab.id, bounds, (now, now - CALLED_FOR))
    return lab, called


async def coming(uow: Uow, actor: Actor, lab: Lab, now: datetime) -> Visit | None:
    """The next visit of today that is still booked, the late ones first."""
    only_staff(actor)
    bounds = day_bounds(to_wall(now, lab.zone).date(), lab.zone)
    found = await rows.visits(uow, lab.id, bounds, 1, is_open=True)
    return _visit(found[0], actor) if found else None


async def all_missed(uow: Uow, actor: Actor, day: date, now: datetime) -> int:
    """All visits of a day that are over and still 'booked' did not come; how many.

    One statement, however many. Raises NotFound.
    """
    only_desk(actor)
    lab = await lab_for(uow, actor)
    chosen = _near(day, to_wall(now, lab.zone).date())
    count = await rows.no_shows(uow, actor.id, lab.id, day_bounds(chosen, lab.zone), now)
    if count:
        after: Facts = {"day": f"{chosen}", "visits": count}
        await audit.note(uow, Entry(now, actor.id, "visits_missed", "day", after=after))
    return count


def _near(day: date | None, today: date) -> date:
    """A forged day counts no farther than a year."""
    return day if day is not None and abs((day - today).days) <= FAR else today


def _hour_of(found: Sequence[Row[Any]], first_at: datetime, now: datetime) -> int:
    """The hour that is on, or the next one that has visits, or the last that has any."""
    on = (now - first_at) // HOUR
    every = [int(row.hour) for row in found] or [8]
    busy = [int(row.hour) for row in found if row.visits] or every
    return next((hour for hour in busy if hour >= on), busy[0 if on < 0 else -1])


def _visit(row: Row[Any], actor: Actor) -> Visit:
    return Visit(
        id=row.id,
        starts_at=row.starts_at,
        name=row.name if actor.is_desk else initials(row.name),
        test=row.test,
        status=Status(row.status),
        fasting=row.fasting,
        is_sampled=row.is_sampled,
        version=row.version,
    )
