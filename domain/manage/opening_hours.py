"""Opening hours: when a lab is open for what, and the rules by which slots are made of them.

One evaluator: the worker makes the slots of a day if every rule of `day_verdicts` says yes, and
/why shows the same verdicts, so the two cannot disagree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.time.zones import Stretch, Unclocked, to_instant, to_wall
from domain.undo import Undo

AHEAD = timedelta(days=60)  # slots are made that far
LONGEST = timedelta(days=366 * 3)  # that hours are valid


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from `opens` to `closes`, on weekdays counted from Monday = 0.

    An end that is not after the start is one of the next day; 0:00 is the midnight between.
    """

    weekdays: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a lab offers each week: slots of `length` with `capacity` seats each.

    buffer: between the end of a slot and the start of the next.
    """

    hours: tuple[Hours, ...]
    length: timedelta
    capacity: int
    buffer: timedelta = timedelta()


def slots_on(day: date, pattern: Pattern, zone: str) -> list[Stretch]:
    """The slots of the hours that begin on a local day, in order, none overlapping.

    A slot starts on the quarter (or whatever the length is) that the wall shows and lasts its
    length for real: times that a change of clocks skips are left out, those it doubles come
    twice. Raises UnknownZone.
    """
    found: list[Stretch] = []
    for hours in sorted(pattern.hours, key=lambda item: item.opens):
        if day.weekday() not in hours.weekdays:
            continue
        closes = _end(day, hours.opens, hours.closes)
        for starts_at in _starts(day, hours, pattern, zone):
            slot = Stretch(starts_at, starts_at + pattern.length)
            is_clear = not found or starts_at >= found[-1].end + pattern.buffer
            if is_clear and to_wall(slot.end, zone) <= closes:
                found.append(slot)
    return found


def slots_between(first: date, last: date, pattern: Pattern, zone: str) -> list[Stretch]:
    """The slots of the local days from first to last, both included. Raises UnknownZone."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [slot for day in days for slot in slots_on(day, pattern, zone)]


def next_quarter(at: datetime) -> datetime:
    """The next full quarter of an hour at or after the instant."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour - (hour - at) // timedelta(minutes=15) * timedelta(minutes=15)


def _starts(day: date, hours: Hours, pattern: Pattern, zone: str) -> Sequence[datetime]:
    walls = _walls(day, hours, pattern)
    return sorted(at for wall in walls for at in _instants(wall, zone))


def _walls(day: date, hours: Hours, pattern: Pattern) -> Iterator[datetime]:
    wall, closes = datetime.combine(day, hours.opens), _end(day, hours.opens, hours.closes)
    while wall + pattern.length <= closes:
        yield wall
        wall += pattern.length + pattern.buffer


def _end(day: date, opens: time, closes: time) -> datetime:
    """When hours that begin on a day end by the wall."""
    return datetime.combine(day + timedelta(days=closes <= opens), closes)


def _instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """None of a skipped wall clock, both of a doubled one."""
    try:
        return (to_instant(wall, zone),)
    except Unclocked as unclocked:
        return tuple(at for at in unclocked.candidates if to_wall(at, zone) == wall)


class SlotRule(StrEnum):
    """What offers or refuses a time, in the order in which it is asked."""

    STARTED = "started"
    NOT_OVER = "not_over"
    HORIZON = "horizon"
    WEEKDAY = "weekday"
    EXCEPTION = "exception"
    HOLIDAY = "holiday"
    HOURS = "hours"
    GRID = "grid"
    SLOT = "slot"
    OPEN = "open"
    TEST = "test"
    FUTURE = "future"
    SEAT = "seat"


@dataclass(frozen=True, slots=True)
class SlotVerdict:
    """What one rule says of a time. facts: for its words."""

    rule: SlotRule
    is_ok: bool
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A weekly pattern at a lab. weekdays: Monday = 0. hours: from, to, on the lab's clock.

    Hours over midnight belong to the day on which they begin, with all rules that ask for a day.

    buffer: minutes between two slots. test_ids: None = all. last_day: None = for good. country:
    ISO 3166 code of the holidays that are left out, None = none are. made_until: the day up to
    which slots are made, None = none are.
    """

    id: int
    lab_id: int
    weekdays: frozenset[int]
    hours: tuple[tuple[time, time], ...]
    minutes: int
    capacity: int
    first_day: date
    buffer: int = 0
    test_ids: tuple[int, ...] | None = None
    last_day: date | None = None
    exceptions: frozenset[date] = frozenset()
    country: str | None = None
    made_until: date | None = None

    @property
    def pattern(self) -> Pattern:
        return Pattern(
            hours=tuple(Hours(self.weekdays, opens, closes) for opens, closes in self.hours),
            length=timedelta(minutes=self.minutes),
            capacity=self.capacity,
            buffer=timedelta(minutes=self.buffer),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Opening hours before they are made: `slots` on `days` of the days ahead.

    clashing: how many of these times have a slot already, which stays as it is. times: in order.
    """

    lab: Lab
    opening: OpeningHours
    tests: tuple[LabTest, ...]
    days: int
    slots: int
    clashing: int
    times: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningHoursView:
    """Opening hours with their tests, the open slots to come, and the seats taken in these."""

    opening: OpeningHours
    tests: tuple[LabTest, ...]
    slots: int
    booked: int


@dataclass(frozen=True, slots=True)
class SlotSeats:
    """A slot's seats. test_ids: None = for all. closed_by: such as "closure:7", empty if open."""

    id: int
    starts_at: datetime
    capacity: int
    booked: int
    is_open: bool
    test_ids: tuple[int, ...] | None = None
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """Which slots are meant. day: None = today. hour: counted from 1, 0 = all. slot: 0 = all."""

    day: date | None
    hour: int = 0
    slot: int = 0


@dataclass(frozen=True, slots=True)
class DaySeats:
    """The slots of a day of the lab's calendar, in order."""

    lab: Lab
    day: date
    slots: tuple[SlotSeats, ...]

    def hour_of(self, slot: SlotSeats) -> int:
        """Of the lab's clock, counted from 0."""
        return to_wall(slot.starts_at, self.lab.zone).hour

    def part(self, wanted: PartOfDay) -> tuple[SlotSeats, ...]:
        if not wanted.hour:
            return self.slots
        hour = (slot for slot in self.slots if self.hour_of(slot) + 1 == wanted.hour)
        return tuple(slot for slot in hour if wanted.slot in {0, slot.id})


@dataclass(frozen=True, slots=True)
class SeatsChange:
    """What a change of seats did. left: slots that stay as they are, as all seats are taken."""

    day: date
    changed: int
    left: int
    undo: Undo | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdicts on a test at an instant, in order; nearest: free times where it is refused."""

    lab: Lab
    test: LabTest
    at: datetime
    verdicts: tuple[SlotVerdict, ...]
    nearest: tuple[FreeTime, ...]

    @property
    def is_offered(self) -> bool:
        """Whether a patient can book it now."""
        return all(verdict.is_ok for verdict in self.verdicts)


def day_verdicts(
    opening: OpeningHours, day: date, holidays: Mapping[date, str], today: date
) -> tuple[SlotVerdict, ...]:
    """What each rule says of a day of the lab's calendar. holidays: by day, their names."""
    last, name = opening.last_day, holidays.get(day)
    is_free = opening.country is None or name is None
    return (
        SlotVerdict(SlotRule.STARTED, day >= opening.first_day, {"day": opening.first_day}),
        SlotVerdict(SlotRule.NOT_OVER, last is None or day <= last, {"day": last}),
        SlotVerdict(SlotRule.HORIZON, day <= today + AHEAD, {"day": today + AHEAD}),
        SlotVerdict(SlotRule.WEEKDAY, day.weekday() in opening.weekdays, {"day": day}),
        SlotVerdict(SlotRule.EXCEPTION, day not in opening.exceptions, {"day": day}),
        SlotVerdict(SlotRule.HOLIDAY, is_free, {"name": name or ""}),
    )


def slots_of(
    opening: OpeningHours, day: date, zone: str, *, holidays: Mapping[date, str], today: date
) -> list[Stretch]:
    """The slots of a day: all that the pattern has if every rule says yes, none otherwise."""
    if not all(verdict.is_ok for verdict in day_verdicts(opening, day, holidays, today)):
        return []
    return slots_on(day, opening.pattern, zone)


def time_verdicts(opening: OpeningHours, at: datetime, zone: str) -> tuple[SlotVerdict, ...]:
    """Whether the pattern has a slot that starts at this instant, on a day that has slots."""
    day, wall = day_of_hours(opening, at, zone), to_wall(at, zone)
    inside = any(
        datetime.combine(day, opens) <= wall < _end(day, opens, closes)
        for opens, closes in opening.hours
    )
    starts = {slot.first for slot in slots_on(day, opening.pattern, zone)}
    return (
        SlotVerdict(SlotRule.HOURS, inside, {"hours": opening.hours}),
        SlotVerdict(SlotRule.GRID, at in starts, {"minutes": opening.minutes + opening.buffer}),
    )


def day_of_hours(opening: OpeningHours, at: datetime, zone: str) -> date:
    """The day whose hours an instant is in: the day before, where these go on after midnight."""
    wall = to_wall(at, zone)
    before = wall.date() - timedelta(days=1)
    is_night = before.weekday() in opening.weekdays and any(
        closes <= opens and wall < _end(before, opens, closes) for opens, closes in opening.hours
    )
    return before if is_night else wall.date()


def days_to_make(opening: OpeningHours, today: date, made_until: date | None) -> list[date]:
    first = max(opening.first_day, today if made_until is None else max(today, made_until))
    last = min(today + AHEAD, opening.last_day or date.max)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
