"""What is to be closed, in one line: '24-26 dec Christmas', 'tomorrow 9am-12pm analyser down'.

Either exactly the days and hours that stand there, as one stretch, or the line is refused with what
was not understood: hours that are not read never close a whole day, days never shrink to the first.
What is no time is the reason, kept whole.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from domain.booking.part_of_day import DUSK, NOON
from domain.manage.line.clocks import DAY, read_clock, read_hours
from domain.manage.line.dates import Days, day_number, is_other
from domain.manage.line.doubt import doubtful, is_month, is_one_day, is_time
from domain.manage.line.words import (
    Calendar,
    Line,
    Words,
    calendars,
    cut,
    length_of,
    sign_of_range,
)
from domain.refusals import ClosureUnclear
from domain.time.zones import Stretch, first_instant, last_instant
from domain.typed_text import one_line

LONGEST_REASON, LONGEST_LINE = 120, 300
MOST_DAYS = 92  # that one closure lasts
LONGEST_DAY, LONGEST_END = 7, 20  # words that name a day, and of time behind a reason
EARLY = 7 * 60  # 'after 2' is hardly meant at night
ReadDay = Callable[[str, date], date | None]
"""A day and nothing else, counted from another; None for any other words."""

PARTS = {
    "morning": (0, NOON * 60),
    "afternoon": (NOON * 60, DUSK * 60),
    "evening": (DUSK * 60, DAY),
    "allday": (0, DAY),
}
SIGNS = {
    "t": "to",
    "u": "until",
    "f": "from",
    "a": "after",
    "b": "before",
    "&": "and",
    "T": "frompost",
    "U": "untilpost",
    "A": "afterpost",
    "B": "beforepost",
    "w": "between",
}
DAYS, HOURS = r"f?D[tuT]DU?|f?RU?|wD&D|[DRW](?:&+[DRW])*", r"f?H|[fa]C|[ub]C|C[TUAB]|P"
ONE = re.compile(rf"(?:{DAYS})(?:&*(?:{HOURS}))?|(?:{HOURS})&*(?:{DAYS})")
ACROSS = re.compile(r"f?DC[tuT]DCU?|f?DC[tuT]DU?")
"""From a time of one day to a time of another, or to its end."""


@dataclass(frozen=True, slots=True)
class TypedClosure:
    """From, until before; on the lab's clock. reason: what else stood in the line."""

    first: datetime
    end: datetime
    reason: str = ""


class Item(NamedTuple):
    """A part of a line that is time.

    sign: D a day, R days from one to another, W a week or its end, H hours, C a clock, P a part of
    the day, r what repeats, or one of SIGNS.
    start, end: its words. days: first and last. minutes: of the day, from and to.
    """

    sign: str
    start: int
    end: int
    days: tuple[date, date] = (date.min, date.min)
    minutes: tuple[int, int] = (0, DAY)


def read(text: str, today: date, read_day: ReadDay, locale: str = "en") -> TypedClosure:
    """The stretch and the reason that a line means.

    Raises ClosureUnclear with what is missing, not understood, or more than one stretch.
    """
    line = Line(one_line(text[: 2 * LONGEST_LINE]))
    if len(line.text) > LONGEST_LINE:
        raise ClosureUnclear("long")
    language, read_day = locale.partition("-")[0], lru_cache(read_day)
    calendar = calendars().get(language, calendars()["en"])
    items, reason = _parts(line, _Reader(line, today, read_day, calendar))
    first, end = _Stretch(line, items, read_day).read()
    day = first.date() if end - first <= timedelta(days=1) else None
    doubt = doubtful(cut(reason), day, language)
    if doubt is not None:
        raise ClosureUnclear("unread", Line(reason).piece(doubt))
    return TypedClosure(first, end, reason[:LONGEST_REASON])


def chosen(first: datetime, end: datetime, reason: str) -> TypedClosure:
    """The same from two clocks that were picked. Raises ClosureUnclear."""
    if end <= first:
        raise ClosureUnclear("order", f"{first:%H:%M}-{end:%H:%M}")
    if end - first > timedelta(MOST_DAYS):
        raise ClosureUnclear("far")
    return TypedClosure(first, end, one_line(reason)[:LONGEST_REASON])


def stretch_of(typed: TypedClosure, zone: str) -> Stretch:
    """All that clocks in `zone` show between; a doubled time begins it early and ends it late."""
    is_midnight = typed.end.time() == time()
    last = first_instant(typed.end, zone) if is_midnight else last_instant(typed.end, zone)
    return Stretch(first_instant(typed.first, zone), last)


def _parts(line: Line, reader: "_Reader") -> tuple[list[Item], str]:
    """What is time in a line, at its beginning or at its end, and the rest."""
    found, size = reader.items(0), len(line.words)
    items = _trimmed(found)
    if _has_days(items):
        if items[-1].end < found[-1].end == size:
            raise ClosureUnclear("unread", line.part(items[-1].end, size))
        return items, line.part(items[-1].end, size).strip(" ,:;.-–—")
    for start in range(max(1, size - LONGEST_END), size):
        with suppress(ClosureUnclear):
            at_end = reader.items(start)
            if _has_days(at_end) and at_end[-1].end == size and not _is_length(line, start):
                return at_end, line.part(0, start).strip(" ,:;.-–—")
    raise ClosureUnclear("stretch" if any(item.sign == "r" for item in items) else "day")


def _is_length(line: Line, at: int) -> bool:
    """Whether 'for' stands before: 'for the next week' says how long, not when."""
    while at and length_of("article", line.words, at - 1):
        at -= 1
    return at > 0 and length_of("for", line.words, at - 1) > 0


def _has_days(items: list[Item]) -> bool:
    return any(item.sign in "DRW" for item in items)


def _trimmed(items: list[Item]) -> list[Item]:
    """Without words at the end that lead to no time: they begin the reason."""
    found = list(items)
    while found and found[-1].sign in SIGNS and not _is_whole(found):
        found.pop()
    return found


def _is_whole(items: list[Item]) -> bool:
    signs = "".join(item.sign for item in items)
    return bool(ONE.fullmatch(signs) or ACROSS.fullmatch(signs))


class _Reader:
    """Finds what is time at one place of a line."""

    def __init__(self, line: Line, today: date, read_day: ReadDay, calendar: Calendar) -> None:
        self.line, self.words, self.today = line, line.words, today
        self.read_day, self.calendar = read_day, calendar

    def items(self, at: int) -> list[Item]:
        """One after another, with nothing else between them than words that go with time."""
        found: list[Item] = []
        while at < len(self.words):
            item = self._item(at, found)
            skipped = 0 if item else self._is("article", at)
            if item is None and not skipped:
                break
            if item:
                found.append(item)
            at = item.end if item else at + skipped
        return found

    def _item(self, at: int, found: list[Item]) -> Item | None:
        readers = [self._days, self._hours, self._sign]
        if _has_days(found) and found[-1].sign not in "tuT&":
            readers = [self._hours, self._days, self._sign]
        if found and found[-1].sign in "DRW":
            readers.remove(self._days)
        return next((item for read in readers if (item := read(at))), None)

    def _sign(self, at: int) -> Item | None:
        if length := self._is("repeated", at):
            return Item("r", at, at + length)
        name = max(reversed(SIGNS), key=lambda sign: self._is(SIGNS[sign], at))
        length = self._is(SIGNS[name], at)
        return Item(name, at, at + length) if length else None

    def _hours(self, at: int) -> Item | None:
        between = self._is("between", at)
        hours, length = read_hours(self.words, at + between, is_between=between > 0)
        if length:
            if hours is None:
                raise ClosureUnclear("hours", self.line.part(at, at + between + length))
            return Item("H", at, at + between + length, minutes=(hours.opens, hours.closes))
        if clock := read_clock(self.words, at):
            if clock.is_open and clock.minute < EARLY:
                raise ClosureUnclear("hours", self.line.part(at, at + clock.length))
            minute = clock.minute
            return Item("C", at, at + clock.length, minutes=(minute, minute))
        for name, minutes in PARTS.items():
            if length := self._is(name, at):
                return Item("P", at, at + length, minutes=minutes)
        return None

    def _days(self, at: int) -> Item | None:
        return self._week(at) or self._short(at) or self._day(at)

    def _week(self, at: int) -> Item | None:
        start, monday = at + self._is("whole", at), self.today - timedelta(self.today.weekday())
        if length := self._is("nextweek", start):
            days = (monday + timedelta(7), monday + timedelta(13))
        elif length := self._is("thisweek", start):
            days = (self.today, monday + timedelta(6))
        elif length := self._is("daysoff", start):
            days = (max(self.today, monday + timedelta(5)), monday + timedelta(6))
        elif length := self._is("nextdaysoff", start):
            saturday = self.read_day(self.line.part(start, start + length), self.today)
            if saturday is None or saturday.weekday() != 5:
                return None
            days = (saturday, saturday + timedelta(1))
        else:
            return None
        return Item("W", at, start + length, days)

    def _short(self, at: int) -> Item | None:
        """'24-26 dec', '24, 25 and 26 dec', 'dec 24-26': the month stands once."""
        numbers, end = self._numbers(at)
        last = self._day(end) if numbers else None
        number = day_number(self.words, end)[0]
        if last and number and last.end > end + 1:
            is_range = sign_of_range(self.words, end - 1) or sign_of_range(self.words, end - 2)
            steps = {other - one for one, other in pairwise([*numbers, number])}
            if (len(numbers) > 1 or not is_range) and steps != {1}:
                raise ClosureUnclear("stretch", self.line.part(at, last.end))
            if numbers[0] < number == last.days[0].day:
                return Item("R", at, last.end, (_with_day(last.days[0], numbers[0]), last.days[0]))
        return self._month_first(at)

    def _month_first(self, at: int) -> Item | None:
        first = self._day(at) if is_month(self.words, at) else None
        sign = sign_of_range(self.words, first.end) if first else 0
        if first is None or not sign:
            return None
        number, end = day_number(self.words, first.end + sign)
        following = self.words[end : end + 1]
        is_more = following in {(":",), ("h",), ("am",), ("pm",)} or is_month(self.words, end)
        is_more = is_more or any(word.isdecimal() for word in following)
        if is_more or number <= first.days[0].day:
            return None
        return Item("R", at, end, (first.days[0], _with_day(first.days[0], number)))

    def _numbers(self, at: int) -> tuple[list[int], int]:
        """Days of a month before the last, which has its name beside it."""
        found: list[int] = []
        while True:
            number, end = day_number(self.words, at)
            sign = max(sign_of_range(self.words, end), self._is("and", end)) if number else 0
            if not sign or not day_number(self.words, end + sign)[0]:
                return found, at
            found.append(number)
            at = end + sign

    def _day(self, at: int) -> Item | None:
        """The longest words that name one day, without those that are more likely the reason."""
        for end in range(min(at + LONGEST_DAY, len(self.words)), at, -1):
            day = self._named(at, end)
            if day is None or self._is_two_days(at, end):
                continue
            shortest = end
            while shortest > at + 1 and self._is_reason(shortest - 1, day, at):
                shortest -= 1
            return Item("D", at, shortest, (day, day))
        return None

    def _named(self, start: int, end: int) -> date | None:
        is_split = end - start > 1 and is_other(self.words, end - 1)
        if is_split or not is_one_day(self.words[start:end], self.words[end : end + 1]):
            return None
        day = self.read_day(self.line.part(start, end), self.today)
        return day or self._dated(self.words[start:end])

    def _dated(self, words: Words) -> date | None:
        """By the abbreviations of the person's own language: '24 dez'."""
        with suppress(ValueError):
            found = Days(self.calendar, self.today).dates(words, 0)
            if found and found.length == len(words) and found.first == found.last:
                return found.first
        return None

    def _is_two_days(self, start: int, end: int) -> bool:
        """'mon-wed' is from one day to another; 'segunda-feira' is one."""
        for at in range(start + 1, end):
            after = at + sign_of_range(self.words, at)
            if at < after < end and self._named(start, at) and self._named(after, end):
                return True
        return False

    def _is_reason(self, last: int, day: date, start: int) -> bool:
        """Whether the last word says nothing of the day: '24 dec Christmas'."""
        word = self.words[last]
        is_word = not word.isdecimal() and word != "." and not is_time(self.words, last)
        return is_word and self._named(start, last) == day

    def _is(self, kind: str, at: int) -> int:
        return length_of(kind, self.words, at)


class _Stretch:
    """What the parts of a line mean together."""

    def __init__(self, line: Line, items: list[Item], read_day: ReadDay) -> None:
        self.line, self.items, self.read_day = line, items, read_day
        self.signs = "".join(item.sign for item in items)
        self.days = [item for item in items if item.sign in "DRW"]
        self.text = line.part(items[0].start, items[-1].end)

    def read(self) -> tuple[datetime, datetime]:
        if ACROSS.fullmatch(self.signs):
            first, last = self._first_and_last()
            clocks = [item.minutes[0] for item in self.items if item.sign == "C"]
            return _at(first, clocks[0]), _at(last, clocks[1] if len(clocks) > 1 else DAY)
        if not ONE.fullmatch(self.signs):
            is_several = sum(self.signs.count(sign) for sign in "HCP") > 1 or "r" in self.signs
            raise ClosureUnclear("stretch" if is_several else "unread", self.text)
        first, last = self._first_and_last()
        opens, closes = self._minutes()
        if first != last and (opens, closes) != (0, DAY):
            raise ClosureUnclear("stretch", self.text)
        return _at(first, opens), _at(last, closes)

    def _first_and_last(self) -> tuple[date, date]:
        if len(self.days) == 1:
            return self.days[0].days
        if "&" in self.signs and "w" not in self.signs:
            return self._side_by_side()
        begins, ends = self.days
        first, last = begins.days[0], ends.days[1]
        if last < first and not length_of("near", self.line.words, ends.start):
            later = self.read_day(self.line.part(ends.start, ends.end), first)
            last = later if later and later - first < timedelta(MOST_DAYS) else last
        if last <= first:
            raise ClosureUnclear("order", self.text)
        if last - first >= timedelta(MOST_DAYS):
            raise ClosureUnclear("far")
        return first, last

    def _side_by_side(self) -> tuple[date, date]:
        """'tomorrow and wednesday' are one stretch if one follows the other."""
        ordered = sorted(item.days for item in self.days)
        for one, other in pairwise(ordered):
            if other[0] - one[1] != timedelta(1):
                raise ClosureUnclear("stretch", self.text)
        return ordered[0][0], ordered[-1][1]

    def _minutes(self) -> tuple[int, int]:
        """Of the day; all of it where no hours stand."""
        for at, item in enumerate(self.items):
            if item.sign in "HP":
                return item.minutes
            if item.sign == "C":
                minute = item.minutes[0]
                is_from = self.signs[at - 1 : at] in {"f", "a"} or self.signs[at + 1 :][:1] in {
                    "T",
                    "A",
                }
                if minute in {0, DAY}:
                    raise ClosureUnclear("hours", self.text)
                return (minute, DAY) if is_from else (0, minute)
        return 0, DAY


def _with_day(day: date, number: int) -> date:
    """Another day of the same month."""
    try:
        return day.replace(day=number)
    except ValueError:
        raise ClosureUnclear("day") from None


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)
