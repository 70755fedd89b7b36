"""Labs: where and when there is something to book."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.booking.catalogue import Translations


@dataclass(frozen=True, slots=True)
class Lab:
    """A place with an address and a time zone (IANA name).

    opening: a sentence for patients, may be empty. currency: of its prices, ISO 4217. languages:
    codes of those spoken there, the main one first, with commas between; empty before it is said.
    translations: of its name, address and opening, by language and field.
    """

    id: int
    name: str
    address: str
    zone: str
    opening: str = ""
    latitude: float | None = None
    longitude: float | None = None
    version: int = 1
    currency: str = "EUR"
    languages: str = ""
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class LabChoice:
    """Labs where an account can book something, and the one that it has chosen of these."""

    offered: tuple[Lab, ...]
    chosen: Lab | None = None

    @property
    def lab(self) -> Lab | None:
        """Where it books; None if it has to choose first."""
        return self.offered[0] if len(self.offered) == 1 else self.chosen


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A slot with at least one seat left that has not begun; aware UTC."""

    slot_id: int
    starts_at: datetime
    ends_at: datetime
    seats: int


@dataclass(frozen=True, slots=True)
class Closed:
    """When a lab is closed on a day (aware UTC): from one opening to the next.

    first: None before the day's first opening. end: None after the last. Both: all day.
    """

    first: datetime | None
    end: datetime | None


class NotFree(StrEnum):
    """Why a time at which a lab is open cannot be had."""

    FULL = "full"
    OTHER_TEST = "other_test"
    NO_START = "no_start"  # nothing begins then
    UNKNOWN = "unknown"  # it may have been taken back since


def around(times: Iterable[FreeTime], at: datetime, count: int) -> tuple[FreeTime, ...]:
    """Those nearest to an instant, one before and one after it among them, in order of time."""
    near = sorted(times, key=lambda time: (abs(time.starts_at - at), time.starts_at))
    before = [time for time in near if time.starts_at < at][:1]
    after = [time for time in near if time.starts_at >= at][:1]
    chosen = [*before, *after, *(time for time in near if time not in before + after)][:count]
    return tuple(sorted(chosen, key=lambda time: time.starts_at))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a free time is looked for: a lab, and the tests that it is for, none = any."""

    lab_id: int
    test_ids: tuple[int, ...] = ()


Wanted = int | Sequence[int] | None
"""The test, or all the tests, that a time is looked for; None or none = any."""


def place(lab: Lab, wanted: Wanted) -> Place:
    """Where a time for this is looked for."""
    one = (wanted,) if isinstance(wanted, int) else wanted or ()
    return Place(lab.id, tuple(one))
