"""A patient answers a reminder: they come. Safe to run twice."""

from dataclasses import replace
from datetime import datetime

from actions.booking import booking
from actions.found import existing
from db.booking import booking as rows
from db.booking.events import insert_event
from db.messages import dead_letters
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking.booking import BookingView, Visit, Wanted, may_still
from domain.refusals import Changed


async def say(
    uow: Uow, actor: Actor, booking_id: int, version: int, *, now: datetime
) -> BookingView:
    """Keep that the patient comes at the time that they were reminded of.

    version: the one that the reminder was of. Raises NotFound (also for a foreign id), TooLate once
    it has begun, Changed if it has another time by now.
    """
    found = await booking.find(uow, actor, booking_id)
    may_still(found, Wanted.MOVE, now)
    if found.version != version:
        raise Changed
    if await rows.set_coming(uow, booking_id, version, now):
        await insert_event(uow, booking_id, "coming", actor.id, now=now)
    return found


async def details(uow: Uow, actor: Actor, booking_id: int) -> Visit:
    """All of a visit that a neutral message has left out. Raises NotFound."""
    await booking.find(uow, actor, booking_id)
    visit = existing((await dead_letters.visits(uow, [booking_id])).get(booking_id))
    return replace(visit, is_named=True)
