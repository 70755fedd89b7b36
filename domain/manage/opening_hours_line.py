"""Opening hours in one line: 'mon-fri 7:00-11:00 every 15 min x3 for CBC, lipid until 31 dec'.

Every word of a line is a part that was understood, or the line is refused with that word: what is
not understood never makes hours longer or shorter.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from itertools import product
from typing import NoReturn

from domain.booking.catalogue import LabTest
from domain.manage.line.clocks import DAY, Hours, read_hours
from domain.manage.line.dates import Dates, Days, every
from domain.manage.line.words import Line, calendars, length_of
from domain.manage.opening_hours import LONGEST
from domain.refusals import OpeningHoursUnclear
from domain.typed_text import one_line

LONGEST_LINE, MOST_EXCEPTIONS = 500, 400
LIMITS = {"seats": (1, 200), "every": (1, 480), "buffer": (0, 240)}
KEYWORDS = ("for", "from", "until", "except", "buffer", "holidays", "each")
Find = Callable[[str], LabTest | None]


@dataclass(frozen=True, slots=True)
class TypedHours:
    """Opening hours as they were typed; ids and the lab are found elsewhere.

    hours: from, to; an end that is not after its start is one of the next day, 0:00 is midnight.
    holidays: a country's code, "" for the lab's own country, None for none.
    """

    weekdays: frozenset[int]
    hours: tuple[tuple[time, time], ...]
    minutes: int
    capacity: int
    buffer: int = 0
    tests: tuple[LabTest, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    exceptions: frozenset[date] = frozenset()
    holidays: str | None = None


def read(text: str, today: date, find: Find, locale: str = "en") -> TypedHours:
    """The opening hours that a line means. find: the one test of a name. locale: the person's.

    Names of days are read in the person's language, else in the others, which have to agree. Raises
    OpeningHoursUnclear with what is missing or not understood.
    """
    line, known = Line(one_line(text[: 2 * LONGEST_LINE])), calendars()
    own = locale.partition("-")[0] if locale.partition("-")[0] in known else "en"
    try:
        found = [_Reader(line, Days(known[own], today), find).read()]
    except OpeningHoursUnclear as refused:
        others = (name for name in known if name != own)
        found = list(_readings(line, [Days(known[name], today) for name in others], find))
        if not found:
            raise
        if any(other != found[0] for other in found):
            raise OpeningHoursUnclear("weekdays", "") from refused
    if len(text) > LONGEST_LINE and len(one_line(text)) > LONGEST_LINE:
        raise OpeningHoursUnclear("long", "")
    return found[0]


def _readings(line: Line, languages: Iterable[Days], find: Find) -> Iterator[TypedHours]:
    for days in languages:
        with suppress(OpeningHoursUnclear):
            yield _Reader(line, days, find).read()


class _Reader:
    """Takes a line apart from left to right."""

    def __init__(self, line: Line, days: Days, find: Find) -> None:
        self.line, self.words, self.days, self.find = line, line.words, days, find
        self.at = 0
        self.groups: list[str] = []  # days and hours, as they take turns
        self.weekdays: list[frozenset[int]] = []
        self.is_daily = False
        self.is_apart = False  # something that does not list stands behind the last days
        self.hours: list[Hours] = []
        self.numbers: dict[str, int] = {}
        self.dates: dict[str, date] = {}
        self.left_out: set[date] = set()
        self.closed: set[int] = set()
        self.tests: list[LabTest] = []
        self.holidays: str | None = None

    def read(self) -> TypedHours:
        steps = (self._seats, self._days, self._hours, self._length, self._part, self._filler)
        unread: OpeningHoursUnclear | None = None
        while self.at < len(self.words):
            if any(step() for step in steps):
                continue
            is_number = self.words[self.at].isdecimal()
            unread = unread or OpeningHoursUnclear("hours" if is_number else "unread", self._here())
            self.at += 1
        if unread and (self.groups or self.numbers):
            raise unread
        return self._made()

    def _made(self) -> TypedHours:
        for part, is_there in (
            ("seats", "seats" in self.numbers),
            ("weekdays", self.weekdays),
            ("hours", self.hours),
            ("every", "every" in self.numbers),
        ):
            if not is_there:
                raise OpeningHoursUnclear(part, "")
        weekdays = self._named_days()
        if _overlap(self.hours, weekdays):
            raise OpeningHoursUnclear("overlap", "")
        first, last = self.dates.get("from"), self.dates.get("until")
        since = first or self.days.today
        if last is not None and not since <= last <= since + LONGEST:
            raise OpeningHoursUnclear("until", "")
        return TypedHours(
            weekdays=weekdays,
            hours=tuple((_time(one.opens), _time(one.closes)) for one in sorted(self.hours)),
            minutes=self.numbers["every"],
            capacity=self.numbers["seats"],
            buffer=self.numbers.get("buffer", 0),
            tests=tuple(self.tests),
            first_day=first,
            last_day=last,
            exceptions=frozenset(self.left_out),
            holidays=self.holidays,
        )

    def _named_days(self) -> frozenset[int]:
        """Of the week. 'daily' beside others may mean either."""
        days = frozenset().union(*self.weekdays) - self.closed
        if not days or (self.is_daily and len(set(self.weekdays)) > 1):
            raise OpeningHoursUnclear("weekdays", "")
        return days

    def _seats(self) -> bool:
        """'x3', '3x', '3 seats'."""
        times = self._is("times", self.at)
        number, end = self._number(self.at + times), self.at + times + 1
        if number is None:
            return False
        word = self._is("seats", end)
        if not times and not word:
            is_own = self._number(end + 1) is None or self.line.is_glued(self.at, end)
            word = self._is("times", end) if is_own else 0
        if times or word:
            self._set("seats", number, end + word)
        return bool(times or word)

    def _days(self) -> bool:
        found = self.days.weekdays(self.words, self.at)
        if found is None:
            return False
        if not found.days:
            self._refuse("weekdays")
        if self.is_apart and self.groups[-1:] == ["days"]:
            self._refuse("weekdays")  # 'mon : fri' may be from one to the other
        self._take_turns("days")
        self.is_apart = False
        self.is_daily |= self._is("everyday", self.at) > 0
        self.weekdays.append(found.days)
        self.at += found.length
        return True

    def _hours(self) -> bool:
        start = self.at + self._is("between", self.at)
        found, length = read_hours(self.words, start, is_between=start > self.at)
        if not length:
            return False
        if found is None:
            self._refuse("hours")
        self._take_turns("hours")
        self.hours.append(found)
        self.at = start + length
        return True

    def _length(self) -> bool:
        """'every 15 min', 'every half hour', '15-minute slots', '5 min break'."""
        each = self._is("each", self.at)
        number, end = self._minutes(self.at + each, is_after_each=bool(each))
        if number is None:
            return False
        after = 0 if each else self._is("buffer", end)
        self._set("buffer" if after else "every", number, end + after)
        return True

    def _part(self) -> bool:
        kind = max(KEYWORDS, key=lambda name: self._is(name, self.at))
        length = self._is(kind, self.at)
        if not length or (kind == "each" and self._is("slots", self.at)):
            return False
        self.at += length
        match kind:
            case "for":
                self._read_tests()
            case "from":
                self._read_first_day()
            case "until":
                self._keep_date("until", self._dates().last)
            case "except":
                self._read_exceptions()
            case "buffer":
                number, end = self._minutes(self.at, is_after_each=True)
                self._set("buffer", -1 if number is None else number, end)
            case "holidays":
                self._read_country()
            case _:
                self._refuse("every")
        return True

    def _filler(self) -> bool:
        kinds = ("and", "slots", "article")
        length = max(self._is(kind, self.at) for kind in kinds)
        if not length and self.words[self.at] in {".", ":"}:
            is_inside = self._number(self.at - 1) is not None if self.at else False
            length = not (is_inside and self._number(self.at + 1) is not None)
        self.is_apart |= bool(length) and not self._is("and", self.at)
        self.at += length
        return bool(length)

    def _read_tests(self) -> None:
        """Up to the next part; 'and' may stand in a name."""
        if length := self._is("alltests", self.at):
            self.at += length
            return
        start = self.at
        while self.at < len(self.words) and not self._begins_part():
            self.at += 1
        named = self.line.part(start, self.at).strip(" ,;")
        for name in map(str.strip, named.split(",")):
            test = self.find(name.casefold()) if name else None
            found = [test] if test else [self.find(one.casefold()) for one in _several(name)]
            if not name or None in found:
                raise OpeningHoursUnclear("test", name)
            self.tests.extend(one for one in found if one is not None and one not in self.tests)

    def _begins_part(self) -> bool:
        after_times = self.at + self._is("times", self.at)
        is_seats = after_times > self.at and self._number(after_times) is not None
        is_seats = is_seats or (
            self._number(self.at) is not None and bool(self._is("seats", self.at + 1))
        )
        return is_seats or any(self._is(kind, self.at) for kind in KEYWORDS)

    def _read_first_day(self) -> None:
        """'from 1 dec'; 'from 8 to 12' and 'from monday to friday' are no dates."""
        is_hours = read_hours(self.words, self.at)[1] and not self._dates_at(self.at)
        if is_hours or self.days.weekdays(self.words, self.at):
            return
        dates = self._dates()
        self._keep_date("from", dates.first)
        if dates.last != dates.first:
            self._keep_date("until", dates.last)

    def _read_exceptions(self) -> None:
        if length := self._is("holidays", self.at):
            self.at += length
            self._read_country()
            return
        is_more = True
        while is_more:
            if named := self.days.weekdays(self.words, self.at):
                self.closed |= named.days
                self.at += named.length
            else:
                found = self._dates()
                self.left_out |= set(every(found.first, found.last))
            after = self.at + self._is("and", self.at)
            named = self.days.weekdays(self.words, after)
            is_more = after > self.at and bool(named or self._dates_at(after))
            self.at = after if is_more else self.at
        if not (self.left_out or self.closed) or len(self.left_out) > MOST_EXCEPTIONS:
            self._refuse("date")

    def _read_country(self) -> None:
        """Behind 'holidays': 'DE', 'in DE'; nothing means the lab's own."""
        self.holidays = ""
        for at in (self.at + 1, self.at):
            word = self.line.part(at, at + 1)
            is_behind = at == self.at or self.line.part(at - 1, at) in {"in", "of", "for"}
            if is_behind and len(word) == 2 and word.isascii() and word.isalpha():
                self.holidays, self.at = word.upper(), at + 1
                return

    def _keep_date(self, name: str, day: date) -> None:
        if self.dates.setdefault(name, day) != day:
            raise OpeningHoursUnclear("date", day.isoformat())

    def _dates(self) -> Dates:
        found = self._dates_at(self.at)
        if found is None or found.first > found.last:
            raise OpeningHoursUnclear("date", self.line.part(self.at, self.at + 3))
        self.at += found.length
        return found

    def _dates_at(self, at: int) -> Dates | None:
        article = self._is("article", at)
        try:
            found = self.days.dates(self.words, at) or self.days.dates(self.words, at + article)
        except (ValueError, OverflowError):
            raise OpeningHoursUnclear("date", self.line.part(at, at + 3)) from None
        is_behind = article and not self.days.dates(self.words, at)
        return found._replace(length=found.length + article) if found and is_behind else found

    def _minutes(self, at: int, *, is_after_each: bool) -> tuple[int | None, int]:
        """A number of minutes, None if there is none, and where it ends."""
        for name, minutes in (("halfhour", 30), ("quarterhour", 15), ("hour", 60)):
            if is_after_each and (length := self._is(name, at)):
                return minutes, at + length
        number, end = self._number(at), at + 1
        unit = end + (self.words[end : end + 1] == ("-",))
        if number is None:
            return None, at
        if length := self._is("minute", unit):
            end = unit + length
            return number, end + (self.words[end : end + 1] == (".",))
        if not is_after_each:
            return None, at
        hours = self._is("hour", unit)
        return (number * 60, unit + hours) if hours else (number, end)

    def _set(self, name: str, number: int, end: int) -> None:
        least, most = LIMITS[name]
        if not least <= number <= most or self.numbers.setdefault(name, number) != number:
            raise OpeningHoursUnclear(name, self.line.part(self.at, end))
        self.at = end

    def _take_turns(self, kind: str) -> None:
        """Hours hold on all days of a line: 'mon 8-12, tue 9-11' would be two lines."""
        if self.groups[-1:] != [kind]:
            self.groups.append(kind)
        if len(self.groups) > 2:
            self._refuse("groups")

    def _number(self, at: int) -> int | None:
        word = self.words[at] if at < len(self.words) else ""
        return int(word) if word.isdecimal() and len(word) <= 4 else None

    def _is(self, kind: str, at: int) -> int:
        return length_of(kind, self.words, at)

    def _refuse(self, part: str) -> NoReturn:
        raise OpeningHoursUnclear(part, self._here())

    def _here(self) -> str:
        return self.line.piece(self.at)


def _several(names: str) -> list[str]:
    """'CBC and lipid' in its names."""
    line, found, start = Line(names), [], 0
    for at in range(len(line.words)):
        if length_of("and", line.words, at):
            found.append(line.part(start, at))
            start = at + 1
    return [*found, line.part(start, len(line.words))]


def _overlap(hours: list[Hours], weekdays: frozenset[int]) -> bool:
    """Whether two stretches meet, on a day or beyond the midnight between two open days."""
    is_next_open = any((day + 1) % 7 in weekdays for day in weekdays)
    later = [Hours(one.opens + DAY, one.closes + DAY) for one in hours] if is_next_open else []
    meets = (
        one.opens < other.closes and other.opens < one.closes
        for (number, one), (place, other) in product(enumerate(hours), enumerate(hours + later))
        if number != place
    )
    return any(meets)


def _time(minute: int) -> time:
    return time(minute % DAY // 60, minute % 60)
