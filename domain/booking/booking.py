"""Bookings: their states, what may be done to one and until when, and when to remind of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.refusals import PriceChanged, TooLate
from domain.time.zones import Stretch, day_bounds, to_wall

REMINDERS = (24, 2)  # hours before the start


class Status(StrEnum):
    """booked -> arrived -> fulfilled; booked -> no_show | cancelled; held: a timed offer."""

    HELD = "held"
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


SEAT_HOLDING = frozenset(Status) - {Status.CANCELLED}
CANCELLABLE = frozenset((Status.HELD, Status.BOOKED))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants booked. phone: E.164, empty = none given.

    is_self: the patient is the account's own person. intent: the id of this wish. price, currency:
    as they were shown, None = they were not. patient_id: of who was chosen from those known, 0 = a
    name was typed. agreed: to which version of the terms, which were shown; 0 = they were not.
    """

    slot_id: int
    test_id: int
    name: str
    phone: str
    is_self: bool
    intent: str
    price: Decimal | None = None
    currency: str = ""
    patient_id: int = 0
    agreed: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot and a test as they are before a booking; aware UTC."""

    slot_id: int
    starts_at: datetime
    ends_at: datetime
    test: LabTest
    lab: Lab


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking with all that is shown of it; aware UTC. test: with the booking's own price.

    was_cancelled: in the answer to a cancel, that it had been cancelled before.
    """

    id: int
    account_id: int
    status: Status
    version: int
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    test: LabTest
    lab: Lab
    patient_name: str
    patient_phone: str
    was_cancelled: bool = False
    patient_id: int = field(default=0, compare=False)  # 0 of a new one who has just been booked


@dataclass(frozen=True, slots=True)
class Booked:
    """The answer to a wish or to an offer. is_new: False when it had been booked before.

    people: in the answer to a new wish, for how many patients the account has visits to come.
    """

    booking: BookingView
    is_new: bool
    people: int = 0


@dataclass(frozen=True, slots=True)
class Reminding:
    """An instant (aware UTC, whole seconds) at which to remind, and the hours it is before."""

    at: datetime
    hours: int


def may_book(offer: Offer, now: datetime) -> None:
    """Whether a slot can still be booked: until it starts. Raises TooLate.

    Whether a seat is left, Postgres alone decides.
    """
    if offer.starts_at <= now:
        raise TooLate(offer.starts_at)


def may_pay(offer: Offer, wish: Wish) -> None:
    """Whether it costs what was shown. Raises PriceChanged."""
    test = offer.test
    if wish.price is not None and (test.price, test.currency) != (wish.price, wish.currency):
        raise PriceChanged


def day_of(offer: Offer) -> Stretch:
    """The lab's local day that a slot begins on."""
    return day_bounds(to_wall(offer.starts_at, offer.lab.zone).date(), offer.lab.zone)


def may_cancel(booking: BookingView, now: datetime) -> None:
    """Whether a booking can still be cancelled: until its slot starts. Raises TooLate."""
    if not is_cancellable(booking, now):
        raise TooLate(booking.starts_at)


def may_move(booking: BookingView, now: datetime) -> None:
    """Whether its patient can still move a booking: until its slot starts. Raises TooLate."""
    if not is_movable(booking, now):
        raise TooLate(booking.starts_at)


def is_movable(booking: BookingView, now: datetime) -> bool:
    """As may_move, as a question."""
    return booking.starts_at > now and booking.status is Status.BOOKED


def is_upcoming(booking: BookingView, now: datetime) -> bool:
    """Whether it is still to come or going on."""
    return booking.status in SEAT_HOLDING and booking.ends_at > now


def is_cancellable(booking: BookingView, now: datetime) -> bool:
    """As may_cancel, as a question."""
    return booking.starts_at > now and booking.status in CANCELLABLE


def cancelled(booking: BookingView) -> BookingView:
    """The booking as it is after it was cancelled."""
    return replace(booking, status=Status.CANCELLED, version=booking.version + 1)


def reminders_for(starts_at: datetime, now: datetime) -> tuple[Reminding, ...]:
    """When to remind of a booking: 24 and 2 hours before it starts, if that is still to come."""
    start = starts_at.replace(microsecond=0)
    planned = (Reminding(start - timedelta(hours=hours), hours) for hours in REMINDERS)
    return tuple(item for item in planned if item.at > now)


@dataclass(frozen=True, slots=True)
class Visit:
    """A booking as a reminder tells it. starts_at: aware UTC; zone: the lab's IANA zone.

    fasting_hours: before it, 0 = none. booking_id: 0 = it has no buttons. version: of the booking.
    is_coming: the patient has said so. is_named: whether its messages say which test it is for.
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
    booking_id: int = 0
    version: int = 1
    is_coming: bool = False
    is_named: bool = True


def is_to_be_reminded(visit: Visit, now: datetime) -> bool:
    """Whether it is still to come and still wanted."""
    return visit.status == Status.BOOKED and now < visit.starts_at
