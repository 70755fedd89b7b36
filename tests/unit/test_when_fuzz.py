"""Whatever is typed, wherever and whenever: no crash, no past, no long wait."""

import sys
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.time.recurrence import next_occurrence
from domain.time.zones import to_wall
from domain.when import Answer, Ask, Understood, parse_when
from domain.when.text.lexicon import LANGUAGES, lexicon

# ruff: noqa: DTZ001 - hypothesis wants its bounds naive
WORDS = """
tomorrow today in at on next last friday monday week the 9 9am 6.30pm 14:00 25:00 noon half past
six quarter to 8 pm 3 nov november 2026 2026-11-03 03/11 31 february day after every ago hour
hours minutes 2h30m an and a of month end first morning evening tonight midnight utc + - : . ,
29 may london time berlin pst weekend christmas years 9999 99999 0 00 th 2nd morgen um demain h
"""
ENGLISH = WORDS.split()
# Every form of every language beside numbers and English.
FORMS = {
    name: sorted({" ".join(form) for forms in lexicon(name).forms.values() for form, _ in forms})
    for name in LANGUAGES
}
NUMBERS = st.integers(0, 60).map(str) | st.sampled_from(["9:30", "18h", "21.15", "5/6", "7pm"])
PHRASES = st.lists(st.sampled_from(ENGLISH), max_size=12).map(" ".join)
FOREIGN = st.sampled_from(LANGUAGES).flatmap(
    lambda name: st.lists(
        st.sampled_from(FORMS[name]) | NUMBERS | st.sampled_from(ENGLISH), max_size=10
    ).map(" ".join)
)
TEXTS = st.text(max_size=200) | PHRASES | FOREIGN
ZONES = st.sampled_from(pytz.all_timezones)
NOWS = st.datetimes(timezones=st.just(UTC))
LIKELY = st.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))
LOCALES = st.sampled_from(
    ["en", "en-US", "en-GB", "de", "hi", "ru-RU", "pt-BR", "fr", "es", "", "xx", "it", "hi-Latn-IN"]
)


def instants(answer: Answer) -> list[Understood]:
    if isinstance(answer, Understood):
        return [answer, *answer.others]
    return list(answer.options) if isinstance(answer, Ask) else []


@settings(max_examples=600)
@given(TEXTS, LIKELY, ZONES, LOCALES)
def test_every_instant_lies_ahead_and_shows_its_wall_clock(
    text: str, now: datetime, zone: str, locale: str
) -> None:
    for item in instants(parse_when(text, now, zone, locale)):
        assert item.at > now
        assert item.at.microsecond == 0
        assert item.wall == to_wall(item.at, item.zone)
        assert item.rest == " ".join(text[start:end] for start, end in item.kept)
        if item.recurrence is not None:
            before = item.at - timedelta(seconds=1)
            assert next_occurrence(item.recurrence, item.wall, item.zone, before) == item.at


@settings(max_examples=200)
@given(TEXTS, NOWS, ZONES)
def test_no_moment_of_history_breaks_it(text: str, now: datetime, zone: str) -> None:
    assert all(item.at > now for item in instants(parse_when(text, now, zone, "en")))


@pytest.mark.parametrize(
    "unit",
    [
        *("1 ", "in ", "a", "9:", "tomorrow ", "at 9 ", "- ", "\u0915\u093f ", "half ", "'", "1/"),
        *("th ", "in 1 ", "the ", "end of ", "morgen ", "last ", "\U0001f600", "9am", "Q"),
        *(
            "every ",
            "monday ",
            "mon,",
            "#1 ",
            "a las ",
            "\u0915\u0932 ",
            "\u0432 9 ",
            "tomorow ",
            "x",
        ),
        *(
            "monday and ",
            "1 hour ",
            "every 2 ",
            "of 2 ",
            "to 5 ",
            "9 baje ",
            "ago ",
            "remind me to ",
        ),
    ],
)
@pytest.mark.parametrize("locale", ["en-GB", "hi-IN", "it"])
def test_a_text_of_twice_the_length_is_twice_the_work(unit: str, locale: str) -> None:
    once, twice = (work((unit * 1024)[:length], locale) for length in (512, 1024))
    assert twice <= 2.2 * once + 2000


def work(text: str, locale: str) -> int:
    """Lines that run while a text is read: the same on every machine."""
    lines = 0

    def count(_frame: FrameType, event: str, _value: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    now = datetime(2026, 3, 4, tzinfo=UTC)
    parse_when(text, now, "Europe/Berlin", locale)  # tables are made once
    before = sys.gettrace()
    sys.settrace(count)
    try:
        parse_when(text, now, "Europe/Berlin", locale)
    finally:
        sys.settrace(before)
    return lines
