"""Seats of one slot or of a range of them, more or fewer, for managers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions import audit, undo
from actions.booking.slot import lab_for
from db.manage import capacity as rows
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.audit import Entry, Facts
from domain.booking.lab import Lab
from domain.refusals import Changed, NotFound
from domain.time.zones import day_bounds, to_wall
from domain.undo import BULK, ONE, Undo

CHANGED = "capacity_changed"
MOST = 400  # slots of a day
FAR = 366


@dataclass(frozen=True, slots=True)
class Seats:
    """A slot's seats. starts_at: aware UTC."""

    id: int
    starts_at: datetime
    capacity: int
    booked: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change did. left: slots that stay as they are, for all their seats are taken."""

    changed: int
    left: int
    undo: Undo | None


async def day(
    uow: Uow, actor: Actor, wanted: date | None, now: datetime
) -> tuple[Lab, date, list[Seats]]:
    """The slots of a day at the actor's lab, today without one. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    today = to_wall(now, lab.zone).date()
    chosen = wanted if wanted is not None and abs((wanted - today).days) <= FAR else today
    return lab, chosen, await _slots(uow, lab, day_bounds(chosen, lab.zone))


async def change(
    uow: Uow, actor: Actor, bounds: tuple[datetime, datetime], delta: int, now: datetime
) -> Outcome:
    """Change all slots that start between two instants by `delta` seats; never below what is taken.

    Raises NotFound.
    """
    only_manager(actor)
    if abs(delta) > 1 or bounds[1] - bounds[0] > timedelta(days=2):
        raise NotFound
    lab = await lab_for(uow, actor)
    before = [one for one in await _slots(uow, lab, bounds) if one.starts_at > now]
    ids = await rows.change(uow, lab.id, bounds, delta, now)
    if not ids:
        return Outcome(0, len(before), None)
    facts: Facts = {"slots": len(ids), "delta": delta, "first": bounds[0].isoformat()}
    await audit.note(uow, Entry(now, actor.id, CHANGED, "slot", ids[0], None, facts))
    span = ONE if len(ids) == 1 else BULK
    kept = {"ids": ids, "delta": delta}
    taken = await undo.begin(uow, actor, (CHANGED, ids[0], kept), span, now)
    return Outcome(len(ids), len(before) - len(ids), taken)


async def put_back(uow: Uow, _actor: Actor, taken: Undo, _now: datetime) -> None:
    """Take a change back. Raises Changed if seats have been taken meanwhile."""
    ids = [int(one) for one in taken.facts["ids"]]
    if await rows.put_back(uow, ids, int(taken.facts["delta"])) != len(ids):
        raise Changed


async def _slots(uow: Uow, lab: Lab, bounds: tuple[datetime, datetime]) -> list[Seats]:
    found = await rows.slots(uow, lab.id, bounds, MOST)
    return [
        Seats(row.id, row.starts_at, row.capacity, row.booked, row.status == "open")
        for row in found
    ]
