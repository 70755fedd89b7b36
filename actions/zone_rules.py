"""When the rules of a zone change, what is planned keeps its clock on the wall, not its instant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import zone_rules as rows
from db.uow import Uow
from db.zone_rules import Planned, Shift
from domain.messages.series import Repeat
from domain.refusals import UnknownZone
from domain.time.recurrence import RuleInvalid
from domain.time.zones import recounted, rules_of, to_wall


@dataclass(frozen=True, slots=True)
class Recount:
    """What moved by new rules. stuck: ids of slots that found another one in their place."""

    zones: tuple[str, ...] = ()
    slots: int = 0
    messages: int = 0
    stuck: tuple[int, ...] = ()


async def recount(uow: Uow, now: datetime) -> Recount:
    """Put what is to come in zones with new rules on the instants that its wall clocks are at.

    Single messages, occurrences of what repeats, slots with their visits and reminders. What has
    begun to be sent is left alone. Safe to run twice, and at once in several processes.
    """
    known = await rows.begin(uow)
    rules = {zone: rules_of(zone) for zone in known}
    changed = sorted(zone for zone, one in rules.items() if one and one != known[zone])
    done = await _move(uow, changed, now) if changed else Recount()
    bare = await rows.slots_without_wall(uow, now)
    if bare:
        await rows.set_walls(uow, {one.id: to_wall(one.at, one.zone) for one in bare})
    if changed:
        await rows.keep(uow, {zone: rules[zone] for zone in changed}, now)
    return done


async def _move(uow: Uow, changed: Sequence[str], now: datetime) -> Recount:
    slots, stuck = _free_to_move(await rows.slots(uow, changed, now))
    shifts = [
        shift
        async for part in rows.messages(uow, changed, now)
        for shift in _shifts(one for one in part if not _is_elapsed(one))
    ]
    if slots:
        shifts += await rows.move_slots(uow, slots, now)
    rings = await rows.move_messages(uow, shifts) if shifts else []
    for at in rings:
        uow.ring_at(at)
    return Recount(tuple(changed), len(slots), len(rings), tuple(stuck))


def _shifts(planned: Iterable[Planned]) -> list[Shift]:
    found = []
    for one in planned:
        at = recounted(one.at, one.wall, one.zone) if one.wall else one.at
        if at != one.at:
            found.append(Shift(one.id, one.at, at, one.series_id))
    return found


def _free_to_move(slots: Sequence[Planned]) -> tuple[list[Shift], list[int]]:
    """Slots that move, and the ids of those whose new place another slot of their lab keeps."""
    labs = {one.id: one.lab_id for one in slots}
    moving = {shift.id: shift for shift in _shifts(slots)}
    stuck: list[int] = []
    while True:
        taken = {(one.lab_id, one.at) for one in slots if one.id not in moving}
        barred = [shift.id for shift in moving.values() if (labs[shift.id], shift.new) in taken]
        if not barred:
            return list(moving.values()), stuck
        stuck += barred
        moving = {number: shift for number, shift in moving.items() if number not in barred}


def _is_elapsed(one: Planned) -> bool:
    """Whether it repeats after so many hours or minutes, which no clock on a wall shows."""
    if one.rrule is None or one.wall is None:
        return False
    try:
        return Repeat(one.rrule, one.wall, one.zone).is_elapsed
    except (RuleInvalid, UnknownZone):
        return True
