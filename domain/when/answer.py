"""What a text can mean: one instant, a question back, or nothing that may be acted on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why we ask instead of choosing."""

    NONEXISTENT = "nonexistent"  # the clocks are put forward over it
    AMBIGUOUS = "ambiguous"  # the clocks are put back over it, so it comes twice
    READINGS = "readings"  # the words can be read in several ways


class Why(StrEnum):
    """Why a text is not acted on."""

    NOTHING = "nothing"  # no time in it
    PAST = "past"
    IMPOSSIBLE = "impossible"  # 31 February, 25:00
    PARTLY = "partly"  # a time in it, and something like a time that was not understood
    TOO_OFTEN = "too_often"  # 'every 10 seconds'
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One instant.

    at: aware UTC, always after now, whole seconds. wall: the clock in `zone` then. zone: IANA
    name, the person's own unless the text names another. rest: the text without its time.
    kept: where `rest` comes from: [start, end) in the text, joined by one blank.
    has_date, has_time: whether the text gave them; without a time it is 09:00. part: of the day,
    such as "morning", where the text named no clock time beside it.
    recurrence: an RFC 5545 RRULE counted from `wall`, of which `at` is the first occurrence (see
    domain.time.recurrence). others: further readings, worth a button each.
    """

    at: datetime
    wall: datetime
    zone: str
    rest: str = ""
    kept: tuple[tuple[int, int], ...] = ()
    has_date: bool = True
    has_time: bool = True
    part: str = ""
    recurrence: str | None = None
    others: tuple["Understood", ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """Several instants, or one that is doubtful: the person has to choose."""

    reason: Reason
    options: tuple[Understood, ...]


@dataclass(frozen=True, slots=True)
class Unclear:
    """No instant that may be acted on."""

    why: Why


Answer = Understood | Ask | Unclear
