"""Languages without words of ours: dateparser on the naive wall clock, where two runs agree.

It drops words it does not know, so an answer counts only if it knows every word of the text and
if every number of the text is in the answer. It takes a bare number for the day of the month, so
one counts only beside a month's name (ADR 0025).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import lru_cache

import dateparser
from dateparser.languages.loader import default_loader

from domain.when.answer import Answer, Unclear, Understood, Why
from domain.when.meaning.resolve import LAST_YEAR, Given, Moment, instant
from domain.when.text.lexicon import MONTHS, WEEKDAYS
from domain.when.text.tokens import Line

SIGNS = frozenset(":/-.")  # within a clock time or a date in figures
LONGEST = 80  # characters; nobody needs more for a time, and dateparser is slow
DATE_ALONE = Given(date=True, time=False)
DAY = timedelta(days=1)
LENGTHS = (DAY, 7 * DAY, DAY / 24, timedelta(minutes=1), timedelta(seconds=1))
UNKNOWN = frozenset(("name", "date_order", "simplifications", "relative-type-regex"))
PROBES = (time(1, 2, 3), time(22, 21, 19))
KNOWN = frozenset(("nl", "pl", "sv", "ro", "cs", "da", "nb", "fi", "hu", "el", "vi", "bg"))
# What dateparser raises on strange texts, besides answering None.
FAILURES = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, re.error)


def in_another_language(line: Line, ours: Answer, moment: Moment) -> Answer:
    """What dateparser makes of the whole text in the person's language, or our own answer."""
    language = moment.grammar.language
    words = {token.word for token in line.tokens if token.word.isalpha()}
    if language not in KNOWN or len(line.text) > LONGEST or not words <= words_of(language):
        return ours
    probes = [_ask_dateparser(line.text, language, moment, probe) for probe in PROBES]
    first, second = probes
    if first is None or second is None:
        return ours
    base = [datetime.combine(moment.grammar.today, probe) for probe in PROBES]
    if first == second:
        return _at_clock(line, first, moment)
    if first - base[0] == second - base[1]:
        return _at_distance(line, first - base[0], moment)
    return ours


@lru_cache(maxsize=len(KNOWN))
def words_of(language: str) -> frozenset[str]:
    """The words that dateparser gives a meaning in this language."""
    info = default_loader.get_locale(language).info
    named = {key: value for key, value in info.items() if key not in UNKNOWN}
    return frozenset(word for form in _leaves(named) for word in form.casefold().split())


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)


def _ask_dateparser(text: str, language: str, moment: Moment, clock: time) -> datetime | None:
    """Its answer on a naive base; never its aware mode, which is wrong across DST."""
    base = datetime.combine(moment.grammar.today, clock)
    order = "MDY" if moment.grammar.month_first else "DMY"
    try:
        found = dateparser.parse(
            text,
            languages=[language],
            settings={
                "RELATIVE_BASE": base,
                "PREFER_DATES_FROM": "future",
                "DATE_ORDER": order,
                "RETURN_AS_TIMEZONE_AWARE": False,
            },
        )
    except FAILURES:
        return None
    if found is None or found.tzinfo is not None:
        return None
    return found.replace(microsecond=0)


def _at_clock(line: Line, wall: datetime, moment: Moment) -> Answer:
    """The text gives a time of day; without a word for the day it may roll to tomorrow."""
    given = {wall.day, wall.month, wall.year, wall.year % 100, wall.hour, wall.minute, wall.second}
    numbers = {token.number for token in line.tokens if token.word.isdecimal()}
    if not numbers <= given or not numbers or _guesses(line, moment.grammar.language, wall):
        return Unclear(Why.PARTLY)
    if wall.time() == time() and numbers <= {wall.day, wall.month, wall.year}:
        wall = datetime.combine(wall, time(9))
        ahead = wall > moment.grammar.wall and wall.year <= LAST_YEAR
        return instant(wall, moment.zone, moment.now, DATE_ALONE) if ahead else Unclear(Why.PAST)
    dated = any(token.word.isalpha() for token in line.tokens) or len(numbers) > 2
    if wall <= moment.grammar.wall and not dated:
        wall += DAY
    if wall <= moment.grammar.wall:
        return Unclear(Why.PAST)
    return instant(wall, moment.zone, moment.now, Given(dated, time=True))


def _guesses(line: Line, language: str, wall: datetime) -> bool:
    """Whether a bare number has no month beside it, or the weekday that is named is not kept."""
    words = {token.word for token in line.tokens}
    bare = any(
        token.number is not None
        and not (line[at + 1].glued and line.word(at + 1) in SIGNS)
        and not (token.glued and line.word(at - 1) in SIGNS)
        for at, token in enumerate(line.tokens)
    )
    weekdays = {number for number, name in enumerate(WEEKDAYS) if words & named_so(language, name)}
    has_month = any(words & named_so(language, name) for name in MONTHS)
    return (bare and not has_month) or bool(weekdays - {wall.weekday()})


@lru_cache(maxsize=len(KNOWN) * 19)
def named_so(language: str, name: str) -> frozenset[str]:
    """What a weekday or a month is called in dateparser's words for a language."""
    named = default_loader.get_locale(language).info.get(name, [])
    return frozenset(form.casefold() for form in named)


def _at_distance(line: Line, length: timedelta, moment: Moment) -> Answer:
    """The text gives a length of time, or a day without a time."""
    numbers = [token.number or 0 for token in line.tokens if token.word.isdecimal()]
    counted = not numbers or any(length == numbers[0] * unit for unit in LENGTHS)
    if length < timedelta() or len(numbers) > 1 or not counted:
        return Unclear(Why.PAST if length < timedelta() else Why.PARTLY)
    if length % DAY == timedelta():
        day = moment.grammar.today + length
        wall = max(datetime.combine(day, time(9)), _next_hour(moment.grammar.wall))
        if wall.date() != day:
            return Unclear(Why.PAST)
        return instant(wall, moment.zone, moment.now, DATE_ALONE)
    at = moment.now.replace(microsecond=0) + length
    if at <= moment.now or at.year > LAST_YEAR:
        return Unclear(Why.PARTLY)
    return Understood(at=at, wall=moment.wall_of(at), zone=moment.zone)


def _next_hour(wall: datetime) -> datetime:
    return wall.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
