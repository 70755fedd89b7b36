"""A message tied to a visit: how long before or after it, and the instant that follows."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self

from domain.time.zones import to_instant_lenient, to_wall

STORED = re.compile(r"(-?\d+)d(-?\d+)s(?:@(\d\d):(\d\d))?")
BEFORE = timedelta(hours=2)
"""'Before my visit', said without a length."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """From a visit, by the lab's clocks. days, seconds: below zero before its start, else after its
    end. clock: on that day, instead of the visit's own.

    Days move the calendar, so they keep the clock over a change of it; seconds do not.
    """

    days: int = 0
    seconds: int = 0
    clock: time | None = None

    @property
    def is_before(self) -> bool:
        """Whether it comes before the visit."""
        return self.days < 0 or self.seconds < 0

    def at(self, starts_at: datetime, ends_at: datetime, zone: str) -> datetime:
        """The instant beside a visit; aware UTC, whole seconds."""
        of = (starts_at if self.is_before else ends_at).replace(microsecond=0)
        if self.days or self.clock is not None:
            wall = to_wall(of, zone) + timedelta(days=self.days)
            if self.clock is not None:
                wall = datetime.combine(wall.date(), self.clock)
            of = to_instant_lenient(wall, zone)
        return of + timedelta(seconds=self.seconds)

    def stored(self) -> str:
        """As it is kept: '-1d0s@20:00'."""
        clock = "" if self.clock is None else f"@{self.clock:%H:%M}"
        return f"{self.days}d{self.seconds}s{clock}"

    @classmethod
    def of(cls, stored: str) -> Self:
        """From its stored form. Raises ValueError."""
        if (found := STORED.fullmatch(stored)) is None:
            raise ValueError("no anchor")
        days, seconds, hour, minute = found.groups()
        return cls(int(days), int(seconds), time(int(hour), int(minute)) if hour else None)


@dataclass(frozen=True, slots=True)
class Bond:
    """A message that is tied to a visit. at: as planned, aware UTC; from_visit: a stored anchor."""

    id: int
    from_visit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """A message that has moved or ended with its visit. was: when it would have come, aware UTC.

    version: of the message since.
    """

    id: int
    version: int
    was: datetime

    def facts(self) -> dict[str, str | int]:
        """As the news of it keeps it."""
        was = self.was.astimezone(UTC).isoformat()
        return {"message": self.id, "version": self.version, "was": was}
