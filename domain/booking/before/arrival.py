"""Arriving at the lab: whose visit it is today, the place in the queue, coming late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.booking.booking import BookingView, Status
from domain.time.zones import to_wall

LATE = timedelta(minutes=15)
EDITS = 40  # of one card; then it stays as it is
CARD_FOR = timedelta(hours=6)  # that it is looked after


class At(StrEnum):
    """Where a patient at the lab stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    GONE = "gone"  # nothing of that is so: put back, moved, cancelled


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue. ahead: how many come first; minutes: about how long that takes."""

    booking_id: int
    at: At
    ahead: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class QueueCard:
    """A patient's card of their place. shown: what it says, as Place.words."""

    booking_id: int
    chat_id: int
    message_id: int
    shown: str
    edits: int


def is_today(booking: BookingView, now: datetime) -> bool:
    """Whether the visit is of this day by the lab's clock."""
    zone = booking.lab.zone
    return to_wall(booking.starts_at, zone).date() == to_wall(now, zone).date()


def may_arrive(booking: BookingView, now: datetime) -> bool:
    """On its day, as long as nobody has said what became of it."""
    return booking.status is Status.BOOKED and is_today(booking, now)


def may_be_late(booking: BookingView, now: datetime) -> bool:
    """On its day, up to its end."""
    return may_arrive(booking, now) and now < booking.ends_at


def late_until(booking: BookingView, now: datetime) -> datetime:
    """When somebody who is a quarter of an hour late comes, whole minutes."""
    first = max(booking.starts_at, now).replace(second=0, microsecond=0)
    return first + LATE


def shown(place: Place) -> str:
    """What a card says, to see whether it is to be edited."""
    return f"{place.at} {place.ahead} {place.minutes}"


def wait_of(minutes: int, collectors: int) -> int:
    """About how long so many minutes of work take with so many at work."""
    return -(-minutes // max(collectors, 1))
