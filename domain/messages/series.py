"""Messages that repeat: the rule, its occurrences, and what may repeat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from domain.messages.content import Channel, Content, Outgoing
from domain.messages.media import Attachment
from domain.messages.text import Entity
from domain.refusals import RepeatsNever, RepeatsTooOften
from domain.time.recurrence import SUB_DAY, RuleInvalid, next_occurrence, parse_rule
from domain.time.zones import to_instant_lenient, to_wall

SECOND = timedelta(seconds=1)
LEAST = timedelta(minutes=5)
"""Between two occurrences: a chat that rings more often is one that is blocked."""
LOOKED_AT = 64  # occurrences that are looked at for LEAST: more than two months of any rule's days
SHOWN = 3  # occurrences that a preview shows


class SeriesStatus(StrEnum):
    """Where a series stands: active <-> paused, then ended (the rule is over) or cancelled."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Misfit(StrEnum):
    """Why words of time that are clear do not fit what they were said for."""

    NEVER = "never"  # a rule that is over, or never comes
    REPEATS = "repeats"  # one time for what repeats
    ONCE = "once"  # a rule for what is sent once


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule on a clock.

    rrule: RFC 5545. wall: the naive wall clock in `zone` that the rule counts from, its first
    occurrence. zone: IANA name. is_zone_named: the words named it, so it never follows the person.
    """

    rrule: str
    wall: datetime
    zone: str
    is_zone_named: bool = False

    def after(self, at: datetime) -> datetime | None:
        """The first occurrence strictly after `at`; aware UTC, None when it is over."""
        return next_occurrence(self.rrule, self.wall, self.zone, at)

    @property
    def is_elapsed(self) -> bool:
        """Whether it counts hours or minutes, so that no clock on a wall matters to it."""
        return parse_rule(self.rrule).frequency in SUB_DAY


@dataclass(frozen=True, slots=True)
class Series(Outgoing):
    """A series as its author sees it.

    next_at: the planned instant of its next occurrence (aware UTC); while it is paused, the
    earliest one it may resume with. next_try_at: later than `next_at` while that occurrence is
    tried again. is_sending: it is on its way. is_new: False when the intent had been recorded.
    """

    id: int
    status: SeriesStatus
    content: Content
    repeat: Repeat
    next_at: datetime
    version: int
    next_try_at: datetime | None = None
    is_sending: bool = False
    is_new: bool = False
    channel: str = Channel.TELEGRAM
    recipient: str = ""
    to: str = ""  # title of the group or channel
    halted_for: str | None = None  # why it waits though nobody has paused it: a Cause

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in {SeriesStatus.ENDED, SeriesStatus.CANCELLED}


@dataclass(frozen=True, slots=True)
class LockedSeries:
    """A series as a worker goes on with it: what it says is not read."""

    id: int
    status: SeriesStatus
    repeat: Repeat
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The pending occurrence of a series. is_sending: it is on its way."""

    next_try_at: datetime
    is_sending: bool


@dataclass(frozen=True, slots=True)
class SeriesEdit:
    """A change of a series; None leaves a part as it is. the others belong to `text`."""

    text: str | None = None
    entities: tuple[Entity, ...] = ()
    repeat: Repeat | None = None
    attachment: Attachment | None = None


def upcoming(repeat: Repeat, after: datetime, most: int = SHOWN) -> tuple[datetime, ...]:
    """The next occurrences strictly after an instant, in order, at most so many."""
    found: list[datetime] = []
    at = repeat.after(after)
    while at is not None and len(found) < most:
        found.append(at)
        at = repeat.after(at)
    return tuple(found)


def may_repeat(repeat: Repeat, now: datetime) -> datetime:
    """The first occurrence after `now`, whole seconds, UTC.

    Raises RepeatsNever for a rule that is over or never comes, RepeatsTooOften below LEAST, and
    UnknownZone.
    """
    try:
        found = upcoming(repeat, now, LOOKED_AT)
    except RuleInvalid:
        raise RepeatsNever from None
    if not found:
        raise RepeatsNever
    if any(later - earlier < LEAST for earlier, later in pairwise(found)):
        raise RepeatsTooOften(LEAST)
    return found[0]


def following(repeat: Repeat, planned: datetime, now: datetime) -> datetime | None:
    """The occurrence after the one planned for `planned`, which ended now.

    Occurrences that fell into an outage are left out: the late one stands for them.
    """
    return repeat.after(max(planned, now))


def moved(repeat: Repeat, next_at: datetime, zone: str, now: datetime) -> datetime | None:
    """The next occurrence once the rule follows the clocks of another zone.

    The pending one keeps its wall clock; where that has passed already, the one after it is next.
    """
    wall = to_wall(next_at, repeat.zone)
    there = Repeat(repeat.rrule, repeat.wall, zone)
    return there.after(max(now, to_instant_lenient(wall, zone) - SECOND))


def at_another_time(repeat: Repeat, clock: datetime) -> Repeat | None:
    """The same days at another time of day; None for a rule that counts hours or minutes.

    clock: any wall clock; its time of day is taken.
    """
    if repeat.is_elapsed:
        return None
    parts = [
        part
        for part in repeat.rrule.split(";")
        if not part.startswith(("BYHOUR=", "BYMINUTE=", "BYSECOND="))
    ]
    wall = datetime.combine(repeat.wall.date(), clock.time().replace(microsecond=0))
    return Repeat(";".join(parts), wall, repeat.zone, repeat.is_zone_named)
