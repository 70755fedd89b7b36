"""What the workers do, and which of it is paused; for managers."""

from datetime import datetime

from actions import audit
from db.manage import workers as rows
from db.messages import lanes
from db.uow import Uow
from domain.account.actor import Actor, only_manager, only_staff
from domain.audit import Entry
from domain.manage.workers import WorkersState
from domain.messages.delivery import Lane
from domain.messages.schedule import whole_second


async def state(uow: Uow, actor: Actor) -> WorkersState:
    """As it is now, by cheap reads. Raises NotFound below a manager."""
    only_manager(actor)
    return await rows.state(uow)


async def paused(uow: Uow, actor: Actor) -> tuple[Lane, ...]:
    """What all staff should know is not sent. Raises NotFound for others."""
    only_staff(actor)
    return await lanes.paused(uow)


async def pause(uow: Uow, actor: Actor, lane: Lane, now: datetime) -> None:
    """Send nothing of a lane from now on: what is on the wire ends, the rest waits.

    A second time it changes nothing. Raises NotFound below a manager.
    """
    only_manager(actor)
    if await lanes.pause(uow, lane, actor.id, now):
        await audit.note(
            uow, Entry(now, actor.id, "lane_paused", "lane", after={"lane": lane.name})
        )


async def resume(uow: Uow, actor: Actor, lane: Lane, now: datetime) -> None:
    """Send it again: what is overdue at once, if it is still worth it. Raises NotFound."""
    only_manager(actor)
    if await lanes.resume(uow, lane):
        uow.ring_at(whole_second(now))
        note = Entry(now, actor.id, "lane_resumed", "lane", after={"lane": lane.name})
        await audit.note(uow, note)
