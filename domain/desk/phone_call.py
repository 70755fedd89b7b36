"""Somebody on the phone: what the desk types to find them."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from domain.booking.booking import BookingView
from domain.booking.patient import part_of_phone
from domain.booking.words.introduction import number_in
from domain.typed_text import one_line, scripts_of

LEAST = 2  # characters that are searched for
LONGEST = 100
DIGITS = re.compile(r"\d")
GAPS = " .-'’·・･‧"
"""What stands between the parts of a name."""
DENSE = frozenset(
    (
        *("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"),
        *("THAI", "LAO", "KHMER", "MYANMAR"),
    )
)
"""Scripts whose names are short or have no blanks, so that every character counts."""


@dataclass(frozen=True, slots=True)
class CallerSearch:
    """Words of a name, or digits of a number; the other one is empty.

    orders: of a name in a dense script, the ways it may be written without blanks, as typed first.
    """

    name: str
    digits: str
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caller:
    """A patient as the desk finds them. next_at: aware UTC, when their next visit starts.

    born: None = not told.
    """

    id: int
    account_id: int
    name: str
    phone: str
    next_at: datetime | None
    born: date | None = None

    @property
    def has_bot(self) -> bool:
        """Whether they use Telegram: accounts made by the desk have ids below zero."""
        return self.account_id > 0


@dataclass(frozen=True, slots=True)
class CallerVisits:
    """A patient and their visits to come, the next first."""

    caller: Caller
    visits: tuple[BookingView, ...]


def search_of(text: str, zone: str = "UTC") -> CallerSearch | None:
    """'ann lee' or '0151 234'; None for what is too short to look for. Longer texts are cut.

    zone: the lab's, for numbers without a country.
    """
    plain = one_line(text[:LONGEST])
    number = number_in(plain, zone)
    if len(DIGITS.findall(number)) > LEAST and (digits := part_of_phone(number, zone)):
        return CallerSearch("", digits)
    name = plain.casefold()
    if scripts_of(name) & DENSE:
        return CallerSearch(name, "", _orders(name))
    return CallerSearch(name, "") if len(name) >= LEAST else None


def _orders(name: str) -> tuple[str, ...]:
    """The name without blanks, begun at each of its characters: family or given name first."""
    dense = "".join(char for char in name if char not in GAPS)
    return tuple(dict.fromkeys(dense[at:] + dense[:at] for at in range(len(dense))))
