"""Booking a slot, cancelling a booking, looking at one's own. Each is safe to run twice."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from actions.booking.before import tied
from actions.booking.held_seat import give_out
from actions.booking.slot import nearest_free
from actions.found import existing, page_of
from db.booking import booking as rows
from db.booking import patient as patient_rows
from db.booking import wish as wishes
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor
from domain.booking.booking import (
    Booked,
    BookingView,
    Status,
    Wanted,
    Wish,
    cancelled,
    may_book,
    may_change,
    may_pay,
    may_still,
)
from domain.booking.cap import Cap, Prospect, held, may_hold
from domain.booking.patient import Patient
from domain.page import Page
from domain.refusals import AlreadyBooked, Refusal, SlotTaken, TooLate

PAGE = 5  # bookings on one page
TRIES = 100  # of one wish: each time another one of the same account, or of the slot, was faster
KNOWN = 20  # more than anybody scrolls through


class Overtaken(Exception):
    """Others were faster again and again: the same may succeed later."""


async def book(
    uow: Uow, actor: Actor, wish: Wish, now: datetime, *, cap: Cap | None = None
) -> Booked:
    """Book a seat and stage the reminders; the same intent again answers the same booking.

    At once: the deed is a transaction of its own, and its mark is kept in it.

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
    """Look, judge, place; again if somebody was faster, who has changed what is to be judged."""
    for _ in range(TRIES):
        found = existing(await wishes.look(uow, actor.id, wish, now))
        may_book(found.offer, now)
        may_pay(found.offer, wish)
        if found.is_booked:
            raise AlreadyBooked
        had = held(found.offer, found.patient.id, found.visits, now)
        if cap is not None:
            may_hold(had, cap)
        if not found.is_free:
            lab, at = found.offer.lab, found.offer.starts_at
            raise SlotTaken(await nearest_free(uow, lab, at, now, test_id=wish.test_ids))
        made = Booked(_view(actor, wish, found), is_new=True, people=had.others + 1)
        try:
            if await wishes.place(uow, wish, found, made, now=now):
                return made
        except RuleBroken as broken:
            if not broken.rule:  # no name: another process has done this very update
                raise
    raise Overtaken


def _view(actor: Actor, wish: Wish, found: Prospect) -> BookingView:
    """The booking that the wish becomes."""
    offer = found.offer
    return BookingView(
        id=found.booking_id,
        account_id=actor.id,
        status=Status.BOOKED,
        version=1,
        slot_id=offer.slot_id,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        test=offer.test,
        lab=offer.lab,
        patient_name=wish.name,
        patient_phone=wish.phone or found.patient.phone,
        patient_id=found.patient.id or 0,
        tests=offer.tests,
        patient_born=wish.born,
    )


async def cancel(
    uow: Uow, actor: Actor, booking_id: int, now: datetime, *, is_asked: bool = False
) -> BookingView:
    """Cancel a booking, free its seat and its reminders; a second time says `was_cancelled`.

    is_asked: the lab wants to know whether they come at all, so that no cut-off binds. Raises
    NotFound (also for a foreign id), TooLate once the slot has begun, PastCutOff before that.
    """
    found = await find(uow, actor, booking_id)
    if found.status is Status.CANCELLED:
        return replace(found, was_cancelled=True)
    (may_still if is_asked else may_change)(found, Wanted.CANCEL, now)
    if not await rows.free_seat(uow, found, actor.id, now):
        found = await find(uow, actor, booking_id)
        if found.status is not Status.CANCELLED:
            raise TooLate(found.starts_at)
        return replace(found, was_cancelled=True)
    await rows.cancel_reminders(uow, found.id)
    await tied.ended(uow, found, now)
    await give_out(uow, [found.slot_id], now)
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


async def known_patients(uow: Uow, actor: Actor) -> list[Patient]:
    """The account's patients, the newest used first."""
    return await patient_rows.patients_of(uow, actor.id, KNOWN)
