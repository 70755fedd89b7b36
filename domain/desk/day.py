"""The day at a lab: its sheet, and what may happen to a visit on it.

One axis a question: whether they came is the status, fasting and the sample are columns of their
own. Every step is from a status that was seen, so of two who tap one does it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.account.actor import Actor, only_desk, only_staff
from domain.booking.booking import BookingView, Status
from domain.desk.to_call import ToCall
from domain.refusals import TextEmpty, TextTooLong
from domain.time.zones import to_wall
from domain.typed_text import seen
from domain.undo import Undo

LONGEST_NOTE = 500
HOUR = timedelta(hours=1)
CALLED_FOR = timedelta(minutes=10)  # after which somebody else may call the patient in
ASK_AFTER = timedelta(minutes=30)  # after the last slot, about those who are still booked


class Act(StrEnum):
    """What staff say happened; the value rides in buttons."""

    ARRIVED = "a"
    SAMPLE = "s"
    DONE = "d"
    NO_SHOW = "n"
    BACK = "b"  # it was a mistake: booked again
    FASTED = "f"
    ATE = "e"


@dataclass(frozen=True, slots=True)
class Step:
    """From which statuses an act may be, and to which it leads; None: the status stays."""

    sources: frozenset[Status]
    target: Status | None
    event: str


_HERE = frozenset((Status.BOOKED, Status.ARRIVED))
_OPEN = frozenset((Status.BOOKED, Status.ARRIVED, Status.FULFILLED))
STEPS: Mapping[Act, Step] = {
    Act.ARRIVED: Step(frozenset((Status.BOOKED,)), Status.ARRIVED, "arrived"),
    Act.SAMPLE: Step(_HERE, Status.ARRIVED, "sampled"),
    Act.DONE: Step(_HERE, Status.FULFILLED, "fulfilled"),
    Act.NO_SHOW: Step(frozenset((Status.BOOKED,)), Status.NO_SHOW, "no_show"),
    Act.BACK: Step(
        frozenset((Status.ARRIVED, Status.FULFILLED, Status.NO_SHOW)), Status.BOOKED, "put_back"
    ),
    Act.FASTED: Step(_OPEN, None, "fasting_kept"),
    Act.ATE: Step(_OPEN, None, "fasting_broken"),
}
DESK_ACTS = frozenset((Act.NO_SHOW, Act.BACK))
OF_THE_DAY = frozenset((Act.ARRIVED, Act.SAMPLE, Act.DONE, Act.NO_SHOW))
"""What happens on the day of a visit, and on another one is likely a slip."""


@dataclass(frozen=True, slots=True)
class SheetVisit:
    """A line of the sheet. name: initials for whoever may see no more. starts_at: aware UTC.

    is_coming: the patient has said so. late_at: when they come, who have said that they are late.
    """

    id: int
    starts_at: datetime
    name: str
    test: str
    status: Status
    fasting: str | None
    is_sampled: bool
    version: int
    is_coming: bool = False
    late_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the sheet, counted from the day's first instant. first_at: aware UTC.

    visits: how many begin in it; a seat held for an offer or an undo is not counted. free: seats
    of its slots that are still to come.
    """

    number: int
    first_at: datetime
    visits: int
    free: int


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The head of a sheet; free: seats of slots that are still to come. coming: of those booked,
    who have said so. waiting: who wait for a seat.
    """

    booked: int
    arrived: int
    done: int
    missed: int
    free: int
    coming: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A day at a lab, with the visits of one of its hours, and for the desk whom to call."""

    day: date
    counts: DayCounts
    hours: tuple[Hour, ...]
    hour: int
    visits: tuple[SheetVisit, ...]
    to_call: tuple[ToCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What a colleague wrote about a visit."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class VisitCard:
    """A visit with what the day adds to it. notes: the newest first.

    late_at: as above. is_own_word: that they are there, the patient has said.
    """

    booking: BookingView
    fasting: str | None
    sample_taken_at: datetime | None
    notes: tuple[Note, ...]
    version: int
    late_at: datetime | None = None
    is_own_word: bool = False


@dataclass(frozen=True, slots=True)
class VisitEvent:
    """What was done to a visit, and by whom; an empty name is not known."""

    kind: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitSearch:
    """Which bookings are looked for; None fits all. first, end: when they start, aware UTC."""

    first: datetime | None = None
    end: datetime | None = None
    lab_id: int | None = None
    patient_id: int | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class VisitChange:
    """A booking as it is now, and how to take that back; no undo: it had been so before."""

    booking: BookingView
    undo: Undo | None


def may_act(actor: Actor, act: Act) -> None:
    """All staff mark what they see; no-shows and corrections are the desk's. Raises NotFound."""
    (only_desk if act in DESK_ACTS else only_staff)(actor)


def acts_for(actor: Actor, status: Status, fasting: str | None, is_sampled: bool) -> list[Act]:
    """What the actor can say of a visit now, without what is known already."""
    idle = {Act.SAMPLE: is_sampled, Act.FASTED: fasting == "kept", Act.ATE: fasting == "broken"}
    return [
        act
        for act, step in STEPS.items()
        if status in step.sources
        and not idle.get(act, False)
        and (actor.is_desk if act in DESK_ACTS else actor.is_staff)
    ]


def is_out_of_day(act: Act, booking: BookingView, now: datetime) -> bool:
    """Whether to ask first: the visit is of another day than today by the lab's clock."""
    zone = booking.lab.zone
    return (
        act in OF_THE_DAY and to_wall(booking.starts_at, zone).date() != to_wall(now, zone).date()
    )


def initials(name: str) -> str:
    """'Ann Maria Lee' as 'A. M. L.'."""
    return " ".join(f"{word[0].upper()}." for word in name.split()[:3] if word)


def note_text(text: str) -> str:
    """A note as it is kept. Raises TextEmpty, TextTooLong."""
    note = seen(text).strip()
    if not note:
        raise TextEmpty
    if len(note) > LONGEST_NOTE:
        raise TextTooLong(len(note), LONGEST_NOTE)
    return note
