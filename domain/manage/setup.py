"""The first run: what a house has, which step of its setup is next, and what can be proposed."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

from domain.booking.lab import Lab
from domain.booking.price import CURRENCY
from domain.manage.line.price import price_of
from domain.manage.standard import LANGUAGES, StandardTest, standard_tests
from domain.refusals import EntryInvalid
from domain.time.zones import country_of
from domain.typed_text import one_line, seen


class Step(StrEnum):
    """What is asked, in this order; it rides in buttons. BASICS: zone, currency, languages."""

    NAME = "n"
    ADDRESS = "a"
    PIN = "p"
    BASICS = "b"
    HOURS = "h"
    TESTS = "t"
    TEAM = "c"


NEEDED = frozenset((Step.NAME, Step.ADDRESS, Step.BASICS, Step.HOURS, Step.TESTS))
"""Without these nobody can book, or nobody can find the lab."""
PRICES = "t"  # as domain.manage.catalogue.Field.TEST


@dataclass(frozen=True, slots=True)
class House:
    """What there is of a house. tests: offered. team: colleagues, those who are invited, too."""

    lab: Lab | None
    has_times: bool = False
    tests: int = 0
    team: int = 0

    def is_done(self, step: Step) -> bool:
        """A step is done when its thing is there."""
        lab = self.lab
        if lab is None:
            return False
        return {
            Step.NAME: True,
            Step.ADDRESS: bool(lab.address),
            Step.PIN: lab.latitude is not None,
            Step.BASICS: bool(lab.languages),
            Step.HOURS: self.has_times,
            Step.TESTS: self.tests > 0,
            Step.TEAM: self.team > 0,
        }[step]

    @property
    def is_open(self) -> bool:
        """Whether patients can book: the rest can wait."""
        return self.has_times and self.tests > 0

    def next_after(self, step: Step | None = None) -> Step | None:
        """The first step behind this one that is not done; None at the end.

        Without a step, one that can be left out is not next.
        """
        steps = list(Step)
        behind = steps[steps.index(step) + 1 :] if step else [one for one in steps if one in NEEDED]
        if self.lab is None:
            behind = [Step.NAME]
        return next((one for one in behind if not self.is_done(one)), None)


@dataclass(frozen=True, slots=True)
class Offered:
    """What came of prices that were typed. added: how many tests. left: codes without a price."""

    added: int
    left: tuple[str, ...]


def currency_in(zone: str) -> str:
    """What is paid with in the zone's country."""
    country = country_of(zone)
    known = get_territory_currencies(country) if country else []
    return str(known[0]) if known else CURRENCY


def languages_in(zone: str, locale: str) -> str:
    """Of the seven, those of the zone's country, then the person's; English if it is none."""
    country, own = country_of(zone), locale.partition("-")[0]
    spoken = get_official_languages(country, de_facto=True) if country else ()
    found = [one for one in (*spoken, own) if one in LANGUAGES]
    return ", ".join(dict.fromkeys(found)) or LANGUAGES[0]


def main_language(lab: Lab) -> str:
    """In which its tests are named."""
    return lab.languages.partition(",")[0] or LANGUAGES[0]


def codes_of(ticks: int) -> tuple[str, ...]:
    """The standard tests that are ticked: a bit for each, in their order."""
    return tuple(code for number, code in enumerate(standard_tests()) if ticks >> number & 1)


def ticks_of(codes: Collection[str]) -> int:
    return sum(1 << number for number, code in enumerate(standard_tests()) if code in codes)


def ticked(ticks: int, group: Collection[StandardTest]) -> int:
    """How many of a group."""
    return len({one.code for one in group} & set(codes_of(ticks)))


def prices_of(text: str, codes: Collection[str], currency: str) -> Mapping[str, Decimal]:
    """What tests cost: '12.50' for each, 'CBC 9.50, TSH 16' for some, or one price for the others
    first: '10, CBC 9.50'. Raises EntryInvalid, PriceInvalid, OtherCurrency.
    """
    line = one_line(seen(text)[:4000])
    named = "|".join(sorted(map(re.escape, codes), key=len, reverse=True))
    parts = re.split(rf"(?<![^\W_])({named})(?![^\W_])", line, flags=re.IGNORECASE)
    first, found = parts[0].strip(" ,;:="), {}
    for code, price in zip(parts[1::2], parts[2::2], strict=True):
        found[code.upper()] = price_of(price.strip(" ,;:="), currency)
    if first:
        each = price_of(first, currency)
        found = {code: found.get(code, each) for code in codes}
    if not found:
        raise EntryInvalid(PRICES)
    return found
