"""Bookings: their states, what may be done to one and until when."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.refusals import PastCutOff, PriceChanged, TooLate
from domain.time.zones import Stretch, day_bounds, to_wall


class Status(StrEnum):
    """booked -> arrived -> fulfilled; booked -> no_show | cancelled; held: a timed offer."""

    HELD = "held"
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class Wanted(StrEnum):
    """What its patient wants done to a visit; the value rides in buttons and stands in news."""

    MOVE = "m"
    CANCEL = "x"


SEAT_HOLDING = frozenset(Status) - {Status.CANCELLED}
CANCELLABLE = frozenset((Status.HELD, Status.BOOKED))
_FROM = {Wanted.MOVE: frozenset((Status.BOOKED,)), Wanted.CANCEL: CANCELLABLE}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants booked. phone: E.164, empty = none given.

    is_self: the patient is the account's own person. intent: the id of this wish. price, currency:
    as they were shown, None = they were not. patient_id: of who was chosen from those known, 0 = a
    name was typed. more: ids of further tests in the same visit. born: the patient's birth date.
    is_new: somebody else than whoever is known by that name. agreed: to which version of the
    terms, which were shown; 0 = they were not.
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
    more: tuple[int, ...] = ()
    born: date | None = None
    is_new: bool = False
    agreed: int = 0

    @property
    def test_ids(self) -> tuple[int, ...]:
        return (self.test_id, *self.more)


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot and what is to be done in it, as they are before a booking; aware UTC.

    test: all of it as one (domain/booking/several.py). tests: each test, none = that one alone.
    """

    slot_id: int
    starts_at: datetime
    ends_at: datetime
    test: LabTest
    lab: Lab
    tests: tuple[LabTest, ...] = ()

    @property
    def each(self) -> tuple[LabTest, ...]:
        """Every test of the visit, the first one first."""
        return self.tests or (self.test,)

    @property
    def test_ids(self) -> tuple[int, ...]:
        return tuple(test.id for test in self.each)


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking with all that is shown of it; aware UTC. test: with the booking's own price.

    was_cancelled: in the answer to a cancel, that it had been cancelled before. test, tests: see
    Offer.
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
    tests: tuple[LabTest, ...] = ()
    patient_born: date | None = None
    late_at: datetime | None = field(default=None, compare=False)  # when they come, if later

    @property
    def each(self) -> tuple[LabTest, ...]:
        """Every test of the visit at its price, the first one first."""
        return self.tests or (self.test,)

    @property
    def test_ids(self) -> tuple[int, ...]:
        return tuple(test.id for test in self.each)


@dataclass(frozen=True, slots=True)
class Booked:
    """The answer to a wish or to an offer. is_new: False when it had been booked before.

    people: in the answer to a new wish, for how many patients the account has visits to come.
    """

    booking: BookingView
    is_new: bool
    people: int = 0


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


def may_change(booking: BookingView, wanted: Wanted, now: datetime) -> None:
    """Whether its patient can still move or cancel a booking: until the cut-off of its test.

    Raises TooLate once its slot has begun, or it is not booked any more, PastCutOff before that.
    """
    may_still(booking, wanted, now)
    if now >= (until := _cut_off(booking, wanted)):
        raise PastCutOff(until)


def may_still(booking: BookingView, wanted: Wanted, now: datetime) -> None:
    """The same without the cut-off: until its slot starts. Raises TooLate."""
    if booking.starts_at <= now or booking.status not in _FROM[wanted]:
        raise TooLate(booking.starts_at)


def is_changeable(booking: BookingView, wanted: Wanted, now: datetime) -> bool:
    """As may_change, as a question."""
    try:
        may_change(booking, wanted, now)
    except TooLate:
        return False
    return True


def left_to_the_desk(booking: BookingView, now: datetime) -> tuple[Wanted, ...]:
    """What its patient cannot do any more, and the desk can."""
    return tuple(one for one in Wanted if is_left_to_the_desk(booking, one, now))


def is_left_to_the_desk(booking: BookingView, wanted: Wanted, now: datetime) -> bool:
    """Whether the cut-off alone stands in the way."""
    try:
        may_change(booking, wanted, now)
    except PastCutOff:
        return True
    except TooLate:
        pass
    return False


def is_to_come(booking: BookingView, now: datetime) -> bool:
    """Whether it stands, and has not begun."""
    return booking.starts_at > now and booking.status in CANCELLABLE


def _cut_off(booking: BookingView, wanted: Wanted) -> datetime:
    test = booking.test
    hours = test.move_hours if wanted is Wanted.MOVE else test.cancel_hours
    return booking.starts_at - timedelta(hours=hours)


def is_upcoming(booking: BookingView, now: datetime) -> bool:
    """Whether it is still to come or going on."""
    return booking.status in SEAT_HOLDING and booking.ends_at > now


def cancelled(booking: BookingView) -> BookingView:
    """The booking as it is after it was cancelled."""
    return replace(booking, status=Status.CANCELLED, version=booking.version + 1)


@dataclass(frozen=True, slots=True)
class Visit:
    """A booking as a reminder tells it. starts_at: aware UTC; zone: the lab's IANA zone.

    fasting_hours: before it, 0 = none. booking_id: 0 = it has no buttons. version: of the booking.
    is_coming, has_eaten: the patient has said so. phone: E.164, empty = none given.
    code: of the test. is_reachable: their account has not blocked the bot.
    is_named: whether its messages say which test it is for.
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
    has_eaten: bool = False
    phone: str = ""
    code: str = ""
    is_reachable: bool = True
    is_named: bool = True


def is_to_be_reminded(visit: Visit, now: datetime, of: datetime | None = None) -> bool:
    """Whether it is still to come, still wanted, and at the time that the reminder is of.

    of: None for any time.
    """
    is_it = of in {None, visit.starts_at}
    return is_it and visit.status == Status.BOOKED and now < visit.starts_at
