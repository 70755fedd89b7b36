"""Recalls: the desk has a patient asked back every so many days, until one of them ends it.

The due day follows the patient's visits themselves, so whatever is booked, moved or cancelled by
whichever door counts, and nothing has to be told to this.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.booking.lab import FreeTime
from domain.refusals import Changed, RecallUnclear
from domain.time.zones import to_instant_lenient, to_wall
from domain.typed_text import one_line

OFFERED = (30, 90, 180, 365)
"""Days that are a tap away."""
LEAST, MOST = 7, 1100  # days
ASKED_AT = time(10)  # on the lab's clocks
ANSWER_WITHIN = timedelta(days=7)
"""From one question to the next, and from that to the desk's list."""
ASKED = 2  # times
REST = timedelta(days=1)  # at most between two looks
AHEAD = timedelta(days=3)  # from a question to the earliest time that it offers
USUAL = 12  # past visits that say what is usual
LONGEST = 100  # characters that are read
EVERY = re.compile(r"(?<![\w.,-])(\d{1,4})\b\s*(\S*)")
UNITS = {
    **dict.fromkeys(("week", "woche", "semana", "semaine", "недел", "हफ़्त", "सप्ताह"), 7),
    **dict.fromkeys(("month", "monat", "mes", "mês", "mois", "месяц", "महीन", "माह"), 30),
    **dict.fromkeys(("year", "jahr", "año", "ano", "ans", "an", "год", "лет", "साल"), 365),
}
"""How words for a unit begin, and its days; without one, days are meant."""


class State(StrEnum):
    """Stands in the table."""

    ACTIVE = "active"
    SILENT = "silent"  # the desk calls them
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Recall:
    """A patient who is asked back; instants are aware UTC.

    since: the days are counted from it, or from the last visit. asked: how often for this time.
    asked_at: when for the last time. is_put_off: that was answered with 'not now'. visit_at: of
    the newest visit for the test that counts, to come or past. round: rises with each time that is
    answered, and names its questions.
    """

    id: int
    patient_id: int
    account_id: int
    test_id: int
    lab_id: int
    zone: str
    every_days: int
    state: str
    since: datetime
    asked: int
    asked_at: datetime | None
    is_put_off: bool
    round: int
    version: int
    visit_at: datetime | None

    @property
    def due_at(self) -> datetime:
        """When they are asked for the first time."""
        last = max(self.since, self.visit_at) if self.visit_at else self.since
        day = to_wall(last, self.zone).date() + timedelta(days=self.every_days)
        return to_instant_lenient(datetime.combine(day, ASKED_AT), self.zone)


@dataclass(frozen=True, slots=True)
class KnownRecall:
    """A recall as the card of its patient shows it."""

    recall: Recall
    test_code: str
    test_name: str


@dataclass(frozen=True, slots=True)
class SilentRecall:
    """A recall that nobody answered: the desk calls. phone: empty = none is known."""

    recall: Recall
    name: str
    phone: str
    test_code: str
    has_bot: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A recall as its patient is told of it, in the words of `locale`."""

    recall: Recall
    name: str
    phone: str
    is_self: bool
    locale: str
    test_name: str
    lab_name: str
    is_retired: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Which of a recall's: its round, and how often it had been asked with this."""

    round: int
    asked: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Times to come at. is_usual: it is the one time that suits them always. has_habit: there is
    such a time.
    """

    times: tuple[FreeTime, ...]
    is_usual: bool
    has_habit: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask them now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do until then. is_answered: a visit has answered what was asked."""

    until: datetime
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """Nobody answered: the desk calls."""


@dataclass(frozen=True, slots=True)
class Skip:
    """They said 'not now' twice: the next time counts from now."""


Next = Ask | Wait | Call | Skip


def next_of(it: Recall, now: datetime) -> Next:
    """What a look finds to do. A visit that is to come, or was lately, answers all questions."""
    due = it.due_at
    if due > now:
        return Wait(min(due, now + REST), is_answered=it.asked > 0 or it.state == State.SILENT)
    if it.state == State.SILENT:
        return Wait(now + REST)
    if it.asked == 0 or it.asked_at is None:
        return Ask()
    until = it.asked_at + ANSWER_WITHIN
    if until > now:
        return Wait(min(until, now + REST))
    if it.asked < ASKED:
        return Ask()
    return Skip() if it.is_put_off else Call()


@dataclass(frozen=True, slots=True)
class Usual:
    """Weekday (Monday is 0) and clock of somebody's visits; None = nothing is usual yet."""

    weekday: int
    at: time


def usual(visits: Sequence[datetime], zone: str) -> Usual | None:
    """The weekday and the clock of most visits, of equals the newest. visits: the newest first."""
    walls = [to_wall(at, zone) for at in visits[:USUAL]]
    if not walls:
        return None
    weekday = Counter(wall.weekday() for wall in walls).most_common(1)[0][0]
    on_it = [wall for wall in walls if wall.weekday() == weekday]
    clock = Counter(wall.time() for wall in on_it).most_common(1)[0][0]
    return Usual(weekday, clock.replace(second=0, microsecond=0))


def wanted_at(habit: Usual | None, zone: str, now: datetime) -> datetime:
    """The next time that suits them, some days from now; without a habit a morning."""
    first = to_wall(now + AHEAD, zone)
    at = habit.at if habit else ASKED_AT
    day = _first_day(first, at)
    if habit is not None:
        day += timedelta(days=(habit.weekday - day.weekday()) % 7)
    return to_instant_lenient(datetime.combine(day, at), zone)


def _first_day(first: datetime, at: time) -> date:
    return first.date() if first.time() <= at else first.date() + timedelta(days=1)


def days_in(text: str) -> int:
    """'every 90 days', '90', 'alle 12 Wochen', 'раз в 3 месяца'. Raises RecallUnclear."""
    found = EVERY.findall(one_line(text[:LONGEST]).casefold())
    if len(found) != 1:
        raise RecallUnclear
    number, word = int(found[0][0]), found[0][1]
    days = number * next((days for start, days in UNITS.items() if word.startswith(start)), 1)
    if not LEAST <= days <= MOST:
        raise RecallUnclear
    return days


def may_answer(it: Recall, round_: int, now: datetime) -> None:
    """Whether a question is still open: nothing has answered it since. Raises Changed."""
    is_answered = it.visit_at is not None and it.visit_at > now
    if it.state == State.ENDED or it.round != round_ or is_answered:
        raise Changed
