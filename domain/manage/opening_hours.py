"""Sessions: when a lab is open for what, and the rules by which their slots are made.

One evaluator: the worker makes the slots of a day if every rule of `day_verdicts` says yes, and
/why shows the same verdicts, so the two cannot disagree.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.time.zones import Unclocked, to_instant, to_wall

AHEAD = timedelta(days=60)  # slots are made that far
LONGEST = timedelta(days=366 * 3)  # of a session's validity


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from `opens` to `closes` of the same day, on weekdays counted from Monday = 0."""

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


@dataclass(frozen=True, slots=True)
class Slot:
    """A span of time that can be booked; aware UTC."""

    starts_at: datetime
    ends_at: datetime


def slots_on(day: date, pattern: Pattern, zone: str) -> list[Slot]:
    """The slots of a local day, in order, none overlapping.

    A slot starts on the quarter (or whatever the length is) that the wall shows and lasts its
    length for real: times that a change of clocks skips are left out, those it doubles come
    twice. Raises UnknownZone.
    """
    found: list[Slot] = []
    for hours in sorted(pattern.hours, key=lambda item: item.opens):
        if day.weekday() not in hours.weekdays:
            continue
        closes = datetime.combine(day, hours.closes)
        for starts_at in _starts(day, hours, pattern, zone):
            slot = Slot(starts_at, starts_at + pattern.length)
            is_clear = not found or starts_at >= found[-1].ends_at + pattern.buffer
            if is_clear and to_wall(slot.ends_at, zone) <= closes:
                found.append(slot)
    return found


def slots_between(first: date, last: date, pattern: Pattern, zone: str) -> list[Slot]:
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
    wall, closes = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes)
    while wall + pattern.length <= closes:
        yield wall
        wall += pattern.length + pattern.buffer


def _instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """None of a skipped wall clock, both of a doubled one."""
    try:
        return (to_instant(wall, zone),)
    except Unclocked as unclocked:
        return tuple(at for at in unclocked.candidates if to_wall(at, zone) == wall)


class Rule(StrEnum):
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
class Verdict:
    """What one rule says of a time. facts: for its words."""

    rule: Rule
    is_ok: bool
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A weekly pattern at a lab. weekdays: Monday = 0. hours: from, to, on the lab's clock.

    buffer: minutes between two slots. test_ids: None = all. last_day: None = for good. country:
    ISO 3166 code of the holidays that are left out, None = none are.
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

    @property
    def pattern(self) -> Pattern:
        """The same for domain/manage/slots."""
        return Pattern(
            hours=tuple(Hours(self.weekdays, opens, closes) for opens, closes in self.hours),
            length=timedelta(minutes=self.minutes),
            capacity=self.capacity,
            buffer=timedelta(minutes=self.buffer),
        )


def day_verdicts(
    session: OpeningHours, day: date, holidays: Mapping[date, str], today: date
) -> tuple[Verdict, ...]:
    """What each rule says of a day of the lab's calendar. holidays: by day, their names."""
    last, name = session.last_day, holidays.get(day)
    is_free = session.country is None or name is None
    return (
        Verdict(Rule.STARTED, day >= session.first_day, {"day": session.first_day}),
        Verdict(Rule.NOT_OVER, last is None or day <= last, {"day": last}),
        Verdict(Rule.HORIZON, day <= today + AHEAD, {"day": today + AHEAD}),
        Verdict(Rule.WEEKDAY, day.weekday() in session.weekdays, {"day": day}),
        Verdict(Rule.EXCEPTION, day not in session.exceptions, {"day": day}),
        Verdict(Rule.HOLIDAY, is_free, {"name": name or ""}),
    )


def slots_of(
    session: OpeningHours, day: date, zone: str, holidays: Mapping[date, str], today: date
) -> list[Slot]:
    """The slots of a day: all that the pattern has if every rule says yes, none otherwise."""
    if not all(verdict.is_ok for verdict in day_verdicts(session, day, holidays, today)):
        return []
    return slots_on(day, session.pattern, zone)


def time_verdicts(session: OpeningHours, at: datetime, zone: str) -> tuple[Verdict, ...]:
    """Whether the pattern has a slot that starts at this instant, on a day that has slots."""
    wall = to_wall(at, zone)
    inside = any(opens <= wall.time() < closes for opens, closes in session.hours)
    starts = {slot.starts_at for slot in slots_on(wall.date(), session.pattern, zone)}
    return (
        Verdict(Rule.HOURS, inside, {"hours": session.hours}),
        Verdict(Rule.GRID, at in starts, {"minutes": session.minutes + session.buffer}),
    )


def is_made(
    session: OpeningHours, at: datetime, zone: str, holidays: Mapping[date, str], today: date
) -> bool:
    """Whether a slot of this session starts at the instant: all verdicts together."""
    day = to_wall(at, zone).date()
    verdicts = (*day_verdicts(session, day, holidays, today), *time_verdicts(session, at, zone))
    return all(verdict.is_ok for verdict in verdicts)


def days_to_make(session: OpeningHours, today: date, made_until: date | None) -> list[date]:
    """The days whose slots are still to be made."""
    first = max(session.first_day, today if made_until is None else max(today, made_until))
    last = min(today + AHEAD, session.last_day or date.max)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def names(weekdays: Collection[int]) -> list[int]:
    """Weekdays in order."""
    return sorted(weekdays)
