"""Closing a stretch of time: the preview, the deed, the undo, the call list. For managers."""

from collections.abc import Sequence
from datetime import datetime

from actions import audit, undo
from actions.booking.slot import lab_for
from actions.found import LAST_PAGE, existing, pages_of
from db.manage import bulk_cancel
from db.manage import closure as rows
from db.manage import closure_hits as hit_rows
from db.manage import opening_hours as hours_rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk, only_manager
from domain.audit import Entry, Facts
from domain.booking.lab import Lab
from domain.manage.closure import (
    HELD_FOR,
    WITHIN,
    CallList,
    Closure,
    ClosurePreview,
    ClosureRequest,
    Mode,
    assign,
)
from domain.manage.opening_hours import AHEAD
from domain.refusals import AlreadyClosed, Changed
from domain.time.zones import Stretch, to_wall
from domain.undo import BULK, Undo

MADE = "closure_made"
PAGE = 8  # people of a page of the call list


async def preview(uow: Uow, actor: Actor, stretch: Stretch, now: datetime) -> ClosurePreview:
    """Who is hit, and where they could go; nothing is changed. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    hits = await hit_rows.hits(uow, lab.id, stretch, now)
    free = await hit_rows.free(uow, lab.id, stretch, until=stretch.end + WITHIN, now=now)
    days = {slot.slot_id: to_wall(slot.starts_at, lab.zone).date() for slot in free}
    given = assign(hits, free, most=1)
    same_day = without = 0
    for hit in hits:
        first = next(iter(given[hit.booking_id]), None)
        without += first is None
        same_day += first is not None and days[first] == to_wall(hit.starts_at, lab.zone).date()
    return ClosurePreview(
        lab=lab,
        stretch=stretch,
        people=len(hits),
        fasting=sum(hit.is_fasting for hit in hits),
        same_day=same_day,
        later=len(hits) - same_day - without,
        without=without,
    )


async def make(uow: Uow, actor: Actor, request: ClosureRequest, now: datetime) -> Closure:
    """Close, hold or cancel, and stage the news for when it cannot be undone any more.

    The same intent again is the same closure. Raises NotFound, AlreadyClosed if nothing is open nor
    yet to be made.
    """
    only_manager(actor)
    lab, stretch = await lab_for(uow, actor), request.stretch
    closure_id = await rows.insert_closure(uow, request, lab_id=lab.id, made_by=actor.id, now=now)
    if closure_id is None:
        known = existing(await rows.find_by_intent(uow, actor.id, request.intent))
        return Closure(known, (await hit_rows.counts(uow, known)).total, None)
    by = _closed_by(closure_id)
    locked = await hit_rows.lock_slots(uow, lab.id, until=_reach(request), now=now)
    is_planned = stretch.end > now + AHEAD  # what is made there later begins closed
    if not await hit_rows.close(uow, lab.id, stretch, by=by, now=now) and not is_planned:
        raise AlreadyClosed
    people = await hit_rows.note_hits(uow, closure_id, by)
    facts: Facts = {"mode": request.mode, "people": people}
    taken = await undo.begin(uow, actor, MADE, closure_id, facts=facts, span=BULK, now=now)
    if request.mode is Mode.CANCEL:
        await bulk_cancel.cancel_hit(uow, closure_id, undo=taken, actor_id=actor.id, now=now)
        await hit_rows.tell(uow, closure_id, "cancelled", taken, until=taken.until)
    else:
        await _offer_others(uow, closure_id, lab, stretch, taken=taken, among=locked)
    await rows.set_undo(uow, closure_id, taken.id, taken.until + HELD_FOR)
    await audit.note(uow, Entry(now, actor.id, MADE, "closure", closure_id, None, facts))
    return Closure(closure_id, people, taken)


async def was_made(uow: Uow, actor: Actor, intent: str) -> bool:
    """Whether this conversation of the actor's has led to a closure."""
    return await rows.find_by_intent(uow, actor.id, intent) is not None


async def reopen(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """Take it back: slots, offers, cancels.

    Raises Changed if a patient has gone on from there, or if a later closure covers a part of it:
    that one is to be taken back first.
    """
    closure_id = taken.subject_id
    if await rows.is_covered(uow, closure_id) or not await rows.mark_undone(uow, closure_id):
        raise Changed
    await rows.lock_slots(uow, closure_id)
    await hours_rows.reopen_slots(uow, _closed_by(closure_id))
    await rows.free_offers(uow, closure_id)
    if not await bulk_cancel.restore(uow, undo_id=taken.id, actor_id=actor.id, now=now):
        raise Changed


async def call_list(uow: Uow, actor: Actor, closure_id: int, page: int) -> CallList:
    """Who is to be called, those whom nothing reached first. Raises NotFound."""
    only_desk(actor)
    lab, number = existing(await rows.find_lab(uow, closure_id)), max(0, min(page, LAST_PAGE))
    calls, total = await hit_rows.calls(uow, closure_id, offset=number * PAGE, limit=PAGE)
    return CallList(closure_id, lab, calls, number, pages_of(total, PAGE))


async def release_expired(uow: Uow, now: datetime) -> int:
    """Give seats back that are offered to nobody any more; how many. For workers."""
    return await rows.free_old_offers(uow, now)


async def _offer_others(
    uow: Uow, closure_id: int, lab: Lab, stretch: Stretch, *, taken: Undo, among: Sequence[int]
) -> None:
    """Hold other times for those who are hit, and tell them once it cannot be undone."""
    until = taken.until + HELD_FOR  # an offer that begins before it ends is none
    hits = await hit_rows.hits_of(uow, closure_id)
    free = await hit_rows.free(
        uow, lab.id, stretch, until=stretch.end + WITHIN, now=until, among=among
    )
    await rows.hold(uow, closure_id, assign(hits, free))
    await hit_rows.tell(uow, closure_id, "offer", taken, until=until)


def _reach(request: ClosureRequest) -> datetime:
    """Up to where a closure may write to slots."""
    end = request.stretch.end
    return end if request.mode is Mode.CANCEL else end + WITHIN


def _closed_by(closure_id: int) -> str:
    return f"closure:{closure_id}"
