"""The desk serves somebody on the phone: finds or adds them, and books for them.

Cancelling and moving is the same for every visit: actions/desk/visit.py.
"""

from datetime import datetime

from actions import audit, undo
from actions.booking.before import tied
from actions.booking.slot import lab_for, nearest_free
from actions.booking.slot import offer as find_offer
from actions.desk import visit
from actions.found import existing
from db.booking import booking as booking_rows
from db.booking import patient as patients
from db.desk import phone_call as rows
from db.desk import visit as visit_rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor, only_desk
from domain.audit import Entry, Facts
from domain.booking.booking import BookingView, Status, Wish
from domain.booking.several import may_join
from domain.booking.words.introduction import Introduction, introduction_of, whole_number
from domain.desk.day import VisitChange
from domain.desk.phone_call import Caller, CallerVisits, search_of
from domain.messages.content import News
from domain.refusals import AlreadyBooked, Changed, NameTaken, NotFound, SlotTaken, TooLate
from domain.undo import ONE, Undo

MADE = "booking_made"
MOST = 8  # people that a search shows
VISITS = 6


async def search(uow: Uow, actor: Actor, text: str, now: datetime) -> list[Caller]:
    """Patients by a part of a name, typos allowed, or of a number. In a transaction.

    Raises NotFound for whoever is below the desk.
    """
    only_desk(actor)
    lab = await lab_for(uow, actor)
    wanted = search_of(text, lab.zone)
    return [] if wanted is None else await rows.search(uow, wanted, now, MOST)


async def find(uow: Uow, actor: Actor, patient_id: int, now: datetime) -> CallerVisits:
    """One patient. Raises NotFound."""
    only_desk(actor)
    caller = existing(await rows.find(uow, patient_id, now))
    ids = await rows.visits(uow, patient_id, now, VISITS)
    return CallerVisits(caller, tuple([await visit.find(uow, actor, one) for one in ids]))


async def patient_of(uow: Uow, actor: Actor, booking_id: int) -> int:
    """The id of the patient whose booking it is. Raises NotFound."""
    only_desk(actor)
    return (await visit.find(uow, actor, booking_id)).patient_id


async def add(uow: Uow, actor: Actor, text: str, now: datetime) -> int:
    """A new patient, 'Ann Lee +49 151 2345678'; the id.

    Raises NotFound, NameInvalid, PhoneInvalid, NumberUnclear.
    """
    only_desk(actor)
    lab = await lab_for(uow, actor)
    return await introduce(uow, actor, introduction_of(text, lab.zone), now)


async def introduce(uow: Uow, actor: Actor, somebody: Introduction, now: datetime) -> int:
    """A new patient; the id. Raises NotFound."""
    only_desk(actor)
    patient_id = await rows.add(uow, somebody, actor.locale, now)
    await audit.note(uow, Entry(now, actor.id, "patient_added", "patient", patient_id))
    return patient_id


async def give_phone(uow: Uow, actor: Actor, patient_id: int, text: str, *, now: datetime) -> bool:
    """A number for a patient who has none; False if that is no whole number, or they have one.

    Raises NotFound, and NameTaken if their account has somebody of that name and number.
    """
    only_desk(actor)
    lab = await lab_for(uow, actor)
    caller = existing(await rows.find(uow, patient_id, now))
    phone = whole_number(text, lab.zone)
    if caller.phone or not phone:
        return False
    try:
        async with uow.savepoint():
            await patients.change(uow, patient_id, {"phone": phone})
    except RuleBroken as broken:
        raise NameTaken from broken
    await audit.note(uow, Entry(now, actor.id, "patient_changed", "patient", patient_id))
    return True


async def book(
    uow: Uow,
    actor: Actor,
    patient_id: int,
    *,
    slot_id: int,
    test_id: int,
    intent: str,
    now: datetime,
    more: tuple[int, ...] = (),
) -> VisitChange:
    """Book for a patient, until the slot ends; those with the bot read of it after the undo.

    The same intent again is the same booking, without an undo. more: ids of further tests. Raises
    NotFound, SlotTaken with the nearest free times, AlreadyBooked, TooLate.
    """
    only_desk(actor)
    caller = existing(await rows.find(uow, patient_id, now))
    wish = Wish(
        slot_id=slot_id,
        test_id=test_id,
        name=caller.name,
        phone=caller.phone,
        is_self=False,
        intent=f"desk:{intent}",
        patient_id=caller.id,
        more=more,
    )
    if not may_join(wish.test_ids):
        raise NotFound
    known = await booking_rows.booking_by_intent(uow, caller.account_id, wish.intent)
    if known is not None:
        return VisitChange(known, None)
    booking = await _book(uow, actor, caller, wish, now=now)
    facts: Facts = {"slot": slot_id, "test": test_id}
    facts = {**facts, "tests": list(wish.test_ids)} if more else facts
    undone = await undo.begin(uow, actor, MADE, booking.id, facts=facts, span=ONE, now=now)
    if caller.has_bot:
        await booking_rows.stage_reminders(uow, booking, now)
        await visit_rows.insert_news(uow, booking, News("booked", {}), undone)
    await audit.note(uow, Entry(now, actor.id, MADE, "booking", booking.id, None, facts))
    return VisitChange(booking, undone)


async def unmake(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """Take a booking back, seat and all. Raises Changed if it went on since."""
    view = await visit.find(uow, actor, taken.subject_id)
    if view.status is not Status.BOOKED:
        raise Changed
    if not await booking_rows.free_seat(uow, view, actor.id, now):
        raise Changed
    await booking_rows.cancel_reminders(uow, view.id)
    await tied.ended(uow, view, now)


async def _book(
    uow: Uow, actor: Actor, caller: Caller, wish: Wish, *, now: datetime
) -> BookingView:
    offer = await find_offer(uow, wish.slot_id, *wish.test_ids)
    if offer.ends_at <= now:
        raise TooLate(offer.ends_at)
    try:
        async with uow.savepoint():
            number = await booking_rows.take_seat(
                uow, caller.account_id, wish, offer, by=actor.id, now=now
            )
    except RuleBroken as broken:
        raise AlreadyBooked from broken
    if number is None:
        near = await nearest_free(uow, offer.lab, offer.starts_at, now, test_id=wish.test_ids)
        raise SlotTaken(near)
    return await visit.find(uow, actor, number)
