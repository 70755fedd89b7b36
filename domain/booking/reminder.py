"""Reminders: what a visit is, and whether somebody should still be reminded of it."""

from dataclasses import dataclass
from datetime import datetime

REMINDED = "booked"
"""The one status of a booking whose patient is reminded."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A booking as a reminder tells it. starts_at: aware UTC; zone: the lab's IANA zone.

    fasting_hours: before it, 0 = none.
    """

    status: str
    starts_at: datetime
    test: str
    preparation: str
    lab: str
    address: str
    zone: str
    patient: str
    is_self: bool
    locale: str
    fasting_hours: int = 0


def is_to_be_reminded(visit: Visit, now: datetime) -> bool:
    """Whether it is still to come and still wanted."""
    return visit.status == REMINDED and now < visit.starts_at
