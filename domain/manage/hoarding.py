"""Freeing every visit to come of an account that takes more than its share."""

from dataclasses import dataclass
from datetime import datetime

from domain.undo import Undo


@dataclass(frozen=True, slots=True)
class HeldVisit:
    """A visit to come. starts_at: aware UTC; zone: the lab's."""

    booking_id: int
    starts_at: datetime
    zone: str
    test: str
    patient: str


@dataclass(frozen=True, slots=True)
class AccountVisits:
    """The next visits of an account, and of how many in all. undo: of their being freed before."""

    account_id: int
    visits: tuple[HeldVisit, ...]
    total: int
    undo: Undo | None


@dataclass(frozen=True, slots=True)
class Freed:
    """How many visits of an account were freed, and how to take that back."""

    account_id: int
    visits: int
    undo: Undo | None
