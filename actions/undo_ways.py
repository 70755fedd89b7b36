"""Every kind of act that staff can take back, and how."""

from collections.abc import Collection, Mapping
from datetime import datetime

from actions import undo
from actions.desk import phone_call, report, visit
from actions.manage import catalogue, closure, hoarding, opening_hours, settings
from actions.undo import Way
from db.uow import Uow
from domain.account.actor import Actor, only_desk, only_manager
from domain.undo import Undone

WAYS: Mapping[str, Way] = {
    visit.CANCELLED: Way(only_desk, visit.uncancel),
    visit.MOVED: Way(only_desk, visit.unmove),
    phone_call.MADE: Way(only_desk, phone_call.unmake),
    opening_hours.ENDED: Way(only_manager, opening_hours.resume),
    catalogue.RETIRED: Way(only_manager, catalogue.unretire),
    report.SENT: Way(only_desk, report.withdraw),
    closure.MADE: Way(only_manager, closure.reopen),
    hoarding.FREED: Way(only_manager, hoarding.put_back),
    opening_hours.CHANGED: Way(only_manager, opening_hours.put_back),
    settings.CHANGED: Way(only_manager, settings.put_back),
}


async def take_back(
    uow: Uow,
    actor: Actor,
    undo_id: int,
    now: datetime,
    *,
    kinds: Collection[str] = tuple(WAYS),
) -> Undone:
    """As actions.undo.undo. kinds: what may be taken back, by default every kind there is."""
    ways = {kind: way for kind, way in WAYS.items() if kind in kinds}
    return await undo.undo(uow, actor, undo_id, ways, now=now)
