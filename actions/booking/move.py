"""A patient moves a visit: the new seat is taken before the old one is free. Safe to run twice."""

from datetime import datetime

from actions.booking import booking
from actions.booking.before import tied
from actions.booking.held_seat import give_out
from actions.booking.slot import free_between, nearest_free
from actions.booking.slot import offer as find_offer
from db.booking import booking as booking_rows
from db.booking import closures, wish
from db.booking.events import insert_event
from db.desk import visit as visit_rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor
from domain.booking.booking import (
    Booked,
    BookingView,
    Wanted,
    is_changeable,
    may_book,
    may_change,
)
from domain.booking.cap import Cap, held, may_hold
from domain.booking.lab import FreeTime
from domain.booking.waiting import soonest
from domain.refusals import AlreadyBooked, Changed, NotFound, SlotTaken
from domain.time.zones import Stretch


async def move(
    uow: Uow, actor: Actor, booking_id: int, slot_id: int, *, cap: Cap, now: datetime
) -> Booked:
    """Move one's own booking to a free time of the same lab; its reminders follow.

    Times that were held for it because of a closure are free again.

    Raises NotFound (also for a foreign id), TooLate if either time has begun, PastCutOff where the
    desk alone still moves it, SlotTaken with the nearest free times, AlreadyBooked if the patient
    has a seat there, Changed if somebody was faster; within the cap of a day BookedThatDay and
    TooManyThatDay.
    """
    await wish.lock(uow, actor.id)
    found = await booking.find(uow, actor, booking_id)
    if found.slot_id == slot_id:
        return Booked(found, is_new=False)
    may_change(found, Wanted.MOVE, now)
    offer = await find_offer(uow, slot_id, *found.test_ids)
    if offer.lab.id != found.lab.id:
        raise NotFound
    may_book(offer, now)
    visits = await wish.visits_of(uow, actor.id, now)
    others = [one for one in visits if one.booking_id != booking_id]
    may_hold(held(offer, found.patient_id, others, now), Cap(to_come=0, a_day=cap.a_day))
    done = await change_slot(uow, actor, found, slot_id, near=offer.starts_at, now=now)
    await visit_rows.cancel_moves(uow, booking_id)  # locked after slots and bookings
    return done


async def earlier(
    uow: Uow, actor: Actor, booking_id: int, now: datetime
) -> tuple[BookingView, list[FreeTime]]:
    """Free times before one's own booking, the soonest first. Raises NotFound."""
    found = await booking.find(uow, actor, booking_id)
    if not is_changeable(found, Wanted.MOVE, now):
        return found, []
    before = Stretch(now, found.starts_at)
    free = await free_between(uow, found.lab, before, now, test_id=found.test_ids)
    return found, soonest(free, found.lab.zone)


async def change_slot(
    uow: Uow,
    actor: Actor,
    found: BookingView,
    slot_id: int,
    *,
    near: datetime,
    now: datetime,
    is_offered: bool = False,
) -> Booked:
    """The seat of that slot instead of the booking's own, and of those held for it.

    is_offered: only a seat that is held for it. Raises SlotTaken with the free times nearest to
    `near`, AlreadyBooked if the patient has a seat there, Changed if somebody was faster.
    """
    seats = await closures.offers_of(uow, found.id)
    await visit_rows.lock_slots(uow, {*seats, found.slot_id, slot_id})
    freed = await closures.take_offers(uow, found.id, seats)
    is_held = slot_id in freed and await visit_rows.is_to_come(uow, slot_id, now)
    if not is_held and (is_offered or not await visit_rows.take(uow, slot_id, found.test_ids, now)):
        times = await nearest_free(uow, found.lab, near, now, test_id=found.test_ids)
        raise SlotTaken(times)
    try:
        is_moved = await visit_rows.move(
            uow, found.id, from_slot=found.slot_id, to_slot=slot_id, version=found.version
        )
    except RuleBroken as broken:
        raise AlreadyBooked from broken
    if not is_moved:
        raise Changed
    # A slot may be there twice: its booking and its offer each count a seat.
    left = [one for one in freed if not (is_held and one == slot_id)]
    for one in sorted([found.slot_id, *left]):
        await visit_rows.free(uow, one)
    await booking_rows.cancel_reminders(uow, found.id)
    after = await booking.find(uow, actor, found.id)
    await booking_rows.stage_reminders(uow, after, now)
    await tied.moved(uow, after, now)
    await insert_event(uow, found.id, "moved", actor.id, now=now)
    await give_out(uow, {found.slot_id, *left}, now)
    return Booked(after, is_new=True)
