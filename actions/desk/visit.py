"""What the desk does to anybody's booking: find, cancel, move. Cut-offs do not bind staff.

Both can be taken back for a minute; the patient is told afterwards, once.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from actions import audit, undo
from actions.booking.booking import stage_reminders
from actions.booking.slot import nearest_free
from actions.booking.slot import offer as find_offer
from db import undo as undo_rows
from db.booking import booking as booking_rows
from db.booking import reminder as reminder_rows
from db.desk import visit as rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor, only_desk, only_staff
from domain.audit import Entry, Facts
from domain.booking.booking import CANCELLABLE, BookingView, Status, cancelled
from domain.messages.content import News
from domain.refusals import AlreadyBooked, Changed, NotFound, SlotTaken
from domain.undo import ONE, Undo, until_of

SOON = timedelta(seconds=1)
CANCELLED, MOVED = "booking_cancelled", "booking_moved"


@dataclass(frozen=True, slots=True)
class Done:
    """A booking as it is now, and how to take that back; no undo: it had been so before."""

    booking: BookingView
    undo: Undo | None


async def find(uow: Uow, actor: Actor, booking_id: int) -> BookingView:
    """Anybody's booking, for staff. Raises NotFound."""
    only_staff(actor)
    found = await booking_rows.booking_by_id(uow, booking_id)
    if found is None:
        raise NotFound
    return found


async def cancel(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> Done:
    """Cancel it; its seat stays held until the undo is over, and so does the news.

    Raises NotFound, Changed if it has gone on since (arrived, no-show).
    """
    only_desk(actor)
    found = await find(uow, actor, booking_id)
    if found.status is Status.CANCELLED:
        return Done(found, None)
    if found.status not in CANCELLABLE:
        raise Changed
    await uow.all(rows.lock_slots([found.slot_id]))
    gone = await uow.first(rows.cancel(booking_id, found.version))
    if gone is None:
        return Done(await _was(uow, actor, booking_id, Status.CANCELLED), None)
    facts: Facts = {"status": str(found.status), "told": await _told(uow, booking_id)}
    taken = await undo.begin(uow, actor, (CANCELLED, booking_id, facts), ONE, now)
    await uow.run(undo_rows.hold_seat(taken.id, booking_id, gone.slot_id))
    await reminder_rows.cancel_reminders(uow, booking_id)
    after = cancelled(found)
    await _tell(uow, after, News("cancelled", {}), taken)
    await _note(uow, actor, (CANCELLED, booking_id), (facts, {"status": "cancelled"}), now)
    return Done(after, taken)


async def move(uow: Uow, actor: Actor, booking_id: int, slot_id: int, now: datetime) -> Done:
    """Move it to another slot; the seat it leaves stays held until the undo is over.

    Raises NotFound, SlotTaken with the nearest free times, AlreadyBooked if the patient has a
    seat there, Changed if the booking is not booked any more.
    """
    only_desk(actor)
    found = await find(uow, actor, booking_id)
    offer = await find_offer(uow, slot_id, found.test.id)
    if found.slot_id == slot_id:
        return Done(found, None)
    if found.status is not Status.BOOKED:
        raise Changed
    await uow.all(rows.lock_slots([found.slot_id, slot_id]))
    if await uow.first(rows.take(slot_id, found.test.id, now)) is None:
        near = await nearest_free(uow, offer.lab, offer.starts_at, now, test_id=found.test.id)
        raise SlotTaken(near)
    await _put(uow, found, slot_id)
    told, was = await _told(uow, booking_id), found.starts_at.isoformat()
    facts: Facts = {"slot": found.slot_id, "starts_at": was, "to_slot": slot_id, "told": told}
    taken = await undo.begin(uow, actor, (MOVED, booking_id, facts), ONE, now)
    await uow.run(undo_rows.hold_seat(taken.id, booking_id, found.slot_id))
    after = await _restaged(uow, actor, booking_id, now)
    await _tell(uow, after, News("moved", {"from": told or was}), taken)
    there: Facts = {"slot": slot_id, "starts_at": offer.starts_at.isoformat()}
    await _note(uow, actor, (MOVED, booking_id), (facts, there), now)
    return Done(after, taken)


async def uncancel(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """Take a cancel back.

    Raises Changed if the patient has a booking in that slot by now, or a closure has closed it.
    """
    await _lock(uow, taken.subject_id, (await find(uow, actor, taken.subject_id)).slot_id)
    try:
        async with uow.savepoint():
            back = await uow.first(rows.restore(taken.subject_id, str(taken.facts["status"])))
    except RuleBroken as broken:
        raise Changed from broken
    if back is None or await uow.first(rows.drop_hold(taken.id, taken.subject_id)) is None:
        raise Changed
    await _restored(uow, actor, taken, now)


async def unmove(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """Take a move back.

    Raises Changed if it is not where it was moved to any more, or a closure has closed where it
    came from.
    """
    old, new = int(taken.facts["slot"]), int(taken.facts["to_slot"])
    await _lock(uow, taken.subject_id, old, new)
    try:
        async with uow.savepoint():
            back = await uow.first(rows.move(taken.subject_id, new, old))
    except RuleBroken as broken:
        raise Changed from broken
    if back is None or await uow.first(rows.drop_hold(taken.id, taken.subject_id)) is None:
        raise Changed
    await uow.first(rows.free(new))
    await _restored(uow, actor, taken, now)


async def _lock(uow: Uow, booking_id: int, back_to: int, *others: int) -> None:
    """Lock slots before a booking goes back to one: nobody closes it from now on.

    Raises Changed if somebody has.
    """
    await uow.all(rows.lock_slots([back_to, *others]))
    if await uow.first(rows.is_closed_to(back_to, booking_id)) is not None:
        raise Changed


async def _put(uow: Uow, found: BookingView, slot_id: int) -> None:
    try:
        async with uow.savepoint():
            moved = await uow.first(rows.move(found.id, found.slot_id, slot_id))
    except RuleBroken as broken:
        raise AlreadyBooked from broken
    if moved is None:
        raise Changed


async def _restaged(uow: Uow, actor: Actor, booking_id: int, now: datetime) -> BookingView:
    """Its reminders as the booking is now."""
    await reminder_rows.cancel_reminders(uow, booking_id)
    after = await find(uow, actor, booking_id)
    if after.account_id > 0:
        await stage_reminders(uow, after, now)
    return after


async def _told(uow: Uow, booking_id: int) -> str | None:
    """The start that the patient knows, where an earlier move was to be told just now.

    That news is withdrawn: what is done now tells all of it, and an undo tells it after all.
    """
    rows_told = await uow.all(rows.cancel_moves(booking_id))
    return str(rows_told[0].was) if rows_told else None


async def _restored(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """It is as it was; of an earlier move the patient hears now."""
    view = await _restaged(uow, actor, taken.subject_id, now)
    await uow.run(rows.insert_event(taken.subject_id, "restored", actor.id, now))
    if told := taken.facts.get("told"):
        soon = replace(taken, until=until_of(now, SOON))
        await _tell(uow, view, News("moved", {"from": str(told)}), soon)
        uow.ring_at(soon.until)


async def _was(uow: Uow, actor: Actor, booking_id: int, status: Status) -> BookingView:
    """Somebody was faster with the same. Raises Changed if it was something else."""
    found = await find(uow, actor, booking_id)
    if found.status is not status:
        raise Changed
    return replace(found, was_cancelled=status is Status.CANCELLED)


async def _tell(uow: Uow, view: BookingView, news: News, taken: Undo) -> None:
    """Who has no bot hears of it from the desk: accounts without Telegram are below zero."""
    if view.account_id > 0:
        await uow.run(rows.insert_news(view, news, taken))


async def _note(
    uow: Uow, actor: Actor, act: tuple[str, int], change: tuple[Facts, Facts], now: datetime
) -> None:
    action, booking_id = act
    before, after = change
    kind = action.removeprefix("booking_")
    await uow.run(rows.insert_event(booking_id, kind, actor.id, now))
    await audit.note(uow, Entry(now, actor.id, action, "booking", booking_id, before, after))
