"""A patient answers an offer of other times: takes one, or cancels. Each is safe to run twice."""

from datetime import datetime

from actions.booking import booking
from actions.booking.slot import nearest_free
from db.booking import booking as booking_rows
from db.booking import closures as rows
from db.booking.events import insert_event
from db.desk import visit as visit_rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor
from domain.booking.booking import Booked, BookingView, Status
from domain.refusals import AlreadyBooked, Changed, SlotTaken


async def take(uow: Uow, actor: Actor, booking_id: int, slot_id: int, *, now: datetime) -> Booked:
    """Move one's own booking to a time that is held for it; the others are free again.

    Raises NotFound (also for a foreign id), SlotTaken with the nearest free times once it is held
    no more, AlreadyBooked if the patient has a seat there.
    """
    found = await booking.find(uow, actor, booking_id)
    if found.slot_id == slot_id:
        return Booked(found, is_new=False)
    held = await rows.offers_of(uow, booking_id)
    await visit_rows.lock_slots(uow, [*held, found.slot_id])
    freed = await rows.take_offers(uow, booking_id, held)
    is_held = slot_id in freed and await visit_rows.is_to_come(uow, slot_id, now)
    if not is_held or found.status is not Status.BOOKED:
        near = await nearest_free(uow, found.lab, found.starts_at, now, test_id=found.test.id)
        raise SlotTaken(near)
    try:
        is_moved = await visit_rows.move(uow, booking_id, from_slot=found.slot_id, to_slot=slot_id)
    except RuleBroken as broken:
        raise AlreadyBooked from broken
    if not is_moved:
        raise SlotTaken(())
    # A slot may be there twice: its booking and its offer each count a seat.
    for left in sorted([found.slot_id, *(other for other in freed if other != slot_id)]):
        await visit_rows.free(uow, left)
    await booking_rows.cancel_reminders(uow, booking_id)
    after = await booking.find(uow, actor, booking_id)
    await booking_rows.stage_reminders(uow, after, now)
    await insert_event(uow, booking_id, "moved", actor.id, now=now)
    return Booked(after, is_new=True)


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
    return await booking.cancel(uow, actor, booking_id, now)
