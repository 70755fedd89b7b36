"""What has happened, in order, for programs that follow along: bookings' history and the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Source(StrEnum):
    """Which table a fact stands in."""

    HISTORY = "history"  # of bookings, by whoever did it
    AUDIT = "audit"  # of what staff did, with before and after


@dataclass(frozen=True, slots=True)
class Event:
    """A fact. id: of its source. what: thing and participle. actor_id: an account's."""

    source: Source
    id: int
    at: datetime
    what: str
    subject: str
    subject_id: int | None
    actor_id: int
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has read: the last id of each source."""

    history: int = 0
    audit: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """Facts after a mark, in order, and the mark after them. is_last: nothing more is there."""

    events: tuple[Event, ...]
    mark: Mark
    is_last: bool


def merged(history: Sequence[Event], audit: Sequence[Event], since: Mark, most: int) -> Feed:
    """The first of two lists that are each in the order of ids, by time as far as ids allow."""
    ours, theirs, found, mark = list(history), list(audit), list[Event](), since
    while (ours or theirs) and len(found) < most:
        if not theirs or (ours and ours[0].at <= theirs[0].at):
            mark = Mark(ours[0].id, mark.audit)
            found.append(ours.pop(0))
        else:
            mark = Mark(mark.history, theirs[0].id)
            found.append(theirs.pop(0))
    return Feed(tuple(found), mark, is_last=not ours and not theirs)
