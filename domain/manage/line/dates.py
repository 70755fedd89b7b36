"""Days of the week and dates in staff's lines, with the names of one language."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from domain.manage.line.words import Calendar, Words, length_of, sign_of_range

WEEK = frozenset(range(7))
WORKDAYS, DAYS_OFF = frozenset(range(5)), frozenset((5, 6))
SETS = (("everyday", WEEK), ("weekdays", WORKDAYS), ("weekends", DAYS_OFF))


FIGURES = re.compile(r"\d{3,4}")
YEAR = re.compile(r"20\d\d")


class Weekdays(NamedTuple):
    """Days of the week that some words name, Monday = 0, and how many words; none: unreadable."""

    days: frozenset[int]
    length: int


class Dates(NamedTuple):
    """From a day to a day, both counted, and how many words name them."""

    first: date
    last: date
    length: int


@dataclass(frozen=True, slots=True)
class Days:
    """Reads days in the words of one language. today: dates without a year come from there on."""

    calendar: Calendar
    today: date

    def weekdays(self, words: Words, at: int) -> Weekdays | None:
        """'mon', 'mon-fri', 'every monday', 'daily', 'weekend'; None if nothing of that begins."""
        for name, days in SETS:
            if length := length_of(name, words, at):
                return Weekdays(days, length)
        starts = (0, length_of("each", words, at), length_of("article", words, at))
        found = ((start, self.calendar.weekday(words, at + start)) for start in starts)
        start, named = next(((start, name) for start, name in found if name), (0, None))
        if named is None:
            return None
        first, end = named[0], at + start + named[1]
        after = end + sign_of_range(words, end)
        other = self.calendar.weekday(words, after) if after > end else None
        if other is None and after > end:
            after += length_of("article", words, after)
            other = self.calendar.weekday(words, after)
        if other is None:
            return Weekdays(frozenset((first,)), end - at)
        span = (other[0] - first) % 7
        days = frozenset((first + number) % 7 for number in range(span + 1))
        after += other[1] + length_of("endword", words, after + other[1])
        return Weekdays(days if span else frozenset(), after - at)

    def dates(self, words: Words, at: int) -> Dates | None:
        """'24 dec', '24-26 dec', '24 dec to 2 jan', '2026-12-24'. Raises ValueError for no day."""
        first = self._short(words, at) or self._one(words, at, self.today)
        if first is None:
            return None
        end = at + first.length
        sign = sign_of_range(words, end)
        last = self._one(words, end + sign, first.first) if sign else None
        if last is None or first.first != first.last:
            return first
        return Dates(first.first, last.last, end + sign + last.length - at)

    def _short(self, words: Words, at: int) -> Dates | None:
        """'24-26 dec': the month stands once, after the second number."""
        number, end = day_number(words, at)
        sign = sign_of_range(words, end) if number else 0
        last = self._one(words, end + sign, self.today) if sign else None
        if last is None:
            return None
        first = last.last.replace(day=number)
        return Dates(first, last.last, end + sign + last.length - at)

    def _one(self, words: Words, at: int, since: date) -> Dates | None:
        if _is_iso(words, at):
            found = date.fromisoformat("".join(words[at : at + 5]))
            return Dates(found, found, 5)
        day, month, end = self._day_month(words, at)
        if not day or not month:
            return None
        comma = words[end : end + 1] == (",",)
        of = length_of("of", words, end) or comma
        year = words[end + of : end + of + 1]
        if year and YEAR.fullmatch(year[0]) and not is_other(words, end + of):
            found = date(int(year[0]), month, day)
            return Dates(found, found, end + of + 1 - at)
        found = _next(since, month, day)
        return Dates(found, found, end - at)

    def _day_month(self, words: Words, at: int) -> tuple[int, int, int]:
        """The numbers of a day and a month, 0 where there is none, and where they end."""
        if named := self.calendar.month(words, at):
            day, end = day_number(words, at + named[1])
            return day, named[0], end
        day, end = day_number(words, at)
        if not day:
            return 0, 0, at
        dotted = words[at + 1 : at + 4 : 2] == (".", ".")
        if dotted and words[at + 2].isdecimal():
            return day, int(words[at + 2]), at + 4
        end += length_of("of", words, end) or words[end : end + 1] == ("-",)
        named = self.calendar.month(words, end)
        return (day, named[0], end + named[1]) if named else (0, 0, at)


def is_other(words: Words, at: int) -> bool:
    """Whether four figures are no year but hours, '24 dec 2030-2130', or begin a date."""
    if _is_iso(words, at):
        return True
    after = at + 1 + sign_of_range(words, at + 1)
    figures = [words[place] for place in (at, after) if place < len(words)]
    is_range = after > at + 1 and len(figures) == 2 and not _is_iso(words, after)
    return is_range and all(map(FIGURES.fullmatch, figures))


def _is_iso(words: Words, at: int) -> bool:
    parts = words[at : at + 5]
    is_date = len(parts) == 5 and parts[1] == parts[3] == "-" and len(parts[0]) == 4
    return is_date and all(part.isdecimal() and len(part) == 2 for part in parts[2::2])


def day_number(words: Words, at: int) -> tuple[int, int]:
    """A day of a month, '24', '24.' or '24th', and where it ends; 0: it is none."""
    if not words[at : at + 1] or not words[at].isdecimal() or len(words[at]) > 2:
        return 0, at
    end = at + 1
    end += length_of("ordinal", words, end) or words[end : end + 1] == (".",)
    return (int(words[at]), end) if 1 <= int(words[at]) <= 31 else (0, at)


def _next(since: date, month: int, day: int) -> date:
    """The next such date from a day on; 29 February may be years away. Raises ValueError."""
    if not 1 <= month <= 12:
        raise ValueError(month)
    for year in range(since.year, since.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= since:
            return found
    raise ValueError(day)


def every(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
