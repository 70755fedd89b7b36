"""Closing a stretch of time: the preview, the deed, the undo, the call list. For managers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from actions import audit, undo
from actions.booking.slot import lab_for
from db.booking import lab as lab_rows
from db.manage import closure as rows
from db.manage import closure_hits as hit_rows
from db.manage import closure_offers as offer_rows
from db.manage import opening_hours as session_rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk, only_manager
from domain.audit import Entry, Facts
from domain.booking.lab import Lab
from domain.manage.closure import HELD_FOR, WITHIN, Counts, assign
from domain.manage.opening_hours import AHEAD
from domain.refusals import AlreadyClosed, Changed, NotFound
from domain.time.zones import to_wall
from domain.undo import BULK, Undo

MADE = "closure_made"
PAGE = 8  # people of a page of the call list
LAST_PAGE = 10**6
OFFER, CANCEL = "offer", "cancel"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a closure would do. same_day, later, without: by the first time each could have."""

    lab: Lab
    bounds: tuple[datetime, datetime]
    people: int
    fasting: int
    same_day: int
    later: int
    without: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A closure as it is confirmed. card: the message that will show how it goes."""

    bounds: tuple[datetime, datetime]
    reason: str
    mode: str
    card: int
    intent: str


@dataclass(frozen=True, slots=True)
class Made:
    """A closure; undo: None if it had been made before."""

    id: int
    people: int
    undo: Undo | None


@dataclass(frozen=True, slots=True)
class CallList:
    """A page of those who are still where nothing is open."""

    lab: Lab
    items: tuple[Row[Any], ...]
    page: int
    pages: int


async def preview(
    uow: Uow, actor: Actor, bounds: tuple[datetime, datetime], now: datetime
) -> Preview:
    """Who is hit, and where they could go; nothing is changed. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    hits = await hit_rows.hits(uow, lab.id, bounds, now)
    free = await hit_rows.free(uow, lab.id, bounds, bounds[1] + WITHIN, now)
    starts = {slot.slot_id: slot.starts_at for slot in free}
    first = assign(hits, free, most=1)
    same = later = 0
    for hit in hits:
        given = first[hit.booking_id]
        if given:
            day = to_wall(starts[given[0]], lab.zone).date()
            is_same = day == to_wall(hit.starts_at, lab.zone).date()
            same, later = same + is_same, later + (not is_same)
    fasting = sum(hit.is_fasting for hit in hits)
    without = len(hits) - same - later
    return Preview(lab, bounds, len(hits), fasting, same, later, without)


async def make(uow: Uow, actor: Actor, wanted: Wanted, now: datetime) -> Made:
    """Close, hold or cancel, and stage the news for when it cannot be undone any more.

    The same intent again is the same closure. Raises NotFound, AlreadyClosed if nothing is open nor
    yet to be made.
    """
    only_manager(actor)
    if wanted.mode not in {OFFER, CANCEL}:
        raise NotFound
    lab = await lab_for(uow, actor)
    row = await uow.first(rows.insert_closure(_values(actor, lab, wanted, now)))
    if row is None:
        known = await uow.first(rows.by_intent(actor.id, wanted.intent))
        if known is None:
            raise NotFound
        return Made(known.id, (await hit_rows.counts(uow, known.id)).total, None)
    by = _by(row.id)
    is_planned = wanted.bounds[1] > now + AHEAD  # what is made there later begins closed
    if not await hit_rows.close(uow, lab.id, wanted.bounds, by, now) and not is_planned:
        raise AlreadyClosed
    people = await hit_rows.note_hits(uow, row.id, by)
    facts: Facts = {"mode": wanted.mode, "people": people}
    taken = await undo.begin(uow, actor, MADE, row.id, facts=facts, span=BULK, now=now)
    await _serve(uow, actor, (row.id, wanted, lab), taken, now)
    ends = {"undo_id": taken.id, "offers_until": taken.until + HELD_FOR}
    await uow.run(rows.change(row.id, ends))
    await audit.note(uow, Entry(now, actor.id, MADE, "closure", row.id, None, facts))
    return Made(row.id, people, taken)


async def reopen(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """Take it back: slots, offers, cancels.

    Raises Changed if a patient has gone on from there, or if a later closure covers a part of it:
    that one is to be taken back first.
    """
    if await uow.first(rows.later_over(taken.subject_id)) is not None:
        raise Changed
    if await uow.first(rows.undone(taken.subject_id)) is None:
        raise Changed
    await session_rows.reopen_slots(uow, _by(taken.subject_id))
    await offer_rows.free_offers(uow, taken.subject_id)
    if not await hit_rows.restore(uow, taken.id, actor.id, now):
        raise Changed


async def counts(uow: Uow, actor: Actor, closure_id: int) -> tuple[Lab, Counts]:
    """Where its people stand. Raises NotFound."""
    only_desk(actor)
    return await _lab(uow, closure_id), await hit_rows.counts(uow, closure_id)


async def call_list(uow: Uow, actor: Actor, closure_id: int, page: int) -> CallList:
    """Who is to be called, those whom nothing reached first. Raises NotFound."""
    only_desk(actor)
    lab, number = await _lab(uow, closure_id), max(0, min(page, LAST_PAGE))
    found = await hit_rows.calls(uow, closure_id, number * PAGE, PAGE)
    pages = max(1, -(-found[0].total // PAGE)) if found else 1
    return CallList(lab, tuple(found), number, pages)


async def release_expired(uow: Uow, now: datetime) -> int:
    """Give seats back that are offered to nobody any more; how many. For workers."""
    return await offer_rows.free_old_offers(uow, now)


async def _serve(
    uow: Uow, actor: Actor, what: tuple[int, Wanted, Lab], taken: Undo, now: datetime
) -> None:
    """Hold other times, or cancel; and tell, once it cannot be undone."""
    closure_id, wanted, lab = what
    if wanted.mode == CANCEL:
        await hit_rows.cancel_all(uow, closure_id, taken.id, actor.id, now)
        await hit_rows.tell(uow, closure_id, "cancelled", taken, taken.until)
        return
    until = wanted.bounds[1] + WITHIN
    hits = await hit_rows.hits_of(uow, closure_id)
    after = taken.until + HELD_FOR  # an offer that begins before it ends is none
    free = await hit_rows.free_locked(uow, lab.id, wanted.bounds, until, after)
    given = assign(hits, free)
    pairs = [(booking, slot) for booking, slots in given.items() for slot in slots]
    await offer_rows.hold(uow, closure_id, pairs)
    await hit_rows.tell(uow, closure_id, "offer", taken, after)


async def _lab(uow: Uow, closure_id: int) -> Lab:
    row = await uow.first(rows.by_id(closure_id))
    found = None if row is None else await lab_rows.find_lab(uow, row.lab_id)
    if found is None:
        raise NotFound
    return found


def _values(actor: Actor, lab: Lab, wanted: Wanted, now: datetime) -> dict[str, Any]:
    return {
        "lab_id": lab.id,
        "starts_at": wanted.bounds[0],
        "ends_at": wanted.bounds[1],
        "reason": wanted.reason,
        "mode": wanted.mode,
        "made_by": actor.id,
        "made_at": now,
        "card": wanted.card,
        "intent": wanted.intent,
    }


def _by(closure_id: int) -> str:
    return f"closure:{closure_id}"
