"""The waiting list: who is asked first when a seat is free, when, and how long it is theirs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.account.quiet import USUAL, Quiet, Way
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.messages.schedule import whole_second
from domain.time.zones import to_wall

SEAT, WAITED = "seat", "waited"  # what messages to who waits are called where they are stored
DAYS = (1, 3, 7, 14)  # how many days may be waited for
MOST = 5  # entries of one account
SILENCES = 3  # seats in a row that somebody lets go by; then they wait no more
A_DAY, A_CHOICE = 2, 6  # earlier times that are offered of one day, and in all
LEAST = timedelta(minutes=30)  # a seat that begins sooner is offered to nobody
NEAR = timedelta(hours=12)  # one that begins so soon is offered in quiet hours, too
HOLDS = (
    (timedelta(hours=24), timedelta(minutes=30)),
    (timedelta(hours=3), timedelta(minutes=15)),
    (timedelta(0), timedelta(minutes=5)),
)
"""How far ahead a seat is at least, and how long it is held then."""


class EntryStatus(StrEnum):
    """waiting <-> asked -> booked; both -> stopped | over."""

    WAITING = "waiting"
    ASKED = "asked"  # a seat is held for them
    BOOKED = "booked"
    STOPPED = "stopped"
    OVER = "over"


class OfferState(StrEnum):
    """open -> taken | declined | missed | withdrawn. Only an open one holds a seat."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class Ending(StrEnum):
    """Why somebody waits no more, though nothing came of it; stable, as messages carry it."""

    RANGE = "range"  # the days are over
    CLOSED = "closed"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who waits. first_at, end_at: where a seat begins at, aware UTC.

    part: of the day, 0 = any. booking_id: of the visit that is to be earlier, 0 = a new one.
    is_named: whether messages to them say which test it is. test: of several, all as one; more: the
    ids of those beyond the first, of a new visit.
    """

    id: int
    account_id: int
    lab: Lab
    test: LabTest
    patient_id: int
    patient_name: str
    patient_phone: str
    is_self: bool
    is_named: bool
    booking_id: int
    first_at: datetime
    end_at: datetime
    part: int
    status: str
    more: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """A seat that is held for somebody; aware UTC."""

    id: int
    entry: Entry
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    asked_at: datetime
    until: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Fit:
    """A free seat that fits somebody who waits.

    quiet: the person's hours. zone: the lab's. missed: seats in a row that they let go by without a
    word.
    """

    entry_id: int
    account_id: int
    slot_id: int
    starts_at: datetime
    zone: str
    quiet: Quiet = USUAL
    missed: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """In the list: whoever let a seat go by stands behind those who did not."""
        return self.missed, self.entry_id


@dataclass(frozen=True, slots=True)
class Hold:
    """A seat that is to be held for somebody; aware UTC, whole seconds."""

    fit: Fit
    asked_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """The wish to wait, as a conversation has it.

    phone: E.164, empty = none given. patient_id: of who was chosen, 0 = a name was typed. more: ids
    of further tests in the same visit.
    """

    lab_id: int
    test_id: int
    first_at: datetime
    end_at: datetime
    part: int
    name: str
    phone: str
    is_self: bool
    intent: str
    patient_id: int = 0
    more: tuple[int, ...] = ()


def hold_for(ahead: timedelta) -> timedelta:
    """How long a seat is held for one person that begins so far ahead."""
    return next(hold for least, hold in HOLDS if ahead >= least)


def asked_at(now: datetime, fit: Fit) -> datetime:
    """When somebody is asked about a seat that is free now; whole seconds.

    Their quiet hours are waited for, unless the seat would be too near then, or they want to hear
    of everything at its time, be it without a sound.
    """
    night = fit.quiet.night_at(now, fit.zone) if fit.quiet.way is Way.DELAY else None
    is_near = fit.starts_at - now < NEAR
    if night is None or is_near or fit.starts_at - night.end <= LEAST:
        return whole_second(now)
    return night.end


def hold_of(fit: Fit, now: datetime) -> Hold:
    """When they are asked, and until when it is theirs."""
    asked = asked_at(now, fit)
    return Hold(fit, asked, asked + hold_for(fit.starts_at - asked))


def given(fits: Iterable[Fit], seats: Mapping[int, int]) -> list[Fit]:
    """Who gets which seat: in the order of the list, and each the first one that fits.

    seats: how many are free, by slot.
    """
    left, had, done = dict(seats), set(), []
    for fit in sorted(fits, key=lambda fit: (*fit.place, fit.starts_at, fit.slot_id)):
        if fit.entry_id not in had and left.get(fit.slot_id, 0) > 0:
            left[fit.slot_id] -= 1
            had.add(fit.entry_id)
            done.append(fit)
    return done


def soonest(times: Iterable[FreeTime], zone: str) -> list[FreeTime]:
    """The first ones of times in order, a few of each day. zone: the lab's."""
    days, chosen = Counter[date](), list[FreeTime]()
    for one in times:
        day = to_wall(one.starts_at, zone).date()
        if days[day] < A_DAY and len(chosen) < A_CHOICE:
            days[day] += 1
            chosen.append(one)
    return chosen
