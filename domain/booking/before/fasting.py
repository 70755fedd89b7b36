"""Fasting before a visit: since when, when to ask whether it was kept, and what then fits."""

from datetime import datetime, time, timedelta

from domain.booking.booking import BookingView, Offer
from domain.time.zones import to_instant_lenient, to_wall

MORNING = time(7)
HOUR = timedelta(hours=1)
KEPT, BROKEN = "kept", "broken"
"""What the patient, or whoever sees them, says; as it is kept."""


def fast_begins(starts_at: datetime, hours: int) -> datetime:
    """When the last meal is over. Hours count as they pass, whatever the clocks do."""
    return starts_at - timedelta(hours=hours)


def has_begun(hours: int, starts_at: datetime, now: datetime) -> bool:
    """Whether who books now must have fasted already."""
    return hours > 0 and fast_begins(starts_at, hours) <= now < starts_at


def ask_at(starts_at: datetime, hours: int, zone: str) -> datetime | None:
    """When to ask, whole seconds: on the visit's morning by the lab's clock, and in any case an
    hour before it; later where the fast is not an hour old by then. None without fasting.
    """
    if not hours:
        return None
    start = starts_at.replace(microsecond=0)
    day = to_wall(start, zone).date()
    morning = to_instant_lenient(datetime.combine(day, MORNING), zone)
    begun = fast_begins(start, hours)
    last = start - min(HOUR, (start - begun) / 2)
    return min(max(morning, begun + HOUR), last)


def asks_at(booking: BookingView | Offer) -> datetime | None:
    """The same of a booking."""
    return ask_at(booking.starts_at, booking.test.fasting_hours, booking.lab.zone)


def fits_from(hours: int, now: datetime) -> datetime:
    """From when on a visit leaves enough time to fast, for who has just eaten."""
    return now + timedelta(hours=hours)
