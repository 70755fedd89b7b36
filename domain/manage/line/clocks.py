"""Times of day and hours from one to another, as staff write them: '8-12', '9am to 1pm', '0930'.

Minutes from 0:00 of the day; hours that end on the next day end beyond 24 * 60.
"""

from dataclasses import dataclass
from typing import NamedTuple

from domain.manage.line.words import Words, length_of, sign_of_range

HALF_DAY, DAY = 12 * 60, 24 * 60
NIGHT = 5 * 60
LAST_MINUTE = DAY - 1
"""23:59 as an end means midnight."""


class Hours(NamedTuple):
    """From, to; minutes of the day on which they begin."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Clock:
    """minute: of the day, as it is written. half: "am", "pm", or "" for a clock of 24 hours.

    is_open: whether half a day may have been left out ('8-1pm'). length: words of it.
    """

    minute: int
    half: str
    is_open: bool
    length: int


def read_clock(words: Words, at: int) -> Clock | None:
    """'9', '9:30', '0930', '9h30', '9 Uhr 30', '9am', 'noon', '24:00'."""
    for name, minute in (("noon", HALF_DAY), ("midnight", DAY)):
        if length := length_of(name, words, at):
            return Clock(minute, "", False, length)
    if not words[at : at + 1] or not words[at].isdecimal() or len(words[at]) > 4:
        return None
    if len(words[at]) > 2:
        hour, minute, length = int(words[at][:-2]), int(words[at][-2:]), 1
    else:
        hour, minute, length = _with_minutes(words, at)
    half, named = _half(words, at + length)
    if minute > 59 or hour * 60 + minute > DAY or (half and not 1 <= hour <= 12):
        return None
    if half:
        value = hour % 12 * 60 + minute + (HALF_DAY if half == "pm" else 0)
        return Clock(value, half, False, length + named)
    is_open = 1 <= hour <= 12 and not words[at].startswith("0")
    return Clock(hour * 60 + minute, "", is_open, length)


def read_hours(words: Words, at: int, *, is_between: bool = False) -> tuple[Hours | None, int]:
    """From one time to another, and how many words that is; None: nobody can say from when to when.

    Of no length if there are no two times. is_between: 'and' stands between them.
    """
    first = read_clock(words, at)
    if first is None:
        return None, 0
    end = at + first.length
    sign = length_of("and", words, end) if is_between else sign_of_range(words, end)
    if not sign:
        return None, 0
    end += sign
    while read_clock(words, end) is None and (article := length_of("article", words, end)):
        end += article
    last = read_clock(words, end)
    if last is None:
        return None, 0
    end += last.length
    if _is_either_half(first, last):
        return None, end - at
    return between(first, last), end + length_of("endword", words, end) - at


def _is_either_half(first: Clock, last: Clock) -> bool:
    """'1-5' is hardly meant at night; '1:00-5:00' and '0-5' are."""
    is_bare = first.length == last.length == 1 and not first.half and not last.half
    return (
        is_bare and first.is_open and last.is_open and first.minute % 60 == 0 < NIGHT - first.minute
    )


def between(first: Clock, last: Clock) -> Hours | None:
    """The hours that two times mean; None if more or less than one thing can be meant."""
    opens, closes = first.minute, last.minute
    if opens == DAY:
        return None  # the midnight before that day, or the one after it?
    is_guessed = True
    if first.is_open and last.half:
        opens = _nearest(first, closes, -1)
    elif first.half and last.is_open:
        closes = _nearest(last, opens, 1)
    else:
        is_guessed = False
    closes = DAY if closes in {0, LAST_MINUTE} else closes
    if opens < closes and not (is_guessed and closes == DAY):
        return Hours(opens, closes) if (opens, last.minute) != (0, 0) else None
    over = Hours(opens, closes + DAY)
    is_night = opens >= HALF_DAY and opens != closes and over.closes - opens <= HALF_DAY
    return over if is_night and not is_guessed else None


def _nearest(clock: Clock, other: int, way: int) -> int:
    """The minute that a clock of twelve hours shows next before (-1) or after (1) another."""
    away = (clock.minute - other) * way % HALF_DAY or HALF_DAY
    return (other + away * way) % DAY


def _with_minutes(words: Words, at: int) -> tuple[int, int, int]:
    """Hour, minutes, and how many words they are."""
    hour, rest = int(words[at]), words[at + 1 : at + 3]
    if len(rest) == 2 and rest[0] in {":", ".", "h"} and len(rest[1]) == 2 and rest[1].isdecimal():
        return hour, int(rest[1]), 3
    word = length_of("clockword", words, at + 1)
    more = words[at + 1 + word : at + 2 + word]
    if word and more and more[0].isdecimal() and len(more[0]) == 2 and words[at + 1] == "uhr":
        return hour, int(more[0]), 2 + word
    return hour, 0, 1 + word


def _half(words: Words, at: int) -> tuple[str, int]:
    """'am', 'pm' or '', and how many words it is. 'am Montag' is German for 'on Monday'."""
    for half in ("am", "pm"):
        if length := length_of(half, words, at):
            return half, length
    return "", 0
