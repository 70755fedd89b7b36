"""Opening an undo when something is done, and taking that back in time.

What each kind takes back stands in actions/undo_ways.py.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from actions import audit
from db import undo as rows
from db.uow import Uow
from domain.account.actor import Actor
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
    uow: Uow, actor: Actor, act: tuple[str, int, Mapping[str, Any]], span: timedelta, now: datetime
) -> Undo:
    """From now on this can be taken back. act: kind, the subject's id, and how it was before."""
    kind, subject_id, facts = act
    undo = Undo(0, kind, subject_id, facts, until_of(now, span))
    row = await uow.first(rows.insert_undo(actor.id, undo, now))
    if row is None:
        raise NotFound
    uow.ring_at(undo.until)
    return replace(undo, id=row.id)


async def undo(
    uow: Uow, actor: Actor, undo_id: int, ways: Mapping[str, Way], now: datetime
) -> Undone:
    """Take it back: what it changed, its held seats, its notices. A second time says `was_undone`.

    Any member of staff who may do such a thing may take it back, whoever did it. Raises NotFound,
    TooLate once its time is over, Changed if somebody has gone on from there meanwhile.
    """
    row = await uow.first(rows.undo_by_id(undo_id))
    if row is None or row.kind not in ways:
        raise NotFound
    way = ways[row.kind]
    way.guard(actor)
    taken = await uow.first(rows.take_back(undo_id, now))
    if taken is None:
        again = await uow.first(rows.undo_by_id(undo_id))
        if again is not None and again.state == "undone":
            return Undone(row.kind, row.subject_id, was_undone=True)
        raise TooLate(row.until)
    await uow.run(rows.cancel_notices(undo_id))
    if await uow.first(rows.notice_begun(undo_id)):  # by another clock its time was over
        raise TooLate(row.until)
    await way.take_back(uow, actor, rows.undo_of(taken), now)
    thing = row.kind.partition("_")[0]
    await audit.note(uow, Entry(now, actor.id, f"{row.kind}_undone", thing, row.subject_id))
    return Undone(row.kind, row.subject_id, was_undone=False)
