"""Why a time is offered or refused: every rule in order, by the evaluator that makes the slots."""

from dataclasses import dataclass
from datetime import date, datetime

from actions.booking import slot as tests
from actions.booking.slot import nearest_free
from actions.manage.opening_hours import of_lab
from db.booking import lab_test as test_rows
from db.manage import opening_hours as session_rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk
from domain.booking import catalogue
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.manage.opening_hours import (
    AHEAD,
    OpeningHours,
    Rule,
    Verdict,
    day_verdicts,
    time_verdicts,
)
from domain.time.zones import to_wall
from infra.places import holidays_of

LONGEST_TEST = 5  # words of a test's name


@dataclass(frozen=True, slots=True)
class Why:
    """The verdicts in order, and where it is refused the nearest free times.

    session: the one that comes nearest to offering it, None without any.
    """

    lab: Lab
    test: LabTest
    at: datetime
    session: OpeningHours | None
    verdicts: tuple[Verdict, ...]
    nearest: tuple[FreeTime, ...]

    @property
    def is_offered(self) -> bool:
        """Whether a patient can book it now."""
        return all(verdict.is_ok for verdict in self.verdicts)


async def why(uow: Uow, actor: Actor, test_id: int, at: datetime, now: datetime) -> Why:
    """Every rule about a test at an instant (aware UTC). Raises NotFound below the desk."""
    lab, sessions = await of_lab(uow, actor)
    test = await tests.find_test(uow, test_id)
    today = to_wall(now, lab.zone).date()
    best: OpeningHours | None = None
    planned: tuple[Verdict, ...] = (Verdict(Rule.STARTED, False),)
    for session in sessions:
        verdicts = _planned(session, lab, at, today)
        if best is None or _score(verdicts) > _score(planned):
            best, planned = session, verdicts
    made = await _made(uow, lab, test, at, now)
    slot_is_there = made[0].is_ok
    # A slot of a session that has ended since, or of none, is there all the same.
    shown = () if slot_is_there and not all(one.is_ok for one in planned) else planned
    verdicts = (*shown, *made)
    refused = not all(verdict.is_ok for verdict in verdicts)
    near = await nearest_free(uow, lab, at, now, test_id=test.id) if refused else ()
    return Why(lab, test, at, best, verdicts, near)


async def read(uow: Uow, actor: Actor, words: str) -> tuple[LabTest, str] | None:
    """The test that the words begin or end with, and the rest; None if they name none."""
    only_desk(actor)
    if (begun := await tests.read_request(uow, words)) is not None:
        return begun
    offered = await test_rows.tests_offered(uow)
    parts = words.split()
    for count in range(min(LONGEST_TEST, len(parts) - 1), 0, -1):
        found = catalogue.search(offered, " ".join(parts[-count:]))
        if len(found) == 1 and not parts[-count][0].isdigit():
            return found[0], " ".join(parts[:-count])
    return None


def _planned(session: OpeningHours, lab: Lab, at: datetime, today: date) -> tuple[Verdict, ...]:
    day = to_wall(at, lab.zone).date()
    holidays = holidays_of(session.country, day, day)
    days = day_verdicts(session, day, holidays, today)
    return (*days, *time_verdicts(session, at, lab.zone))


def _score(verdicts: tuple[Verdict, ...]) -> int:
    return sum(verdict.is_ok for verdict in verdicts)


async def _made(
    uow: Uow, lab: Lab, test: LabTest, at: datetime, now: datetime
) -> tuple[Verdict, ...]:
    """The rules that a booking's own statement asks (db/booking/seat.py)."""
    row = await uow.first(session_rows.slot_at(lab.id, at))
    future = Verdict(Rule.FUTURE, at > now, {"at": at})
    if row is None:
        return (Verdict(Rule.SLOT, False, {"days": AHEAD.days}), future)
    takes = row.test_ids is None or test.id in row.test_ids
    return (
        Verdict(Rule.SLOT, True),
        Verdict(Rule.OPEN, row.status == "open", {"by": row.closed_by or ""}),
        Verdict(Rule.TEST, takes, {"code": test.code}),
        future,
        Verdict(Rule.SEAT, row.booked < row.capacity, {"taken": row.booked, "of": row.capacity}),
    )
