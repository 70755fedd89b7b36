"""A week of a lab's slots, as the desk sees it on a wide screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from domain.time.zones import to_wall

DAYS = 7


@dataclass(frozen=True, slots=True)
class WeekSlot:
    """A slot; aware UTC. why: of the closure that covers it, '' if there is none."""

    id: int
    starts_at: datetime
    capacity: int
    booked: int
    is_open: bool
    why: str

    def is_free(self, now: datetime) -> bool:
        """Whether somebody can still be booked into it."""
        return self.is_open and self.booked < self.capacity and self.starts_at > now


@dataclass(frozen=True, slots=True)
class WeekVisit:
    """Who has a seat in a slot of the week. is_movable: it can be given another time."""

    id: int
    slot_id: int
    name: str
    test: str
    is_movable: bool


@dataclass(frozen=True, slots=True)
class Week:
    """From its Monday on. waits: how many people are on the waiting list of a day."""

    first: date
    slots: tuple[WeekSlot, ...]
    waits: Mapping[date, int] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        """Seven."""
        return [self.first + timedelta(days=number) for number in range(DAYS)]

    def table(self, zone: str) -> dict[time, dict[date, list[WeekSlot]]]:
        """By the lab's clock and calendar, in order; where clocks go back two stand in a cell."""
        found: dict[time, dict[date, list[WeekSlot]]] = {}
        for one in sorted(self.slots, key=lambda slot: to_wall(slot.starts_at, zone).time()):
            wall = to_wall(one.starts_at, zone)
            found.setdefault(wall.time(), {}).setdefault(wall.date(), []).append(one)
        return found


def monday(day: date) -> date:
    """Of its week."""
    return day - timedelta(days=day.weekday())
