"""Seats for everybody: how many visits to come one account may have, and who takes too many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.account.quiet import Quiet
from domain.booking.booking import SEAT_HOLDING, Offer, Status, day_of
from domain.booking.patient import Meant
from domain.refusals import BookedThatDay, TooManyThatDay, TooManyToCome

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
class Visiting:
    """A visit that an account has, as far as it counts. Aware UTC."""

    booking_id: int
    starts_at: datetime
    ends_at: datetime
    patient_id: int
    test_ids: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a wish finds, all of it at one instant.

    booking_id: a number that no other booking gets. version: of all that the account has booked.
    is_free: whether a seat is left. is_booked: the wish has led to a booking, or its patient has a
    seat in that slot. visits: those of the account, without what is over for days.
    """

    offer: Offer
    booking_id: int
    version: int
    is_free: bool
    is_booked: bool
    patient: Meant
    visits: Sequence[Visiting]
    quiet: Quiet


@dataclass(frozen=True, slots=True)
class Held:
    """What an account has booked already, as a wish finds it.

    to_come, that_day: visits, as Cap counts them. others: patients with visits to come, but for
    the wish's own. same: id of a booking of that patient for one of its tests on that day.
    """

    to_come: int
    that_day: int
    others: int
    same: int | None


def held(offer: Offer, patient: int | None, visits: Sequence[Visiting], now: datetime) -> Held:
    """What counts of an account's visits beside this one. patient: its id, None of a new one."""
    day, tests = day_of(offer), {*offer.test_ids}
    to_come = [visit for visit in visits if visit.ends_at > now]
    that_day = [visit for visit in visits if day.first <= visit.starts_at < day.end]
    theirs = [one for one in that_day if one.patient_id == patient]
    same = [one for one in theirs if not tests.isdisjoint(one.test_ids)]
    others = {visit.patient_id for visit in to_come} - {patient}
    return Held(
        to_come=len(to_come),
        that_day=len(that_day),
        others=len(others),
        same=min((visit.booking_id for visit in same), default=None),
    )


def may_hold(held: Held, cap: Cap) -> None:
    """Whether one visit more may be booked.

    Raises BookedThatDay, TooManyToCome, TooManyThatDay.
    """
    if held.same is not None:
        raise BookedThatDay(held.same)
    if cap.to_come and held.to_come >= cap.to_come:
        raise TooManyToCome(cap.to_come)
    if cap.a_day and held.that_day >= cap.a_day:
        raise TooManyThatDay(cap.a_day)
