"""Opening an undo when something is done, and taking that back in time.

What each kind takes back stands in actions/undo_ways.py.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions import audit
from db import undo as rows
from db.uow import Uow
from domain.account.actor import Actor, only_staff
from domain.audit import Entry
from domain.refusals import NotFound, TooLate
from domain.undo import Undo, Undone, until_of

TakeBack = Callable[[Uow, Actor, Undo, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind of act is taken back. guard: raises NotFound for who may not."""

    guard: Callable[[Actor], None]
    take_back: TakeBack


async def begin(
    uow: Uow,
    actor: Actor,
    kind: str,
    subject_id: int,
    *,
    facts: Mapping[str, Any],
    span: timedelta,
    now: datetime,
) -> Undo:
    """From now on this can be taken back. facts: how it was before."""
    undo = Undo(0, kind, subject_id, facts, until_of(now, span))
    uow.ring_at(undo.until)
    return await rows.insert_undo(uow, actor.id, undo, now)


async def open_of(uow: Uow, actor: Actor, now: datetime) -> tuple[Undo, ...]:
    """What the actor has done and can still take back, the newest first. Raises NotFound."""
    only_staff(actor)
    return tuple(await rows.open_by(uow, actor.id, now))


async def undo(
    uow: Uow, actor: Actor, undo_id: int, ways: Mapping[str, Way], *, now: datetime
) -> Undone:
    """Take it back: what it changed, its held seats, its notices. A second time says `was_undone`.

    Any member of staff who may do such a thing may take it back, whoever did it. Raises NotFound,
    TooLate once its time is over, Changed if somebody has gone on from there meanwhile.
    """
    found = await rows.undo_by_id(uow, undo_id)
    if found is None or found.kind not in ways:
        raise NotFound
    way = ways[found.kind]
    way.guard(actor)
    taken = await rows.take_back(uow, undo_id, now)
    if taken is None:
        again = await rows.undo_by_id(uow, undo_id)
        if again is not None and again.state == "undone":
            return Undone(found.kind, found.subject_id, was_undone=True)
        raise TooLate(found.until)
    await way.take_back(uow, actor, taken, now)
    await rows.cancel_notices(uow, undo_id)  # messages come last: docs/reference/tables.md
    if await rows.is_notice_begun(uow, undo_id):  # by another clock its time was over
        raise TooLate(found.until)
    thing = found.kind.partition("_")[0]
    entry = Entry(now, actor.id, f"{found.kind}_undone", thing, found.subject_id)
    await audit.note(uow, entry)
    return Undone(found.kind, found.subject_id, was_undone=False)
