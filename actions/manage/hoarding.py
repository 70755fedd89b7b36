"""An account that takes more than its share: what it holds, and freeing all of it. For managers."""

from datetime import datetime

from actions import audit, undo
from db import undo as undo_rows
from db.booking import watch as watch_rows
from db.manage import bulk_cancel
from db.manage import hoarding as rows
from db.uow import RuleBroken, Uow
from domain.account.actor import Actor, only_manager
from domain.audit import Entry, Facts
from domain.manage.hoarding import AccountVisits, Freed
from domain.refusals import Changed, NotFound
from domain.undo import BULK, Undo

FREED = "account_freed"
MOST = 12  # visits that are listed


async def visits(uow: Uow, actor: Actor, account_id: int, now: datetime) -> AccountVisits:
    """What would be freed. Raises NotFound."""
    only_manager(actor)
    found, total = await rows.visits(uow, account_id, now, MOST)
    standing = await undo_rows.open_of(uow, FREED, account_id, now)
    return AccountVisits(account_id, found, total, standing)


async def free_all(uow: Uow, actor: Actor, account_id: int, now: datetime) -> Freed:
    """Cancel all visits to come of an account; seats and the news wait for the undo.

    With none to come nothing is done: a second time answers what the first did, as long as that can
    be undone. Raises NotFound.
    """
    only_manager(actor)
    if not await rows.lock(uow, account_id, now):
        raise NotFound
    _next, total = await rows.visits(uow, account_id, now, 1)
    if not total:
        known = await undo_rows.open_of(uow, FREED, account_id, now)
        return Freed(account_id, int(known.facts["visits"]) if known else 0, known)
    before: Facts = {"visits": total}
    undone = await undo.begin(uow, actor, FREED, account_id, facts=before, span=BULK, now=now)
    gone = await bulk_cancel.cancel_to_come(
        uow, account_id, undo=undone, actor_id=actor.id, now=now
    )
    if gone:
        await rows.tell(uow, account_id, gone[0], visits=len(gone), undo=undone)
    await watch_rows.forget(uow, account_id)
    entry = Entry(now, actor.id, FREED, "account", account_id, before, {"bookings": gone})
    await audit.note(uow, entry)
    return Freed(account_id, len(gone), undone)


async def put_back(uow: Uow, actor: Actor, taken: Undo, now: datetime) -> None:
    """Take it back, all of it.

    Raises Changed if the person has booked one of the slots again, or a closure has closed one.
    """
    if not await rows.lock_held(uow, taken.id):
        raise Changed
    try:
        async with uow.savepoint():
            is_back = await bulk_cancel.restore(uow, undo_id=taken.id, actor_id=actor.id, now=now)
    except RuleBroken as broken:
        raise Changed from broken
    if not is_back:
        raise Changed
