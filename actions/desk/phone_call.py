"""The desk serves somebody on the phone: finds or adds them, and books for them.

Cancelling and moving is the same for every visit: actions/desk/visit.py.
"""

from dataclasses import dataclass
from datetime import datetime

from actions import audit, undo
from actions.booking.booking import stage_reminders
from actions.booking.slot import lab_for, nearest_free
from actions.booking.slot import offer as find_offer
from actions.desk.visit import Done, find
from db.booking import booking as booking_rows
from db.booking import reminder as reminder_rows
from db.desk import phone_call as rows
from db.desk import visit as visit_rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor, only_desk
from domain.audit import Entry
from domain.booking.booking import Booker, BookingView, Status, Wish
from domain.desk.phone_call import Caller, introduced, wanted
from domain.messages.content import News
from domain.refusals import AlreadyBooked, Changed, NotFound, SlotTaken, TooLate
from domain.undo import ONE, Undo

MADE = "booking_made"
MOST = 8  # people that a search shows
VISITS = 6


@dataclass(frozen=True, slots=True)
class Known:
    """A patient, and the visits that are to come."""

    caller: Caller
    visits: tuple[BookingView, ...]


async def search(uow: Uow, actor: Actor, text: str, now: datetime) -> list[Caller]:
    """Patients by a part of a name, typos allowed, or of a number. In a transaction.

    Raises NotFound for who is not of the desk.
    """
    only_desk(actor)
    asked = wanted(text)
    if asked is None:
        return []
    return [rows.caller_of(row) for row in await rows.found(uow, asked, now, MOST)]


async def know(uow: Uow, actor: Actor, patient_id: int, now: datetime) -> Known:
    """One patient. Raises NotFound."""
    only_desk(actor)
    row = await rows.one(uow, patient_id, now)
    if row is None:
        raise NotFound
    ids = await rows.visits(uow, patient_id, now, VISITS)
    return Known(rows.caller_of(row), tuple([await find(uow, actor, one) for one in ids]))


async def patient_of(uow: Uow, actor: Actor, booking_id: int) -> int:
    """Whose booking it is. Raises NotFound."""
    only_desk(actor)
    patient_id = await booking_rows.patient_of(uow, booking_id)
    if patient_id is None:
        raise NotFound
    return patient_id


async def add(uow: Uow, actor: Actor, text: str, now: datetime) -> int:
    """A new patient, 'Ann Lee +49 151 2345678'; the id.

    Raises NotFound, NameInvalid, PhoneInvalid.
    """
    only_desk(actor)
    lab = await lab_for(uow, actor)
    patient_id = await rows.add(uow, introduced(text, lab.zone), actor.locale, now)
    await audit.note(uow, Entry(now, actor.id, "patient_added", "patient", patient_id))
    return patient_id


async def book(
    uow: Uow, actor: Actor, patient_id: int, wish: tuple[int, int, str], now: datetime
) -> Done:
    """Book for a patient, until the slot ends; told after the undo, if they have the bot.

    wish: slot, test, intent; the same intent again is the same booking, without an undo. Raises
    NotFound, SlotTaken with the nearest free times, AlreadyBooked, TooLate.
    """
    only_desk(actor)
    row = await rows.one(uow, patient_id, now)
    if row is None:
        raise NotFound
    slot_id, test_id, intent = wish
    asked = Wish(slot_id, test_id, row.name, row.phone, is_self=False, intent=f"desk:{intent}")
    known = await booking_rows.booking_by_intent(uow, row.account_id, asked.intent)
    if known is not None:
        return Done(known, None)
    view = await _taken(uow, actor, rows.caller_of(row), asked, now)
    facts = {"slot": slot_id, "test": test_id}
    taken = await undo.begin(uow, actor, (MADE, view.id, facts), ONE, now)
    if view.account_id > 0:
        await stage_reminders(uow, view, now)
        await uow.run(visit_rows.insert_news(view, News("booked", {}), taken))
    await audit.note(uow, Entry(now, actor.id, MADE, "booking", view.id, None, facts))
    return Done(view, taken)


async def unmake(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """Take a booking back, seat and all. Raises Changed if it went on since."""
    view = await find(uow, actor, taken.subject_id)
    if view.status is not Status.BOOKED:
        raise Changed
    if not await booking_rows.free_seat(uow, view, actor.id, now):
        raise Changed
    await reminder_rows.cancel_reminders(uow, view.id)


async def _taken(uow: Uow, actor: Actor, caller: Caller, wish: Wish, now: datetime) -> BookingView:
    offer = await find_offer(uow, wish.slot_id, wish.test_id)
    if offer.ends_at <= now:
        raise TooLate(offer.ends_at)
    try:
        async with uow.savepoint():
            made = await booking_rows.take_seat(
                uow, caller.account_id, caller.id, wish, now=now, by=Booker(actor.id)
            )
    except RuleBroken as broken:
        raise AlreadyBooked from broken
    if made is None:
        near = await nearest_free(uow, offer.lab, offer.starts_at, now, test_id=wish.test_id)
        raise SlotTaken(near)
    return await find(uow, actor, made)
