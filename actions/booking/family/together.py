"""Several people of one account are booked in one go: all of them, or none. Safe to run twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from actions.booking import booking
from actions.booking.slot import free_times, pick
from actions.booking.slot import offer as find_offer
from actions.found import existing
from db.booking import booking as rows
from db.booking import patient as patient_rows
from db.booking import wish as wishes
from db.desk import visit as visit_rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor
from domain.booking.booking import Booked, BookingView, Wish, may_book, may_pay
from domain.booking.cap import Cap, Visiting, held, may_hold
from domain.booking.lab import FreeTime, Lab, Wanted, around
from domain.booking.patient import Patient, parse_name
from domain.booking.together import Seat, fitting, placed
from domain.refusals import AlreadyBooked, SlotTaken
from domain.time.zones import to_wall

NEAREST = 3
DAYS = 14  # in which other times for all of them are looked for


async def plan(
    uow: Uow, lab: Lab, slot_id: int, people: int, *, now: datetime, test_id: Wanted
) -> tuple[FreeTime, ...]:
    """A time for each, from this slot on. Raises NotFound, SlotTaken with times that fit all."""
    found = await pick(uow, lab, slot_id, now, test_id=test_id)
    day = to_wall(found.starts_at, lab.zone).date()
    free = await free_times(uow, lab, day, now, test_id=test_id)
    if times := placed(free, slot_id, people):
        return times
    raise SlotTaken(await _others(uow, lab, found.starts_at, people, now=now, test_id=test_id))


async def _others(
    uow: Uow, lab: Lab, at: datetime, people: int, *, now: datetime, test_id: Wanted
) -> tuple[FreeTime, ...]:
    """The nearest times for all of them, of that day or of the first one after it."""
    day = to_wall(at, lab.zone).date()
    for number in range(DAYS):
        later = day + timedelta(days=number)
        free = await free_times(uow, lab, later, now, test_id=test_id)
        if fit := fitting(free, people):
            return around(fit, at, NEAREST)
    return ()


async def book(
    uow: Uow, actor: Actor, wish: Wish, seats: Sequence[Seat], *, now: datetime, cap: Cap
) -> tuple[Booked, ...]:
    """A booking for each in its slot, in one transaction; the same intent again answers the same.

    wish: what each of them wants; wish.slot_id: the first slot.

    Raises as booking.book, for whoever is refused first: nobody is booked then. SlotTaken has times
    from which on all of them fit.
    """
    await wishes.lock(uow, actor.id)
    if done := await made(uow, actor, wish.intent):
        return tuple(Booked(one, is_new=False) for one in done)
    await visit_rows.lock_slots(uow, {one.slot_id for one in seats})
    visits = await wishes.visits_of(uow, actor.id, now)
    known = await patient_rows.patients_of(uow, actor.id, booking.KNOWN)
    booked: list[Booked] = []
    for number, seat in enumerate(seats):
        who = await _who(uow, actor, seat, known, now=now)
        intent = _intent(wish.intent, number)
        each = replace(wish, slot_id=seat.slot_id, patient_id=who, intent=intent)
        one = await _book(uow, actor, each, visits, people=len(seats), now=now, cap=cap)
        view = one.booking
        visits.append(Visiting(view.id, view.starts_at, view.ends_at, who, wish.test_ids))
        booked.append(one)
    await wishes.agree(uow, actor.id, wish.agreed, now)
    for one in booked:
        await rows.stage_reminders(uow, one.booking, now)
    return tuple(booked)


async def _who(
    uow: Uow, actor: Actor, seat: Seat, known: Sequence[Patient], *, now: datetime
) -> int:
    """The patient's id; who has never come is remembered. Raises NotFound, NameInvalid."""
    if seat.patient_id:
        return existing(next((one.id for one in known if one.id == seat.patient_id), None))
    if me := next((one.id for one in known if one.is_self), 0):
        return me
    return await patient_rows.add_self(uow, actor.id, parse_name(seat.name), now)


async def _book(
    uow: Uow,
    actor: Actor,
    wish: Wish,
    visits: Sequence[Visiting],
    *,
    people: int,
    now: datetime,
    cap: Cap,
) -> Booked:
    """One of them, whose slot is locked. visits: those of the account, with who came before."""
    offer = await find_offer(uow, wish.slot_id, *wish.test_ids)
    may_book(offer, now)
    may_pay(offer, wish)
    had = held(offer, wish.patient_id, visits, now)
    may_hold(had, cap)
    try:
        async with uow.savepoint():
            number = await rows.take_seat(uow, actor.id, wish, offer, by=actor.id, now=now)
    except RuleBroken as broken:
        raise AlreadyBooked from broken
    if number is None:
        where = (offer.lab, offer.starts_at, people)
        raise SlotTaken(await _others(uow, *where, now=now, test_id=wish.test_ids))
    return Booked(await booking.find(uow, actor, number), is_new=True, people=had.others + 1)


async def made(uow: Uow, actor: Actor, intent: str) -> list[BookingView]:
    """What an intent led to, one for each of the people; of an ordinary one, that booking."""
    found: list[BookingView] = []
    for number in count():
        one = await booking.by_intent(uow, actor, _intent(intent, number))
        if one is None:
            return found
        found.append(one)
    return found


def _intent(intent: str, number: int) -> str:
    """Of the first one it is the conversation's own, by which any old button finds it."""
    return f"{intent}:{number}" if number else intent
