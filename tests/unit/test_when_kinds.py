"""Kinds of phrases in seven languages: when_phrases/kinds/*.txt, a kind a paragraph.

A line: language | text | when | message | rule. Said on Wednesday 4 March 2026, 10:15, in Berlin.
when: month-day with or without a clock (that day alone counts), `clock..clock` for a window, `?`
for what must be asked or refused, ` or ` between what is as good. Rules are compared by their
next occurrences.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr

from domain.time.zones import to_wall
from domain.when import Answer, Understood, parse_when
from tests.unit.test_when_phrases import plain

BERLIN = "Europe/Berlin"
NOW = datetime.fromisoformat("2026-03-04T10:15:00+01:00")
LOCALES = {"en": "en-GB", "us": "en-US", "pt": "pt-BR", "hx": "hi-Latn-IN"}
FILES = sorted(Path(__file__).with_name("when_phrases").joinpath("kinds").glob("*.txt"))
TURNS = 24


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line of the table."""

    language: str
    text: str
    when: str
    message: str = ""
    rule: str = ""


def phrases() -> Iterator[Phrase]:
    for file in FILES:
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                yield Phrase(*(part.strip() for part in line.split("|")))


def is_meant(expected: str, answer: Answer) -> bool:
    if not isinstance(answer, Understood) or expected == "?":
        return expected == "?" and not isinstance(answer, Understood)
    wall = to_wall(answer.at, BERLIN)
    day, _, clock = expected.partition(" ")
    day = day if day[4:5] == "-" else f"2026-{day}"
    first, _, last = clock.partition("..")
    in_time = f"{first:0>5}" <= f"{wall:%H:%M}" <= f"{last or first:0>5}" if clock else True
    return f"{wall:%Y-%m-%d}" == day and in_time


def turns(rule: str, start: datetime) -> list[datetime]:
    return list(islice(rrulestr(rule, dtstart=start), TURNS))


@pytest.mark.parametrize(
    "phrase", list(phrases()), ids=lambda phrase: f"{phrase.language}: {phrase.text}"
)
def test_a_phrase_of_its_kind_is_read_or_asked_about(phrase: Phrase) -> None:
    locale = LOCALES.get(phrase.language, phrase.language)
    answer = parse_when(phrase.text, NOW, BERLIN, locale)
    assert any(is_meant(item, answer) for item in phrase.when.split(" or ")), answer
    if isinstance(answer, Understood):
        assert plain(answer.rest) == plain(phrase.message)
        assert bool(answer.recurrence) == bool(phrase.rule), answer
        if phrase.rule and answer.recurrence:
            assert turns(answer.recurrence, answer.wall) == turns(phrase.rule, answer.wall)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("pay the rent on 1.2 9:00 please", "pay the rent"),
        ("remind me to pay rent 1.2 9:00", "pay rent"),
        ("pay rent 1.2, 9:00", "pay rent"),
        ("pay rent 1.02 09:00", "pay rent"),
    ],
)
def test_a_dotted_date_beside_a_clock_is_a_date_in_any_place(
    typed: str, rest: str, language: str
) -> None:
    now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    found = parse_when(typed, now, "Europe/Berlin", language)
    assert isinstance(found, Understood)
    assert (found.at, found.rest) == (datetime(2027, 2, 1, 8, tzinfo=UTC), rest)


@pytest.mark.parametrize(
    "typed",
    ["room 4.10 9:00 meeting", "version 1.2 at 9:00", "walk 1.5 km 9:00", "chapter 1.2 9:00"],
)
def test_and_a_number_of_something_is_none(typed: str) -> None:
    now = datetime(2026, 12, 1, 6, tzinfo=UTC)
    found = parse_when(typed, now, "Europe/Berlin", "en")
    assert isinstance(found, Understood)
    assert found.at == datetime(2026, 12, 1, 8, tzinfo=UTC)
