"""What is written down of a staff action."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.booking.lab import Lab

Facts = Mapping[str, str | int | bool | list[str] | list[int] | None]
"""What of a thing a staff action changes: ids, codes, numbers, ISO instants; never a name, a
phone or a message's text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One staff action. at: aware UTC.

    action: thing and participle, such as "booking_cancelled". subject: the kind of thing, such as
    "booking", with its id where it has one. before, after: what changed of it.
    """

    at: datetime
    actor_id: int
    action: str
    subject: str
    subject_id: int | None = None
    before: Facts | None = None
    after: Facts | None = None


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as it is read: with what colleagues call whoever did it."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    subject_id: int | None
    before: Facts
    after: Facts


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries of one page, the newest first.

    before: the id that all of them are below, 0 for the newest. is_last: nothing older fits.
    """

    lab: Lab
    entries: tuple[EntryView, ...]
    before: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; empty parts fit everything. words: each in the action or the name.

    is_reading: who looked at patients, instead of who did what.
    """

    words: tuple[str, ...] = ()
    subject_id: int | None = None
    day: date | None = None
    is_reading: bool = False


READING = "reading"  # as the subject of an entry


class Seen(StrEnum):
    """A screen of staff that shows patients."""

    ACCOUNT = "account"
    CALL_LIST = "call list"
    DAY = "day"
    FOLLOW_UPS = "follow-ups"
    NEXT = "next"
    OPEN = "open visits"
    PATIENT = "patient"
    PROGRAM = "program"  # none: a program with a key has read them
    REPORT = "report"
    SEARCH = "search"
    VISIT = "visit"
    WEEK = "week"


PHRASES = (
    *("put_back", "signed_in", "signed_out", "sent_again", "no_show"),
    *("fasting_kept", "fasting_broken"),
)
"""What was done, where that is more than one word."""
LONGEST = 100  # characters that are looked at
MOST_WORDS = 5
NUMBER = re.compile(r"#?(\d{1,18})")
IDLE = frozenset(("no", "no.", "number", "by", "of", "the", "who"))
READ = frozenset(("read", "reads", "reading"))


def search_of(text: str, today: date) -> Search:
    """'dora cancelled booking 123 yesterday'. today: of the lab's calendar."""
    words: list[str] = []
    subject_id, day, is_reading = None, None, False
    for word in text[:LONGEST].casefold().split():
        if number := NUMBER.fullmatch(word):
            subject_id = int(number[1])
        elif (found := _day(word, today)) is not None:
            day = found
        elif word in READ:
            is_reading = True
        elif word not in IDLE:
            words.append(word.rstrip("s") if len(word) > 4 else word)
    return Search(tuple(words[:MOST_WORDS]), subject_id, day, is_reading)


def action_words(action: str) -> str:
    """'booking_cancelled' as 'cancelled booking', '..._undone' as 'took back: ...'."""
    kind, _, undone = action.partition("_undone")
    if undone or action.endswith("_undone"):
        return f"took back: {action_words(kind)}"
    done = next((one for one in PHRASES if kind.endswith(f"_{one}")), kind.rpartition("_")[2])
    thing = kind.removesuffix(done).rstrip("_")
    return f"{done} {thing}".replace("_", " ").strip()


def _day(word: str, today: date) -> date | None:
    if word == "today":
        return today
    if word == "yesterday":
        return today - timedelta(days=1)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
