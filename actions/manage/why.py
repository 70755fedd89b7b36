"""Why a time is offered or refused: every rule in order, by the evaluator that makes the slots."""

from datetime import date, datetime

from actions.booking.slot import find_test, nearest_free, read_request
from actions.manage.opening_hours import of_lab
from db.booking import catalogue as catalogue_rows
from db.manage import opening_hours as rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk
from domain.booking import catalogue
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.manage.opening_hours import (
    AHEAD,
    Explanation,
    OpeningHours,
    SlotRule,
    SlotVerdict,
    day_of_hours,
    day_verdicts,
    time_verdicts,
)
from domain.time.zones import to_wall
from infra.places import holidays_of

LONGEST_TEST = 5  # words of a test's name


async def why(uow: Uow, actor: Actor, test_id: int, at: datetime, *, now: datetime) -> Explanation:
    """Every rule about a test at an instant (aware UTC). Raises NotFound below the desk."""
    lab, all_hours = await of_lab(uow, actor)
    test = await find_test(uow, test_id)
    today = to_wall(now, lab.zone).date()
    none = (SlotVerdict(SlotRule.STARTED, False),)
    planned = max((_planned(one, lab, at, today) for one in all_hours), key=_score, default=none)
    made = await _made(uow, lab, test, at, now=now)
    slot_is_there = made[0].is_ok
    # A slot of hours that have ended since, or of none, is there all the same.
    shown = () if slot_is_there and not all(one.is_ok for one in planned) else planned
    verdicts = (*shown, *made)
    is_refused = not all(verdict.is_ok for verdict in verdicts)
    nearest = await nearest_free(uow, lab, at, now, test_id=test.id) if is_refused else ()
    return Explanation(lab, test, at, verdicts, nearest)


async def read(uow: Uow, actor: Actor, words: str) -> tuple[LabTest, str] | None:
    """The test that the words begin or end with, and the rest; None if they name none."""
    only_desk(actor)
    if (begun := await read_request(uow, words)) is not None:
        return begun
    offered = await catalogue_rows.tests_offered(uow)
    parts = words.split()
    for count in range(min(LONGEST_TEST, len(parts) - 1), 0, -1):
        found = catalogue.the_one(offered, " ".join(parts[-count:]))
        if found is not None and not parts[-count][0].isdigit():
            return found, " ".join(parts[:-count])
    return None


def _planned(opening: OpeningHours, lab: Lab, at: datetime, today: date) -> tuple[SlotVerdict, ...]:
    day = day_of_hours(opening, at, lab.zone)
    holidays = holidays_of(opening.country, day, day)
    days = day_verdicts(opening, day, holidays, today)
    return (*days, *time_verdicts(opening, at, lab.zone))


def _score(verdicts: tuple[SlotVerdict, ...]) -> int:
    return sum(verdict.is_ok for verdict in verdicts)


async def _made(
    uow: Uow, lab: Lab, test: LabTest, at: datetime, *, now: datetime
) -> tuple[SlotVerdict, ...]:
    """The rules that a booking's own statement asks (db/booking/seat.py)."""
    slot = await rows.slot_at(uow, lab.id, at)
    future = SlotVerdict(SlotRule.FUTURE, at > now, {"at": at})
    if slot is None:
        return (SlotVerdict(SlotRule.SLOT, False, {"days": AHEAD.days}), future)
    is_for_it = slot.test_ids is None or test.id in slot.test_ids
    return (
        SlotVerdict(SlotRule.SLOT, True),
        SlotVerdict(SlotRule.OPEN, slot.is_open, {"by": slot.closed_by}),
        SlotVerdict(SlotRule.TEST, is_for_it, {"code": test.code}),
        future,
        SlotVerdict(
            SlotRule.SEAT, slot.booked < slot.capacity, {"taken": slot.booked, "of": slot.capacity}
        ),
    )
