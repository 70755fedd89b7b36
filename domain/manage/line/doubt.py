"""Which words look like time: where any is left of a line, the line was not understood."""

import re
from collections.abc import Iterable
from datetime import date

from domain.manage.line.words import Words, calendars, length_of, sign_of_range
from domain.when.text.lexicon import lexicon

SURE = 5  # letters of a day's or month's name that is one in whatever language is written
FIGURES = re.compile(r"(?!202)([01]\d|2[0-3])[0-5]\d")
"""Four figures that are a clock rather than a number; 'Christmas 2026' is a year."""
OFTEN_NONE = frozenset(("may", "march", "mar", "mai"))
SIGNS = ("to", "until", "from", "after", "before", "article", "and", "morning", "evening")
LEADING = ("to", "until", "from", "after", "before", "and", "between")
COUNTED = ("am", "pm", "clockword", "unit", "ordinal")
ARTICLES = frozenset(("a", "an", "all", "whole", "half", "rest", "few", "next", "this", "every"))


def is_one_day(words: Words, following: Words) -> bool:
    """Whether some words can name one day; a week, a length or 'end of december' is none.

    A holiday's name is one where no word follows: 'christmas holidays' are several.
    """
    places = range(len(words))
    near = any(length_of("near", words, at) for at in places)
    weekday = any(_weekday(words, at, calendars()) is not None for at in places)
    if any(length_of("fuzzy", words, at) or _parts_days(words, at) for at in places):
        return False
    if any(_leads_to_a_day(words, at) for at in places):
        return False
    if any(_leads_on(words, at) for at in (0, len(words) - 1)):
        return False
    if any(length_of("unit", words, at) for at in places):
        is_within = any(length_of("within", words, at) for at in places)
        return is_within or near or weekday
    is_dated = near or weekday or any(word.isdecimal() for word in words)
    return is_dated or not (following and following[0].isalpha())


def is_time(words: Words, at: int) -> bool:
    """Whether a word is a name of a day, a month or the like in any language."""
    kinds = ("near", "unit", "nextweek", "thisweek")
    named = _weekday(words, at, calendars()), _month(words, at, calendars())
    return named != (None, None) or any(length_of(kind, words, at) for kind in kinds)


def is_month(words: Words, at: int) -> bool:
    """Whether a month of any language is named there."""
    return _month(words, at, calendars()) is not None


def doubtful(words: Words, day: date | None, language: str) -> int | None:
    """Which of the words of a reason may be time that was not understood.

    day: the one that is meant, if it is one: its weekday and month say nothing new.
    """
    known = {language if language in calendars() else "en", "en"}
    at = 0
    while at < len(words):
        if named := length_of("named", words, at):
            at += named
            continue
        if _is_doubtful(words, at, day, known):
            return at
        at += 1
    return None


def _is_doubtful(words: Words, at: int, day: date | None, known: set[str]) -> bool:
    kinds = ["doubt", "repeated", "near", "morning", "afternoon", "evening", "thisweek", "nextweek"]
    kinds += ["after", "before", "from"] if at == 0 else []
    if any(length_of(kind, words, at) for kind in kinds):
        return True
    if words[at] in {"am", "pm"} and (at == 0 or at == len(words) - 1 or words[at] == "pm"):
        return words[at] == "pm" or at > 0 or known == {"en"}
    if words[at].isdecimal():
        return not _is_label(words, at)
    if length_of("unit", words, at):
        return at > 0 and (words[at - 1] in ARTICLES or _is_number(words, at - 1, known))
    sure = known if len(words[at]) < SURE else set(calendars())
    weekday, month = _weekday(words, at, sure), _month(words, at, sure)
    if words[at] in OFTEN_NONE or (weekday is None and month is None):
        return False
    return at == 0 or day is None or (weekday != day.weekday() and month != day.month)


def _is_label(words: Words, at: int) -> bool:
    """'room 4', 'B-12', 'no. 7': a number that a word before it explains."""
    before = words[at - 1] if at else ""
    if before in {"-", "."} and at > 1:
        before = words[at - 2]
    is_sign = before != "no" and any(length_of(kind, (before,), 0) for kind in SIGNS)
    if not (before.isalpha() or before in {"#", "№"}) or is_sign or FIGURES.fullmatch(words[at]):
        return False
    after = at + 1
    if after < len(words) and sign_of_range(words, after) and words[after + 1 :]:
        return not words[after + 1].isdecimal()
    is_clock = any(length_of(kind, words, after) for kind in COUNTED)
    is_clock = is_clock or words[after : after + 1] == (":",)
    return not is_clock and not is_month(words, after)


def _is_number(words: Words, at: int, languages: Iterable[str]) -> bool:
    if words[at].isdecimal():
        return True
    forms = (lexicon(language).forms.get(words[at], ()) for language in languages)
    return any(meaning[0][0] == "#" for items in forms for _, meaning in items)


def _leads_on(words: Words, at: int) -> bool:
    """Whether a word at an end of others stands between two times."""
    return not length_of("near", words, at) and any(length_of(name, words, at) for name in LEADING)


def _parts_days(words: Words, at: int) -> bool:
    """A comma belongs to a date before its year alone: 'Dec 24, 2026'."""
    year = words[at + 1 : at + 2]
    is_year = bool(year) and year[0].isdecimal() and len(year[0]) == 4
    beside = words[at - 1 : at] + year
    is_slash = words[at] == "/" and len(beside) == 2 and all(word.isdecimal() for word in beside)
    return length_of("and", words, at) > 0 and not (words[at] == "," and is_year) and not is_slash


def _leads_to_a_day(words: Words, at: int) -> bool:
    """'1 dec - 26' goes on with '26 dec'; it is no year, which has four figures after a dash."""
    after = words[at + 1] if at + 1 < len(words) else ""
    is_named = any(word.isalpha() for word in words[:at])
    return is_named and after.isdecimal() and len(after) < 4 and sign_of_range(words, at) > 0


def _weekday(words: Words, at: int, languages: Iterable[str]) -> int | None:
    found = (calendars()[language].weekday(words, at) for language in languages)
    return next((name[0] for name in found if name), None)


def _month(words: Words, at: int, languages: Iterable[str]) -> int | None:
    found = (calendars()[language].month(words, at) for language in languages)
    return next((name[0] for name in found if name), None)
