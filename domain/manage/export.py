"""Tables for spreadsheets: what can be exported, and cells that are never formulas."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.manage.stats import Span, before, period_of

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
INSIDE = re.compile(r"([;,\t\r\n]\s*)(?=[=+@-])")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV injection)."""
LONGEST = timedelta(days=3 * 366)
MONTH = re.compile(r"(\d{4})-(\d{1,2})")
DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:to|until|\.\.|–|-)\s*(\d{4}-\d{2}-\d{2}))?")


class What(StrEnum):
    """The tables; the value rides in buttons."""

    BOOKINGS = "b"
    MESSAGES = "m"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A table over days of the lab's calendar, both included."""

    what: What
    first: date
    last: date

    @property
    def name(self) -> str:
        """Of the file, such as 'bookings-2026-11-01-2026-11-30.csv'."""
        return f"{self.what.name.lower()}-{self.first}-{self.last}.csv"


@dataclass(frozen=True, slots=True)
class ExportResult:
    """How many rows were written, and whether there are more than fit."""

    rows: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class TablePart:
    """Some rows of a table, and the names of its columns."""

    names: Sequence[str]
    rows: Sequence[Sequence[object]]


def offered(what: What, today: date) -> tuple[ExportRequest, ...]:
    """For a tap: this week, this month, last month."""
    week, month = period_of(Span.WEEK, today), period_of(Span.MONTH, today)
    return tuple(ExportRequest(what, it.first, it.last) for it in (week, month, before(month)))


def read(words: str) -> ExportRequest | None:
    """'bookings 2026-11' or 'messages 2026-11-01 to 2026-11-15'; None for anything else."""
    named, _, rest = words.strip().casefold().partition(" ")
    what = {"bookings": What.BOOKINGS, "messages": What.MESSAGES}.get(named)
    if what is None:
        return None
    days = _days(rest.strip())
    if days is None or not timedelta() <= days[1] - days[0] <= LONGEST:
        return None
    return ExportRequest(what, *days)


def cells(values: Iterable[object]) -> list[str]:
    """A row's values as a spreadsheet may have them: a text that looks like a formula is quoted."""
    return [_cell(value) for value in values]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    text = INSIDE.sub(r"\1'", value)  # where a spreadsheet splits at semicolons, say
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def _days(text: str) -> tuple[date, date] | None:
    try:
        if month := MONTH.fullmatch(text):
            year, number = int(month[1]), int(month[2])
            return date(year, number, 1), date(year, number, monthrange(year, number)[1])
        if days := DAYS.fullmatch(text):
            first = date.fromisoformat(days[1])
            return first, date.fromisoformat(days[2]) if days[2] else first
    except ValueError:
        return None
    return None
