"""Opening hours on the lab's wall -> slots, over changes of clocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.time.zones import Unclocked, to_instant, to_wall


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
