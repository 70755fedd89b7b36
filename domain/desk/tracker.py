"""Where a patient's sample is, and by when its report is promised.

The marks of the day say how far it is: the desk's Done means that all is handed to the lab.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.booking.booking import Status
from domain.refusals import TooLate
from domain.time.zones import day_bounds, to_instant_lenient, to_wall

LEAD = timedelta(hours=3)
"""Before the visit the message comes, as silently as it changes."""
KEPT = timedelta(days=60)
"""After the visit nothing is followed any more, whatever is missing."""
AFTER_REPORT = timedelta(days=1)
LONGEST = 1440  # hours of a turnaround
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEAST_LATER = timedelta(hours=2)
OFFERED = ((0, 18), (1, 12), (1, 18), (2, 12))
"""Days from now, and clocks."""


class Stage(StrEnum):
    """How far it is, in order; the last two are no steps. Stands in the table."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    SAMPLED = "sampled"
    IN_LAB = "in_lab"
    READY = "ready"
    CANCELLED = "cancelled"
    MISSED = "missed"


STEPS = (Stage.BOOKED, Stage.ARRIVED, Stage.SAMPLED, Stage.IN_LAB, Stage.READY)
AT_WORK = frozenset((Stage.SAMPLED, Stage.IN_LAB))
"""A report is owed."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """A visit, and what its tracker knows; instants are aware UTC.

    stage, seen: the stage and the booking's version as they were shown; empty and 0 = nothing was.
    promised_at: by when, None = nothing is promised (yet). late_at: when it was told that it is
    later. answered_at: when the desk has set another time. has_report: the patient can open one.
    is_written: there is one, which its patient may not know of yet. turnaround_hours: 0 = nothing
    is promised. lease_until: names this look.
    """

    booking_id: int
    account_id: int
    is_reached: bool
    zone: str
    status: str
    version: int
    starts_at: datetime
    ends_at: datetime
    arrived_at: datetime | None
    sample_taken_at: datetime | None
    turnaround_hours: int
    has_report: bool
    is_written: bool
    stage: str
    seen: int
    message_id: int | None
    shown: str
    promised_at: datetime | None
    late_at: datetime | None
    answered_at: datetime | None
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a visit stands. is_late: only now, so it has to be told. expected_at: by when its
    report is expected, None = nothing is said.
    """

    stage: Stage
    promised_at: datetime | None
    expected_at: datetime | None
    late_at: datetime | None
    answered_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class LateReport:
    """A report that is late. promised_at: the time that holds now. is_told: the patient was.

    phone: empty = none is known.
    """

    booking_id: int
    name: str
    phone: str
    test: str
    starts_at: datetime
    promised_at: datetime
    is_told: bool
    has_bot: bool


def stage_of(it: Tracked) -> Stage:
    """By what was marked. A report that its patient knows of stays one."""
    if it.status == Status.CANCELLED:
        return Stage.CANCELLED
    if it.has_report or it.stage == Stage.READY:
        return Stage.READY
    if it.status == Status.FULFILLED:
        return Stage.IN_LAB
    if it.sample_taken_at is not None and it.status == Status.ARRIVED:
        return Stage.SAMPLED
    return {Status.ARRIVED: Stage.ARRIVED, Status.NO_SHOW: Stage.MISSED}.get(
        Status(it.status), Stage.BOOKED
    )


def standing(it: Tracked, now: datetime) -> Standing:
    """How it stands now. A promise that was made is kept as it is, whatever the test has now;
    what is put back takes its promise with it.
    """
    stage = stage_of(it)
    if stage not in AT_WORK:
        expected = promise(it.ends_at, it.turnaround_hours, it.zone)
        is_open = stage in {Stage.BOOKED, Stage.ARRIVED}
        kept = it.promised_at if stage is Stage.READY else None
        late_at = it.late_at if stage is Stage.READY else None
        return Standing(stage, kept, expected if is_open else None, late_at, None, is_late=False)
    begun = it.sample_taken_at or it.arrived_at or it.ends_at
    promised = it.promised_at or promise(begun, it.turnaround_hours, it.zone)
    late_at = it.late_at
    is_due = promised is not None and promised <= now and not it.is_written
    is_late = is_due and late_at is None
    if is_late and promised is not None:
        promised, late_at = later(promised, it.turnaround_hours, it.zone, now=now), now
    return Standing(stage, promised, promised, late_at, it.answered_at, is_late)


def promise(begun_at: datetime, hours: int, zone: str) -> datetime | None:
    """So many hours later, at the next full hour on the lab's clocks; None for no hours."""
    return _full_hour(begun_at + hours * HOUR, zone) if hours else None


def later(promised_at: datetime, hours: int, zone: str, *, now: datetime) -> datetime:
    """What is expected instead: a quarter of the turnaround more, from two hours to a day."""
    more = min(max(LEAST_LATER, hours * HOUR / 4), DAY)
    return _full_hour(max(promised_at, now) + more, zone)


def next_look(it: Standing, zone: str, now: datetime) -> datetime | None:
    """When it may have to say something else though nothing was marked: once the time has
    passed, and at midnight, when 'tomorrow' is today. None: never.
    """
    if it.expected_at is None:
        return None
    midnight = day_bounds(to_wall(now, zone).date(), zone).end
    return min(midnight, it.expected_at) if it.expected_at > now else midnight


def new_time(at: datetime, now: datetime) -> datetime:
    """What the desk promises instead. Raises TooLate for what is past, or is beyond all use."""
    if not now < at <= now + KEPT:
        raise TooLate(at)
    return at.replace(second=0, microsecond=0)


def _full_hour(at: datetime, zone: str) -> datetime:
    wall = to_wall(at, zone)
    full = wall.replace(minute=0, second=0, microsecond=0)
    return to_instant_lenient(full if full == wall else full + HOUR, zone)


def choices(zone: str, now: datetime) -> list[datetime]:
    """Times that the desk may promise with a tap: soon, this evening, tomorrow, the day after."""
    today = to_wall(now, zone).date()
    clocks = [datetime.combine(today + DAY * days, time(hour)) for days, hour in OFFERED]
    soon = _full_hour(now + LEAST_LATER, zone)
    found = {soon, *(to_instant_lenient(wall, zone) for wall in clocks)}
    return sorted(at for at in found if at >= soon)
