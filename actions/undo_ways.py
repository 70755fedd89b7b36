"""Every kind of act that staff can take back, and how."""

from collections.abc import Mapping
from datetime import datetime

from actions import caller, capacity, closure, offering, report, session, undo, visit
from actions.undo import Way
from db.uow import Uow
from domain.actor import Actor, only_desk, only_manager
from domain.undo import Undone

WAYS: Mapping[str, Way] = {
    visit.CANCELLED: Way(only_desk, visit.uncancel),
    visit.MOVED: Way(only_desk, visit.unmove),
    caller.MADE: Way(only_desk, caller.unmake),
    session.ENDED: Way(only_manager, session.resume),
    offering.RETIRED: Way(only_manager, offering.unretire),
    report.SENT: Way(only_desk, report.withdraw),
    closure.MADE: Way(only_manager, closure.reopen),
    capacity.CHANGED: Way(only_manager, capacity.put_back),
}


async def take_back(uow: Uow, actor: Actor, undo_id: int, now: datetime) -> Undone:
    """As actions.undo.undo, for every kind there is."""
    return await undo.undo(uow, actor, undo_id, WAYS, now)
