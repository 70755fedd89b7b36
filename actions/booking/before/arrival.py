"""A patient is at the lab, or comes late. Each is safe to run twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.booking.slot import free_between
from actions.found import existing
from db.booking import booking as booking_rows
from db.booking.before import arrival as rows
from db.booking.events import insert_event
from db.desk import day as day_rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking.before.arrival import (
    EDITS,
    At,
    Place,
    QueueCard,
    is_today,
    late_until,
    may_arrive,
    may_be_late,
    shown,
)
from domain.booking.booking import SEAT_HOLDING, BookingView, Status, is_upcoming
from domain.booking.lab import FreeTime
from domain.desk.day import STEPS, Act
from domain.refusals import Changed, TooLate
from domain.time.zones import Stretch, day_bounds, to_wall

MOST = 20  # visits of an account that are looked at
OTHERS = 3  # later times that are offered


@dataclass(frozen=True, slots=True)
class Arrival:
    """A patient who is there."""

    booking: BookingView
    place: Place


@dataclass(frozen=True, slots=True)
class Delay:
    """Somebody comes late. later: free times of that day, if they can still take one instead."""

    booking: BookingView
    at: datetime
    later: tuple[FreeTime, ...] = ()


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """Who reads the code at a lab's door. here: their visits there today; next: any other."""

    here: tuple[BookingView, ...]
    next: BookingView | None


async def at_door(uow: Uow, actor: Actor, lab_id: int, now: datetime) -> AtTheDoor:
    """What the actor has at a lab today, and what comes next elsewhere or another day."""
    found, _total = await booking_rows.bookings_of(uow, actor.id, now, offset=0, limit=MOST)
    of_today = [one for one in found if one.status in SEAT_HOLDING and is_today(one, now)]
    here = tuple(one for one in of_today if one.lab.id == lab_id and _is_open(one))
    others = (one for one in found if one not in here and is_upcoming(one, now))
    return AtTheDoor(here, next(others, None))


def _is_open(it: BookingView) -> bool:
    return it.status in {Status.BOOKED, Status.ARRIVED}


async def arrive(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> Arrival:
    """They are there, as the desk would say; the same again only looks at the queue.

    Raises NotFound (also for a foreign id), Changed if it is not of today or over.
    """
    found = existing(await booking_rows.booking_of(uow, actor.id, booking_id))
    if may_arrive(found, now):
        step = STEPS[Act.ARRIVED]
        if await day_rows.act(uow, booking_id, found.version, step, now=now):
            await insert_event(uow, booking_id, step.event, actor.id, now=now)
    place = await rows.place(uow, booking_id, now)
    if place.at is At.GONE or not is_today(found, now):
        raise Changed
    return Arrival(existing(await booking_rows.booking_of(uow, actor.id, booking_id)), place)


async def keep_card(
    uow: Uow, actor: Actor, place: Place, message_id: int, *, now: datetime
) -> None:
    """This message of theirs shows the place, and is edited as the queue moves."""
    card = QueueCard(place.booking_id, actor.id, message_id, shown(place), 0)
    await rows.keep_card(uow, card, most=EDITS, now=now)


async def be_late(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> Delay:
    """The desk sees when they come; times of the day that are free then are offered.

    Raises NotFound (also for a foreign id), TooLate if it is over or not of today.
    """
    found = existing(await booking_rows.booking_of(uow, actor.id, booking_id))
    if not may_be_late(found, now):
        raise TooLate(found.starts_at)
    at = late_until(found, now)
    if await rows.set_late(uow, booking_id, at):
        await insert_event(uow, booking_id, "late", actor.id, now=now)
    if found.starts_at <= now:
        return Delay(found, at)  # it has begun, so it cannot be moved here
    end = day_bounds(to_wall(found.starts_at, found.lab.zone).date(), found.lab.zone).end
    rest = Stretch(at - timedelta(minutes=1), end)
    free = await free_between(uow, found.lab, rest, now, test_id=found.test.id)
    others = [one for one in free if one.slot_id != found.slot_id]
    return Delay(found, at, tuple(others[:OTHERS]))
