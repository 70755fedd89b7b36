"""The waiting list: join, stop, take the seat that is held, or let it go to the next one.

Each is safe to run twice.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from actions.booking import booking
from actions.booking.held_seat import give_out
from actions.booking.move import change_slot
from actions.booking.slot import DAYS_AHEAD
from actions.booking.slot import offer as find_offer
from actions.found import existing
from db.booking import booking as booking_rows
from db.booking import closures, held_seats, wish
from db.booking import waitlist as rows
from db.desk import visit as visit_rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor
from domain.booking.booking import Booked, Wanted, Wish, may_book, may_change
from domain.booking.cap import Cap, held, may_hold
from domain.booking.waiting import (
    LEAST,
    MOST,
    Entry,
    EntryStatus,
    HeldSeat,
    OfferState,
    Waiting,
)
from domain.refusals import AlreadyBooked, Changed, SeatGone, TooLate, TooManyWaits

WAITS = frozenset((EntryStatus.WAITING, EntryStatus.ASKED))
TRIES = 5  # to stop: each time a seat was just being held, or let go


async def join(uow: Uow, actor: Actor, wish_: Waiting, now: datetime) -> Entry:
    """Wait for a seat; the same intent again is the same entry.

    Raises NotFound for an unknown lab or test, TooLate if the days are over, TooManyWaits.
    """
    await wish.lock(uow, actor.id)
    known = await rows.entry_by_intent(uow, actor.id, wish_.intent)
    if known is not None:
        return known
    if wish_.end_at <= now + LEAST:
        raise TooLate(wish_.end_at)
    end = min(wish_.end_at, now + timedelta(days=DAYS_AHEAD))
    await _may_wait(uow, actor)
    patient_id = await rows.patient_for(uow, actor.id, wish_, now)
    await rows.join(uow, actor.id, replace(wish_, end_at=end), now, patient_id=patient_id)
    return existing(await rows.entry_by_intent(uow, actor.id, wish_.intent))


async def join_earlier(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> Entry:
    """Wait for an earlier time for one's own booking; again it is the same entry.

    Raises NotFound (also for a foreign id), TooLate once it has begun, TooManyWaits.
    """
    await wish.lock(uow, actor.id)
    found = await booking.find(uow, actor, booking_id)
    may_change(found, Wanted.MOVE, now)
    known = await rows.entry_of_booking(uow, actor.id, booking_id)
    if known is not None:
        return known
    await _may_wait(uow, actor)
    asked = Waiting(
        lab_id=found.lab.id,
        test_id=found.test.id,
        first_at=now,
        end_at=found.starts_at,
        part=0,
        name=found.patient_name,
        phone=found.patient_phone,
        is_self=False,
        intent=f"earlier:{booking_id}:{await rows.times_waited(uow, booking_id)}",
    )
    await rows.join(uow, actor.id, asked, now, patient_id=found.patient_id, booking=booking_id)
    return existing(await rows.entry_of_booking(uow, actor.id, booking_id))


async def _may_wait(uow: Uow, actor: Actor) -> None:
    if len(await rows.entries_of(uow, actor.id)) >= MOST:
        raise TooManyWaits(MOST)


async def of_account(uow: Uow, actor: Actor) -> list[Entry]:
    """What the actor waits for."""
    return await rows.entries_of(uow, actor.id)


async def of_booking(uow: Uow, actor: Actor, booking_id: int) -> Entry | None:
    """Whether an earlier time is waited for."""
    return await rows.entry_of_booking(uow, actor.id, booking_id)


async def find(uow: Uow, actor: Actor, offer_id: int) -> HeldSeat:
    """What was held for the actor. Raises NotFound."""
    return existing(await rows.seat_of(uow, actor.id, offer_id))


async def stop(uow: Uow, actor: Actor, entry_id: int, now: datetime) -> Entry:
    """Wait no more; what is held goes to the next one. Raises NotFound (also for a foreign id)."""
    entry = existing(await rows.entry_of(uow, actor.id, entry_id))
    for _ in range(TRIES):
        if entry.status not in WAITS:
            break
        seat = await rows.open_seat(uow, entry_id)
        if seat is not None:
            await _let_go(uow, seat, EntryStatus.STOPPED, now=now)
        await rows.stop(uow, actor.id, entry_id)
        entry = existing(await rows.entry_of(uow, actor.id, entry_id))
    return entry


async def decline(uow: Uow, actor: Actor, offer_id: int, now: datetime) -> HeldSeat:
    """Not this one: it goes to the next, and the actor waits on.

    Raises NotFound (also for a foreign id), SeatGone if it was not theirs any more.
    """
    seat = await find(uow, actor, offer_id)
    if seat.state == OfferState.DECLINED:
        return seat
    if seat.state != OfferState.OPEN or not await _let_go(uow, seat, EntryStatus.WAITING, now=now):
        raise SeatGone
    return await find(uow, actor, offer_id)


async def _let_go(uow: Uow, seat: HeldSeat, status: str, *, now: datetime) -> bool:
    await visit_rows.lock_slots(uow, [seat.slot_id])
    if not await held_seats.end(uow, seat.id, OfferState.DECLINED, status):
        return False
    await give_out(uow, [seat.slot_id], now)
    return True


async def take(uow: Uow, actor: Actor, offer_id: int, *, cap: Cap, now: datetime) -> Booked:
    """Book the seat that is held, or move the booking there; again it is the same booking.

    Raises NotFound (also for a foreign id), SeatGone if it is held no more, AlreadyBooked; within
    the cap BookedThatDay and TooManyVisits.
    """
    await wish.lock(uow, actor.id)
    seat = await find(uow, actor, offer_id)
    if seat.state == OfferState.TAKEN:
        return await _known(uow, actor, seat)
    number = seat.entry.booking_id
    own = await booking_rows.booking_of(uow, actor.id, number) if number else None
    others = [own.slot_id, *await closures.offers_of(uow, number)] if own else []
    await visit_rows.lock_slots(uow, {seat.slot_id, *others})
    is_there = seat.until > now and await visit_rows.is_to_come(uow, seat.slot_id, now)
    if not is_there or not await held_seats.end(
        uow, offer_id, OfferState.TAKEN, EntryStatus.BOOKED
    ):
        raise SeatGone
    # Free for this transaction alone, as its slot is locked.
    return await (
        _move(uow, actor, seat, cap=cap, now=now)
        if number
        else _book(uow, actor, seat, cap=cap, now=now)
    )


async def _known(uow: Uow, actor: Actor, seat: HeldSeat) -> Booked:
    if seat.entry.booking_id:
        return Booked(await booking.find(uow, actor, seat.entry.booking_id), is_new=False)
    made = existing(await booking.by_intent(uow, actor, _intent(seat)))
    return Booked(made, is_new=False)


async def _move(uow: Uow, actor: Actor, seat: HeldSeat, *, cap: Cap, now: datetime) -> Booked:
    found = await booking.find(uow, actor, seat.entry.booking_id)
    if found.starts_at <= seat.starts_at or found.starts_at <= now:
        raise SeatGone
    offer = await find_offer(uow, seat.slot_id, *found.test_ids)
    visits = await wish.visits_of(uow, actor.id, now)
    others = [one for one in visits if one.booking_id != found.id]
    may_hold(held(offer, found.patient_id, others, now), Cap(to_come=0, a_day=cap.a_day))
    try:
        done = await change_slot(uow, actor, found, seat.slot_id, near=offer.starts_at, now=now)
    except Changed:
        raise SeatGone from None
    await visit_rows.cancel_moves(uow, found.id)
    return done


async def _book(uow: Uow, actor: Actor, seat: HeldSeat, *, cap: Cap, now: datetime) -> Booked:
    entry = seat.entry
    offer = await find_offer(uow, seat.slot_id, entry.test.id, *entry.more)
    may_book(offer, now)
    may_hold(held(offer, entry.patient_id, await wish.visits_of(uow, actor.id, now), now), cap)
    asked = Wish(
        slot_id=seat.slot_id,
        test_id=entry.test.id,
        name=entry.patient_name,
        phone=entry.patient_phone,
        is_self=entry.is_self,
        intent=_intent(seat),
        patient_id=entry.patient_id,
        more=entry.more,
    )
    try:
        async with uow.savepoint():
            number = await booking_rows.take_seat(uow, actor.id, asked, offer, by=actor.id, now=now)
    except RuleBroken as broken:
        raise AlreadyBooked from broken
    if number is None:
        raise SeatGone
    made = await booking.find(uow, actor, number)
    await booking_rows.stage_reminders(uow, made, now)
    return Booked(made, is_new=True)


def _intent(seat: HeldSeat) -> str:
    return f"seat:{seat.id}"
