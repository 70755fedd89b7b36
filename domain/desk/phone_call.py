"""Somebody on the phone: what the desk types to find or add them."""

import re
from dataclasses import dataclass
from datetime import datetime

from domain.booking.booking import BookingView
from domain.booking.patient import parse_name, parse_phone
from domain.refusals import NameInvalid

LEAST = 2  # characters that are searched for
LONGEST = 100
DIGITS = re.compile(r"\d")
NUMBER = re.compile(r"[+(\d][\d\s()/.-]*$")


@dataclass(frozen=True, slots=True)
class CallerSearch:
    """Words of a name, or digits of a number; the other one is empty."""

    name: str
    digits: str


@dataclass(frozen=True, slots=True)
class Caller:
    """A patient as the desk finds them. next_at: aware UTC, when their next visit starts."""

    id: int
    account_id: int
    name: str
    phone: str
    next_at: datetime | None

    @property
    def has_bot(self) -> bool:
        """Whether they use Telegram: accounts made by the desk have ids below zero."""
        return self.account_id > 0


@dataclass(frozen=True, slots=True)
class CallerVisits:
    """A patient and their visits to come, the next first."""

    caller: Caller
    visits: tuple[BookingView, ...]


@dataclass(frozen=True, slots=True)
class Introduction:
    """Somebody new. phone: E.164, empty = none given."""

    name: str
    phone: str


def search_of(text: str) -> CallerSearch | None:
    """'ann lee' or '0151 234'; None for what is too short to look for. Longer texts are cut."""
    plain = " ".join(text[:LONGEST].split())
    digits = "".join(DIGITS.findall(plain))
    if NUMBER.fullmatch(plain) and len(digits) > LEAST:
        return CallerSearch("", digits.lstrip("0"))
    return CallerSearch(plain.casefold(), "") if len(plain) >= LEAST else None


def introduction_of(text: str, zone: str) -> Introduction:
    """Reads 'Ann Lee +49 151 2345678'; the number may be missing.

    zone: the lab's, for numbers without a country. Raises NameInvalid, PhoneInvalid.
    """
    plain = " ".join(text.split())
    number = NUMBER.search(plain)
    if number is None:
        return Introduction(parse_name(plain), "")
    name = plain[: number.start()].rstrip(" ,;:")
    if not name:
        raise NameInvalid
    return Introduction(parse_name(name), parse_phone(number[0], zone))
