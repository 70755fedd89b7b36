"""Labs: where and when there is something to book."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Lab:
    """A place with an address and a time zone (IANA name).

    opening: a sentence for patients, may be empty. currency: of its prices, ISO 4217.
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
class Place:
    """Where a free time is looked for: a lab, and the test that it is for, None = any."""

    lab_id: int
    test_id: int | None = None
