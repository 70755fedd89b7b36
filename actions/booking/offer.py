"""A patient answers an offer of other times: takes one, or cancels. Each is safe to run twice."""

from datetime import datetime

from actions.booking import booking
from actions.booking.held_seat import give_out
from actions.booking.move import change_slot
from db.booking import closures as rows
from db.desk import visit as visit_rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking.booking import Booked, BookingView
from domain.refusals import Changed, SlotTaken


async def take(uow: Uow, actor: Actor, booking_id: int, slot_id: int, *, now: datetime) -> Booked:
    """Move one's own booking to a time that is held for it; the others are free again.

    Raises NotFound (also for a foreign id), SlotTaken with the nearest free times once it is held
    no more, AlreadyBooked if the patient has a seat there.
    """
    found = await booking.find(uow, actor, booking_id)
    if found.slot_id == slot_id:
        return Booked(found, is_new=False)
    at = found.starts_at
    try:
        return await change_slot(uow, actor, found, slot_id, near=at, now=now, is_offered=True)
    except Changed:
        raise SlotTaken(()) from None


async def decline(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> BookingView:
    """Cancel the booking, and free what was held for it.

    Raises NotFound, TooLate, Changed if somebody has just moved it.
    """
    found = await booking.find(uow, actor, booking_id)
    held = await rows.offers_of(uow, booking_id)
    await visit_rows.lock_slots(uow, [*held, found.slot_id])
    freed = await rows.take_offers(uow, booking_id, held)
    for slot_id in sorted(freed):
        await visit_rows.free(uow, slot_id)
    if (await booking.find(uow, actor, booking_id)).slot_id != found.slot_id:
        raise Changed
    done = await booking.cancel(uow, actor, booking_id, now, is_asked=True)
    await give_out(uow, freed, now)
    return done
