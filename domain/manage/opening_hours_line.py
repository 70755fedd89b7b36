"""Opening hours in one line: 'mon-fri 7:00-11:00 every 15 min x3 for CBC, lipid until 31 dec'."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from domain.booking.catalogue import LabTest
from domain.manage.opening_hours import LONGEST
from domain.refusals import OpeningHoursUnclear
from domain.typed_text import one_line

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EVERYDAY = {"daily": range(7), "every day": range(7), "weekdays": range(5)}
KEYWORDS = re.compile(
    r"\b(for|from|until|till|except|buffer|every(?!\s*day)|not on holidays|no holidays|holidays)\b"
)
WEEKDAYS = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*(?:\s*-\s*(mon|tue|wed|thu|fri|sat|sun)[a-z]*)?"
)
HOURS = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?\b")
SEATS = re.compile(r"(?:\bx\s*(\d{1,3})|\b(\d{1,3})\s*(?:seats?|places?))\b")
MINUTES = re.compile(r"(\d{1,3})\s*(?:m|min|mins|minutes?)?\.?")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
DAY = re.compile(
    r"(\d{1,2})\.?\s*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:\s+(\d{4}))?"
)
MOST_SEATS, LONGEST_LINE = 200, 500


@dataclass(frozen=True, slots=True)
class TypedHours:
    """Opening hours as they were typed; ids and the lab are found elsewhere.

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


def read(text: str, today: date, find: Callable[[str], LabTest | None]) -> TypedHours:
    """The opening hours that a line means. find: the one test of a name.

    Raises OpeningHoursUnclear with what is missing or not understood.
    """
    line = one_line(text[:LONGEST_LINE].casefold())
    head, parts = _parts(line)
    seats = SEATS.search(line)
    if seats is None:
        raise OpeningHoursUnclear("seats", "")
    weekdays, hours = _weekdays(head), _hours(SEATS.sub(" ", head))
    first = _date(parts["from"], today) if "from" in parts else None
    last_word = parts.get("until", parts.get("till"))
    last = None if last_word is None else _date(last_word, first or today)
    if last is not None and not (first or today) <= last <= (first or today) + LONGEST:
        raise OpeningHoursUnclear("until", last_word or "")
    return TypedHours(
        weekdays=weekdays,
        hours=hours,
        minutes=_minutes(parts, "every", 1, 480),
        capacity=_seats(seats),
        buffer=_minutes(parts, "buffer", 0, 240) if "buffer" in parts else 0,
        tests=_tests(parts.get("for", ""), find),
        first_day=first,
        last_day=last,
        exceptions=_dates(parts.get("except", ""), first or today),
        holidays=_holidays(parts),
    )


def _parts(line: str) -> tuple[str, dict[str, str]]:
    """What stands before the first keyword, and what stands behind each."""
    found = list(KEYWORDS.finditer(line))
    head = line[: found[0].start()] if found else line
    ends = [*(match.start() for match in found[1:]), len(line)] if found else []
    parts = {
        match[1]: SEATS.sub(" ", line[match.end() : end]).strip(" ,;")
        for match, end in zip(found, ends, strict=True)
    }
    return head, parts


def _weekdays(head: str) -> frozenset[int]:
    days: set[int] = set()
    for words, every in EVERYDAY.items():
        if words in head:
            days.update(every)
    for match in WEEKDAYS.finditer(head):
        first = NAMES.index(match[1])
        last = NAMES.index(match[2]) if match[2] else first
        span = (last - first) % 7
        days.update((first + number) % 7 for number in range(span + 1))
    if not days:
        raise OpeningHoursUnclear("weekdays", "")
    return frozenset(days)


def _hours(head: str) -> tuple[tuple[time, time], ...]:
    found = []
    for match in HOURS.finditer(head):
        try:
            opens = time(int(match[1]), int(match[2] or 0))
            closes = time(int(match[3]), int(match[4] or 0))
        except ValueError:
            raise OpeningHoursUnclear("hours", match[0]) from None
        if opens >= closes:
            raise OpeningHoursUnclear("hours", match[0])
        found.append((opens, closes))
    if not found:
        raise OpeningHoursUnclear("hours", "")
    ordered = sorted(found)
    if any(one[1] > other[0] for one, other in pairwise(ordered)):
        raise OpeningHoursUnclear("overlap", "")
    return tuple(ordered)


def _minutes(parts: dict[str, str], name: str, least: int, most: int) -> int:
    match = MINUTES.fullmatch(parts.get(name, ""))
    if match is None or not least <= int(match[1]) <= most:
        raise OpeningHoursUnclear(name, parts.get(name, ""))
    return int(match[1])


def _seats(match: re.Match[str]) -> int:
    number = int(match[1] or match[2])
    if not 1 <= number <= MOST_SEATS:
        raise OpeningHoursUnclear("seats", match[0])
    return number


def _tests(text: str, find: Callable[[str], LabTest | None]) -> tuple[LabTest, ...]:
    found = []
    for name in re.split(r"\s*,\s*|\s+and\s+", text):
        if not name or name in {"all", "all tests"}:
            continue
        test = find(name)
        if test is None:
            raise OpeningHoursUnclear("test", name)
        found.append(test)
    return tuple(found)


def _dates(text: str, today: date) -> frozenset[date]:
    names = [name for name in re.split(r"\s*,\s*|\s+and\s+", text) if name]
    return frozenset(_date(name, today) for name in names)


def _date(text: str, today: date) -> date:
    """An ISO date, or '31 dec' as the next one from today on."""
    try:
        if match := ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := DAY.fullmatch(text):
            month = MONTHS.index(match[2]) + 1
            if match[3]:
                return date(int(match[3]), month, int(match[1]))
            found = date(today.year, month, int(match[1]))
            return found if found >= today else date(today.year + 1, month, int(match[1]))
    except ValueError:
        pass
    raise OpeningHoursUnclear("date", text)


def _holidays(parts: dict[str, str]) -> str | None:
    for name in ("holidays", "not on holidays", "no holidays"):
        if name in parts:
            return parts[name].upper()
    return None
