"""Tables for spreadsheets: what can be exported, and cells that are never formulas."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from domain.manage.line.periods import read_days
from domain.manage.stats import Span, before, period_of
from domain.typed_text import one_line

FORMULAS = tuple(
    "=\uff1d\ufe66\u207c\u208c\u2a75\u2a76"
    "+\uff0b\ufe62\u207a\u208a\ufb29"
    "-\uff0d\ufe63\u207b\u208b\u2212"
    "@\uff20\ufe6b"
)
"""What begins a formula, and what spreadsheets or those who paste from them turn into that."""
DANGEROUS = (*FORMULAS, "\t", "\r", "\n")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV injection)."""
SPLIT = re.compile(r"([;,|\t\r\n\v\f\x1c-\x1f\x85\u2028\u2029])")
"""Where a spreadsheet of another country or with other settings begins a new cell."""
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0" + "".join(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
"""Invisible characters that Unicode counts as letters, marks or symbols."""
NUMBER = re.compile(r"\+[1-9]\d{3,14}", re.ASCII)
"""A phone number, E.164: as `tel:+49…` it opens as text, and has no apostrophe to take away."""
LONGEST = timedelta(days=3 * 366)


class What(StrEnum):
    """The tables; the value rides in buttons."""

    BOOKINGS = "b"
    MESSAGES = "m"


NAMES = {
    What.BOOKINGS: """
        booking bookings appointment appointments visit visits termin termine terminen buchung
        buchungen besuch besuche reserva reservas cita citas visita visitas agendamento agendamentos
        rendez-vous réservation réservations rdv visite visites запись записи записей визит визиты
        визитов бронирования броней बुकिंग बुकिंगें अपॉइंटमेंट विज़िट मुलाकातें
    """,
    What.MESSAGES: """
        message messages nachricht nachrichten mensaje mensajes mensagem mensagens сообщение
        сообщения сообщений संदेश संदेशों मैसेज
    """,
}
"""What each table is called in seven languages."""


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


def read(text: str, today: date) -> ExportRequest | None:
    """'bookings last week', 'ноябрь записи'; None for anything else. today: by the lab's clock."""
    words = one_line(text).casefold().split()
    at = next((at for at, word in enumerate(words) if word in _named()), None)
    if at is None:
        return None
    days = read_days(" ".join((*words[:at], *words[at + 1 :])), today)
    if days is None or days[1] - days[0] > LONGEST:
        return None
    return ExportRequest(_named()[words[at]], *days)


@cache
def _named() -> dict[str, What]:
    return {name: what for what, names in NAMES.items() for name in names.split()}


def cells(values: Iterable[object]) -> list[str]:
    """A row's values as a spreadsheet may have them: a text that looks like a formula is quoted."""
    return [_cell(value) for value in values]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    if NUMBER.fullmatch(value):
        return f"tel:{value}"
    first, *rest = SPLIT.split(value)
    text = first + "".join(map(_quoted, rest))
    begin = _begin(value)
    is_led = any(char in DANGEROUS for char in value[:begin])
    return f"'{text}" if is_led or value.startswith(FORMULAS, begin) else text


def _quoted(part: str) -> str:
    begin = _begin(part)
    return f"{part[:begin]}'{part[begin:]}" if part.startswith(FORMULAS, begin) else part


def _begin(text: str) -> int:
    """Where something is seen of it for the first time."""
    for place, char in enumerate(text):
        if char.isprintable() and not char.isspace() and char not in FILLERS:
            return place
    return len(text)
