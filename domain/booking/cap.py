"""Seats for everybody: how many visits to come one account may have, and who takes too many."""

from dataclasses import dataclass
from datetime import timedelta

from domain.booking.booking import SEAT_HOLDING, Status
from domain.refusals import BookedThatDay, TooManyThatDay, TooManyToCome
from domain.time.zones import Stretch

PEOPLE = 5  # patients of one account with visits to come: from then on managers have a look
REFUSALS = 3  # within SPAN, and managers have a look, too
SPAN = timedelta(days=1)
COUNTED = SEAT_HOLDING - {Status.NO_SHOW}
"""Who missed a visit may book another one."""


@dataclass(frozen=True, slots=True)
class Cap:
    """How much one account may have booked, 0 = no limit; what the desk books is not limited.

    to_come: visits to come. a_day: visits on one local day of a lab.
    """

    to_come: int = 10
    a_day: int = 4


CAP = Cap()


@dataclass(frozen=True, slots=True)
class Room:
    """What a wish has to fit into: the cap, and the lab's local day that it is for."""

    cap: Cap
    day: Stretch


@dataclass(frozen=True, slots=True)
class Held:
    """What an account has booked already, as a wish finds it.

    to_come, that_day: visits, as Cap counts them. others: patients with visits to come, but for
    the wish's own. same: id of the booking of that patient for that test on that day.
    """

    to_come: int
    that_day: int
    others: int
    same: int | None


@dataclass(frozen=True, slots=True)
class Seat:
    """The answer to a wish: the booking, None if it may not be or no seat is left."""

    booking_id: int | None
    held: Held


def may_hold(held: Held, cap: Cap) -> None:
    """Whether one visit more may be booked.

    Raises BookedThatDay, TooManyToCome, TooManyThatDay. The statement that takes the seat asks the
    same, under a lock of the account.
    """
    if held.same is not None:
        raise BookedThatDay(held.same)
    if cap.to_come and held.to_come >= cap.to_come:
        raise TooManyToCome(cap.to_come)
    if cap.a_day and held.that_day >= cap.a_day:
        raise TooManyThatDay(cap.a_day)
