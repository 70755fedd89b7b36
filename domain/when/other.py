"""Other languages for now: dateparser on the naive wall clock, believed where two runs agree.

It drops words it does not know, so an answer counts only if every number of the text is in it
and no word that changes a time (a part of the day, 'half', 'next') was in the text.
"""

import re
from datetime import datetime, time, timedelta

import dateparser

from domain.when.answer import Answer, Unclear, Understood, Why
from domain.when.foreign import is_dropped, language_of, words_of
from domain.when.resolve import LAST_YEAR, Moment, instant
from domain.when.tokens import Line

LONGEST = 80  # characters; nobody needs more for a time, and dateparser is slow
DAY = timedelta(days=1)
LENGTHS = (DAY, 7 * DAY, DAY / 24, timedelta(minutes=1), timedelta(seconds=1))
# 'um 9', 'a las 9', '9h', '9 uhr', which dateparser takes for nothing or for a length of time.
HOUR = re.compile(
    r"\b(?:um|a las|a la|à|às|as|в) (\d{1,2})(?: ?(?:uhr|h|horas|heures))?(?![\w:.,/-])"
    r"|\b(\d{1,2}) ?(?:uhr|h)(?![\w:.,/-])",
    re.IGNORECASE,
)
PROBES = (time(1, 2, 3), time(22, 21, 19))
LANGUAGES = frozenset(("hi", "ru", "es", "de", "pt", "fr"))
# What dateparser raises on strange texts, besides answering None.
FAILURES = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, re.error)


def is_foreign(line: Line, answer: Answer, language: str) -> bool:
    """Whether the text is in another language, so that the English reading is not to be used."""
    words = [token.word for token in line.tokens]
    named = language_of(words, language)
    if named not in {None, "en"} or (language != "en" and is_dropped(words)):
        return True
    known = language in LANGUAGES and not isinstance(answer, Unclear)
    return language not in {"en", ""} and not known


def in_another_language(line: Line, english: Answer, moment: Moment) -> Answer:
    """What dateparser makes of the whole text, or Unclear."""
    words = [token.word for token in line.tokens]
    language = language_of(words, moment.grammar.language) or moment.grammar.language
    if language not in LANGUAGES or len(line.text) > LONGEST or is_dropped(words):
        return Unclear(_why(english))
    probes = [_ask_dateparser(line.text, language, moment, probe) for probe in PROBES]
    first, second = probes
    if first is None or second is None:
        return Unclear(_why(english))
    base = [datetime.combine(moment.grammar.today, probe) for probe in PROBES]
    if first == second:
        return _at_clock(line, first, moment, words_of(language))
    if first - base[0] == second - base[1]:
        return _at_distance(line, first - base[0], moment)
    return Unclear(_why(english))


def _why(english: Answer) -> Why:
    return Why.PARTLY if not isinstance(english, Unclear) else english.why


def _ask_dateparser(text: str, language: str, moment: Moment, clock: time) -> datetime | None:
    """Its answer on a naive base; never its aware mode, which is wrong across DST."""
    base = datetime.combine(moment.grammar.today, clock)
    order = "MDY" if moment.grammar.month_first else "DMY"
    try:
        found = dateparser.parse(
            HOUR.sub(lambda hour: f" {hour[1] or hour[2]}:00", text),
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


def _at_clock(line: Line, wall: datetime, moment: Moment, own: frozenset[str]) -> Answer:
    """The text gives a time of day; without a word for the day it may roll to tomorrow."""
    given = {wall.day, wall.month, wall.year, wall.year % 100, wall.hour, wall.minute, wall.second}
    numbers = {token.number for token in line.tokens if token.word.isdecimal()}
    if not numbers <= given or not numbers:
        return Unclear(Why.PARTLY)
    dated = any(token.word in own for token in line.tokens) or len(numbers) > 2
    if wall <= moment.grammar.wall and not dated:
        wall += DAY
    if wall <= moment.grammar.wall:
        return Unclear(Why.PAST)
    return instant(wall, moment.zone, moment.now, (dated, True))


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
        return instant(wall, moment.zone, moment.now, (True, False))
    at = moment.now.replace(microsecond=0) + length
    if at <= moment.now or at.year > LAST_YEAR:
        return Unclear(Why.PARTLY)
    return Understood(at=at, wall=moment.wall_of(at), zone=moment.zone)


def _next_hour(wall: datetime) -> datetime:
    return wall.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
