"""Sixty common lab tests, ready to be offered: what they are called, how long they take, how people
prepare for them, and the words by which they are looked for in seven languages.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from domain.booking.catalogue import joined
from domain.manage.standard import blood, organs, others
from domain.manage.standard.preparation import PREPARATION

CUT_OFF = 2  # hours before a visit from when on the desk alone moves or cancels it
LANGUAGES = ("en", "de", "ru", "es", "fr", "pt", "hi")


class Group(StrEnum):
    """Under what a test is looked for; the value rides in buttons."""

    BLOOD = "b"
    SUGAR = "s"
    LIVER = "l"
    KIDNEYS = "k"
    VITAMINS = "v"
    HORMONES = "h"
    INFLAMMATION = "f"
    INFECTIONS = "i"
    URINE = "u"


TEXTS: Mapping[Group, str] = {
    Group.BLOOD: blood.BLOOD,
    Group.SUGAR: blood.SUGAR,
    Group.LIVER: organs.LIVER,
    Group.KIDNEYS: organs.KIDNEYS,
    Group.VITAMINS: organs.VITAMINS,
    Group.HORMONES: others.HORMONES,
    Group.INFLAMMATION: blood.INFLAMMATION,
    Group.INFECTIONS: others.INFECTIONS,
    Group.URINE: others.URINE,
}


@dataclass(frozen=True, slots=True)
class StandardTest:
    """words: by language, the first of each is its name there. preparations: by language."""

    group: Group
    code: str
    minutes: int
    fasting_hours: int
    words: Mapping[str, tuple[str, ...]]
    preparations: Mapping[str, str]

    def name(self, language: str = "en") -> str:
        """What it is called there; the English name in any other language."""
        return self.words.get(language, self.words["en"])[0]

    def preparation(self, language: str = "en") -> str:
        return self.preparations.get(language, self.preparations["en"])

    def synonyms(self, language: str = "en") -> str:
        """Its words in all languages, without the name that it has in this one."""
        everything = (word for words in self.words.values() for word in words)
        return joined(everything, self.name(language))

    def offered(self, price: Decimal, currency: str, language: str = "en") -> dict[str, Any]:
        """As a row of the catalogue."""
        return {
            "code": self.code,
            "name": self.name(language),
            "preparation": self.preparation(language),
            "minutes": self.minutes,
            "price": price,
            "currency": currency,
            "fasting_hours": self.fasting_hours,
            "move_hours": CUT_OFF,
            "cancel_hours": CUT_OFF,
            "synonyms": self.synonyms(language),
            "translations": {
                other: {"name": self.name(other), "preparation": self.preparation(other)}
                for other in LANGUAGES
                if other != language
            },
        }


@cache
def standard_tests() -> Mapping[str, StandardTest]:
    """By code, in the order of their groups."""
    ways = {head[0]: _by_language(lines) for head, lines in _entries(PREPARATION)}
    return {
        code: StandardTest(
            group=group,
            code=code,
            minutes=int(minutes),
            fasting_hours=int(fasting),
            words={
                language: tuple(map(str.strip, words.split(",")))
                for language, words in _by_language(lines).items()
            },
            preparations=ways[way],
        )
        for group, text in TEXTS.items()
        for (code, minutes, fasting, way), lines in _entries(text)
    }


def _entries(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """The words of each head line, and the lines below it."""
    for entry in text.strip().replace("\n ", " ").split("\n\n"):
        head, *lines = entry.splitlines()
        yield head.split(), lines


def _by_language(lines: list[str]) -> dict[str, str]:
    parts = (line.partition(": ") for line in lines)
    return {language: text for language, _, text in parts}
