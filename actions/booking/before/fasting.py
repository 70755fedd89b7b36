"""A patient says whether they have fasted for a visit. Safe to run twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.booking.slot import free_between
from actions.found import existing
from db.booking import booking as booking_rows
from db.booking.before import fasting as rows
from db.booking.events import insert_event
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking.before.fasting import BROKEN, KEPT, fits_from
from domain.booking.booking import BookingView, Wanted, may_still
from domain.booking.lab import FreeTime, Lab
from domain.refusals import Changed
from domain.time.zones import Stretch

AHEAD = timedelta(days=14)
MOST = 4  # times that are offered


@dataclass(frozen=True, slots=True)
class Fasted:
    """What came of it. later: free times that leave enough time to fast, for who has eaten."""

    booking: BookingView
    has_eaten: bool
    later: tuple[FreeTime, ...] = ()


async def say(
    uow: Uow, actor: Actor, booking_id: int, version: int, *, has_eaten: bool, now: datetime
) -> Fasted:
    """Keep it for the desk; who has eaten gets later times.

    version: the one that was asked about. Raises NotFound (also for a foreign id), TooLate once it
    has begun, Changed if it has another time by now.
    """
    found = existing(await booking_rows.booking_of(uow, actor.id, booking_id))
    may_still(found, Wanted.MOVE, now)
    if found.version != version:
        raise Changed
    if await rows.say(uow, booking_id, version, BROKEN if has_eaten else KEPT):
        kind = "fasting_broken" if has_eaten else "fasting_kept"
        await insert_event(uow, booking_id, kind, actor.id, now=now)
    if not has_eaten:
        return Fasted(found, has_eaten=False)
    test = found.test
    times = await later(uow, found.lab, test.fasting_hours, now, test_id=test.id)
    return Fasted(found, has_eaten=True, later=times)


async def later(
    uow: Uow, lab: Lab, hours: int, now: datetime, *, test_id: int
) -> tuple[FreeTime, ...]:
    """The first free times for who has just eaten."""
    first = fits_from(hours, now)
    free = await free_between(uow, lab, Stretch(first, first + AHEAD), now, test_id=test_id)
    return tuple(free[:MOST])
