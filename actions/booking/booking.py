"""Booking a slot, cancelling a booking, looking at one's own. Each is safe to run twice."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from actions.booking.slot import nearest_free
from actions.found import existing, page_of
from db.booking import booking as rows
from db.booking import patient as patient_rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor
from domain.booking.booking import (
    Booked,
    BookingView,
    Offer,
    Status,
    Wish,
    cancelled,
    day_of,
    may_book,
    may_cancel,
    may_pay,
)
from domain.booking.cap import Cap, Held, Room, may_hold
from domain.booking.patient import Patient
from domain.page import Page
from domain.refusals import AlreadyBooked, Refusal, SlotTaken, TooLate

PAGE = 5  # bookings on one page
RETRIES = 2
KNOWN = 20  # more than anybody scrolls through


class _NoSeat(Exception):
    """Nothing was booked, and the patient is not remembered either."""

    def __init__(self, held: Held) -> None:
        super().__init__()
        self.held = held


async def book(
    uow: Uow, actor: Actor, wish: Wish, now: datetime, *, cap: Cap | None = None
) -> Booked:
    """Book a seat and stage the reminders; the same intent again answers the same booking.

    Raises SlotTaken with the nearest free times, AlreadyBooked if the patient has a seat in this
    slot, NotFound for an unknown slot or test, TooLate once the slot has begun, PriceChanged if it
    costs something else than was shown; within a cap also
    BookedThatDay if the patient has the test that day, and TooManyVisits.
    """
    try:
        return await _book(uow, actor, wish, now=now, cap=cap)
    except Refusal:
        if view := await by_intent(uow, actor, wish.intent):
            return Booked(view, is_new=False)
        raise


async def _book(uow: Uow, actor: Actor, wish: Wish, *, now: datetime, cap: Cap | None) -> Booked:
    offer = existing(await rows.offer(uow, wish.slot_id, wish.test_id))
    may_book(offer, now)
    may_pay(offer, wish)
    room = Room(cap, day_of(offer)) if cap else None
    try:
        made = await _take_seat(uow, actor, wish, offer, now=now, room=room)
    except _NoSeat as none:
        if known := await _known(uow, actor, wish):
            return known  # who took the last seat with this very wish
        if cap is not None:
            may_hold(none.held, cap)
        near = await nearest_free(uow, offer.lab, offer.starts_at, now, test_id=wish.test_id)
        raise SlotTaken(near) from none
    if made.is_new:
        await rows.stage_reminders(uow, made.booking, now)
    return made


async def cancel(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> BookingView:
    """Cancel a booking, free its seat and its reminders; a second time says `was_cancelled`.

    Raises NotFound (also for a foreign id), TooLate once the slot has begun.
    """
    found = await find(uow, actor, booking_id)
    if found.status is Status.CANCELLED:
        return replace(found, was_cancelled=True)
    may_cancel(found, now)
    if not await rows.free_seat(uow, found, actor.id, now):
        found = await find(uow, actor, booking_id)
        if found.status is not Status.CANCELLED:
            raise TooLate(found.starts_at)
        return replace(found, was_cancelled=True)
    await rows.cancel_reminders(uow, found.id)
    return cancelled(found)


async def find(uow: Uow, actor: Actor, booking_id: int) -> BookingView:
    """One booking of this account. Raises NotFound."""
    return existing(await rows.booking_of(uow, actor.id, booking_id))


async def by_intent(uow: Uow, actor: Actor, intent: str) -> BookingView | None:
    """The booking an intent led to, None if it led to none yet."""
    return await rows.booking_by_intent(uow, actor.id, intent)


async def upcoming(
    uow: Uow, actor: Actor, now: datetime, page: int = 0, *, size: int = PAGE
) -> Page[BookingView]:
    """A page of this account's bookings: what is to come, then the past and the cancelled.

    A page beyond the last one answers the last one.
    """
    return await page_of(partial(rows.bookings_of, uow, actor.id, now), page, size)


async def _take_seat(
    uow: Uow, actor: Actor, wish: Wish, offer: Offer, *, now: datetime, room: Room | None
) -> Booked:
    """The new booking, or what the same wish led to meanwhile.

    Raises AlreadyBooked, _NoSeat. A broken rule that no booking explains is tried again: what stood
    in the way has gone since, as when the patient's other booking was just being cancelled, or when
    another name of the account's own person came first.
    """
    for _ in range(RETRIES):
        try:
            return await _place(uow, actor, wish, offer, now=now, room=room)
        except RuleBroken:
            if known := await _known(uow, actor, wish):
                return known
    return await _place(uow, actor, wish, offer, now=now, room=room)


async def _place(
    uow: Uow, actor: Actor, wish: Wish, offer: Offer, *, now: datetime, room: Room | None
) -> Booked:
    async with uow.savepoint():
        patient = await patient_rows.remember_patient(uow, actor.id, wish, now)
        seat = await rows.take_seat(
            uow, actor.id, patient.id, wish, test=offer.test, now=now, room=room
        )
        if seat.booking_id is None:
            raise _NoSeat(seat.held)
    view = BookingView(
        id=seat.booking_id,
        account_id=actor.id,
        status=Status.BOOKED,
        version=1,
        slot_id=offer.slot_id,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        test=offer.test,
        lab=offer.lab,
        patient_name=patient.name,
        patient_phone=patient.phone,
        patient_id=patient.id,
    )
    return Booked(view, is_new=True, people=seat.held.others + 1)


async def _known(uow: Uow, actor: Actor, wish: Wish) -> Booked | None:
    """The booking that the same wish led to meanwhile. Raises AlreadyBooked."""
    found = await rows.booking_for_wish(uow, actor.id, wish)
    if found is None:
        return None
    booking, is_same = found
    if not is_same:
        raise AlreadyBooked
    return Booked(booking, is_new=False)


async def known_patients(uow: Uow, actor: Actor) -> list[Patient]:
    """The account's patients, the newest used first."""
    return await patient_rows.patients_of(uow, actor.id, KNOWN)
