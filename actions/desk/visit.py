"""What the desk does to anybody's booking: find, cancel, move. Cut-offs do not bind staff.

Both can be taken back for a minute; the patient is told afterwards, once.
"""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta

from actions import audit, undo
from actions.booking.before import tied
from actions.booking.slot import nearest_free
from actions.booking.slot import offer as find_offer
from actions.found import existing
from db import undo as undo_rows
from db.booking import booking as booking_rows
from db.booking.events import insert_event
from db.desk import visit as rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor, only_desk, only_staff
from domain.audit import Entry, Facts
from domain.booking.booking import CANCELLABLE, BookingView, Status, cancelled
from domain.desk.day import VisitChange, VisitSearch
from domain.messages.content import News
from domain.refusals import AlreadyBooked, Changed, SlotTaken
from domain.undo import ONE, Undo, until_of

SOON = timedelta(seconds=1)
CANCELLED, MOVED = "booking_cancelled", "booking_moved"


async def find(uow: Uow, actor: Actor, booking_id: int) -> BookingView:
    """Anybody's booking, for staff. Raises NotFound."""
    only_staff(actor)
    return existing(await booking_rows.booking_by_id(uow, booking_id))


async def search(
    uow: Uow, actor: Actor, wanted: VisitSearch, *, after: int, most: int
) -> list[BookingView]:
    """Bookings that fit, the oldest first. after: of an id above this one. Raises NotFound."""
    only_desk(actor)
    return await rows.search(uow, wanted, after=after, most=most)


async def cancel(
    uow: Uow, actor: Actor, booking_id: int, now: datetime, *, version: int | None = None
) -> VisitChange:
    """Cancel it; its seat is held until the undo is over, and so is the news.

    version: the one that was seen, None = whichever. Raises NotFound, Changed if it has gone on
    since (arrived, no-show).
    """
    only_desk(actor)
    found = await _seen(uow, actor, booking_id, version)
    if found.status is Status.CANCELLED:
        return VisitChange(found, None)
    if found.status not in CANCELLABLE:
        raise Changed
    await rows.lock_slots(uow, [found.slot_id])
    slot_id = await rows.cancel(uow, booking_id, found.version)
    if slot_id is None:  # somebody was faster
        found = await find(uow, actor, booking_id)
        if found.status is not Status.CANCELLED:
            raise Changed
        return VisitChange(replace(found, was_cancelled=True), None)
    before: Facts = {"status": str(found.status), "told": await rows.cancel_moves(uow, booking_id)}
    undone = await undo.begin(uow, actor, CANCELLED, booking_id, facts=before, span=ONE, now=now)
    await undo_rows.hold_seat(uow, undone, booking_id=booking_id, slot_id=slot_id)
    await booking_rows.cancel_reminders(uow, booking_id)
    await tied.ended(uow, found, now, undo=undone)
    change = VisitChange(cancelled(found), undone)
    await _tell(uow, change.booking, News("cancelled", {}), undone)
    entry = Entry(now, actor.id, CANCELLED, "booking", booking_id, before, {"status": "cancelled"})
    await _note(uow, entry)
    return change


async def move(
    uow: Uow,
    actor: Actor,
    booking_id: int,
    slot_id: int,
    *,
    now: datetime,
    version: int | None = None,
) -> VisitChange:
    """Move it to another slot; the seat it leaves is held until the undo is over.

    version: the one that was seen, None = whichever. Raises NotFound, SlotTaken with the nearest
    free times, AlreadyBooked if the patient has a seat there, Changed if the booking is not booked
    any more.
    """
    only_desk(actor)
    found = await _seen(uow, actor, booking_id, version)
    offer = await find_offer(uow, slot_id, *found.test_ids)
    if found.slot_id == slot_id:
        return VisitChange(found, None)
    if found.status is not Status.BOOKED:
        raise Changed
    await rows.lock_slots(uow, [found.slot_id, slot_id])
    if not await rows.take(uow, slot_id, found.test_ids, now):
        near = await nearest_free(uow, offer.lab, offer.starts_at, now, test_id=found.test_ids)
        raise SlotTaken(near)
    try:
        is_moved = await rows.move(
            uow, booking_id, from_slot=found.slot_id, to_slot=slot_id, version=version
        )
    except RuleBroken as broken:
        raise AlreadyBooked from broken
    if not is_moved:
        raise Changed
    known_start = await rows.cancel_moves(uow, booking_id)
    start = found.starts_at.isoformat()
    before: Facts = {"slot": found.slot_id, "starts_at": start, "to_slot": slot_id}
    before = {**before, "told": known_start}
    undone = await undo.begin(uow, actor, MOVED, booking_id, facts=before, span=ONE, now=now)
    await undo_rows.hold_seat(uow, undone, booking_id=booking_id, slot_id=found.slot_id)
    change = VisitChange(await _restaged(uow, actor, booking_id, now), undone)
    await tied.moved(uow, change.booking, now, undo=undone)
    await _tell(uow, change.booking, News("moved", {"from": known_start or start}), undone)
    after: Facts = {"slot": slot_id, "starts_at": offer.starts_at.isoformat()}
    await _note(uow, Entry(now, actor.id, MOVED, "booking", booking_id, before, after))
    return change


async def uncancel(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """Take a cancel back.

    Raises Changed if the patient has a booking in that slot by now, or a closure has closed it.
    """
    found = await find(uow, actor, taken.subject_id)
    await _lock(uow, taken.subject_id, back_to=found.slot_id)
    await _put_back(uow, taken, rows.restore(uow, found.id, str(taken.facts["status"])))
    await _restored(uow, actor, taken, now)


async def unmove(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """Take a move back.

    Raises Changed if it is not where it was moved to any more, or a closure has closed where it
    came from.
    """
    old, new = int(taken.facts["slot"]), int(taken.facts["to_slot"])
    await _lock(uow, taken.subject_id, new, back_to=old)
    moved = rows.move(uow, taken.subject_id, from_slot=new, to_slot=old)
    await _put_back(uow, taken, moved)
    await rows.free(uow, new)
    await _restored(uow, actor, taken, now)


async def _seen(uow: Uow, actor: Actor, booking_id: int, version: int | None) -> BookingView:
    """Raises NotFound, Changed if it has another version by now."""
    found = await find(uow, actor, booking_id)
    if version is not None and found.version != version:
        raise Changed
    return found


async def _lock(uow: Uow, booking_id: int, *others: int, back_to: int) -> None:
    """Lock slots before a booking goes back to one: nobody closes it from now on.

    Raises Changed if somebody has.
    """
    await rows.lock_slots(uow, [back_to, *others])
    if await rows.is_closed_to(uow, back_to, booking_id):
        raise Changed


async def _put_back(uow: Uow, taken: Undo, back: Awaitable[bool]) -> None:
    """The booking counts its own seat again. Raises Changed."""
    try:
        is_back = await back
    except RuleBroken as broken:
        raise Changed from broken
    if not is_back or not await undo_rows.drop_hold(uow, taken, taken.subject_id):
        raise Changed


async def _restaged(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> BookingView:
    """Its reminders as the booking is now."""
    await booking_rows.cancel_reminders(uow, booking_id)
    after = await find(uow, actor, booking_id)
    if after.account_id > 0:
        await booking_rows.stage_reminders(uow, after, now)
    return after


async def _restored(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """As it was before. An earlier move, whose news was withdrawn, is told to the patient now."""
    view = await _restaged(uow, actor, taken.subject_id, now)
    await tied.restored(uow, taken.id)
    await tied.moved(uow, view, now, is_told=False)
    await insert_event(uow, taken.subject_id, "restored", actor.id, now=now)
    if known_start := taken.facts.get("told"):
        soon = replace(taken, id=0, until=until_of(now, SOON))
        await _tell(uow, view, News("moved", {"from": str(known_start)}), soon)
        uow.ring_at(soon.until)


async def _tell(uow: Uow, view: BookingView, news: News, undone: Undo) -> None:
    """The desk tells those who have no bot: their accounts have ids below zero."""
    if view.account_id > 0:
        await rows.insert_news(uow, view, news, undone)


async def _note(uow: Uow, entry: Entry) -> None:
    kind = entry.action.removeprefix("booking_")
    await insert_event(uow, int(entry.subject_id or 0), kind, entry.actor_id, now=entry.at)
    await audit.note(uow, entry)
