"""Whatever is typed, wherever and whenever: no crash, no past, no long wait."""

import time
from datetime import UTC, datetime

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.when import Answer, Ask, Understood, parse_when
from domain.zones import to_wall

# ruff: noqa: DTZ001 - hypothesis wants its bounds naive
WORDS = """
tomorrow today in at on next last friday monday week the 9 9am 6.30pm 14:00 25:00 noon half past
six quarter to 8 pm 3 nov november 2026 2026-11-03 03/11 31 february day after every ago hour
hours minutes 2h30m an and a of month end first morning evening tonight midnight utc + - : . ,
29 may london time berlin pst weekend christmas years 9999 99999 0 00 th 2nd morgen um demain h
"""
PHRASES = st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)
TEXTS = st.text(max_size=200) | PHRASES
ZONES = st.sampled_from(pytz.all_timezones)
NOWS = st.datetimes(timezones=st.just(UTC))
LIKELY = st.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))
LOCALES = st.sampled_from(
    ["en", "en-US", "en-GB", "de", "hi", "ru-RU", "pt-BR", "fr", "es", "", "xx"]
)


def instants(answer: Answer) -> list[Understood]:
    if isinstance(answer, Understood):
        return [answer, *answer.others]
    return list(answer.options) if isinstance(answer, Ask) else []


@settings(max_examples=600, deadline=None)
@given(TEXTS, LIKELY, ZONES, LOCALES)
def test_every_instant_lies_ahead_and_shows_its_wall_clock(
    text: str, now: datetime, zone: str, locale: str
) -> None:
    for item in instants(parse_when(text, now, zone, locale)):
        assert item.at > now
        assert item.at.microsecond == 0
        assert item.wall == to_wall(item.at, item.zone)
        assert item.rest == " ".join(text[start:end] for start, end in item.kept)


@settings(max_examples=200, deadline=None)
@given(TEXTS, NOWS, ZONES)
def test_no_moment_of_history_breaks_it(text: str, now: datetime, zone: str) -> None:
    assert all(item.at > now for item in instants(parse_when(text, now, zone, "en")))


@pytest.mark.parametrize(
    "unit",
    [
        *("1 ", "in ", "a", "9:", "tomorrow ", "at 9 ", "- ", "\u0915\u093f ", "half ", "'", "1/"),
        *("th ", "in 1 ", "the ", "end of ", "morgen ", "last ", "\U0001f600", "9am", "Q"),
    ],
)
def test_no_long_text_takes_long(unit: str) -> None:
    text = (unit * 4096)[:4096]
    now = datetime(2026, 3, 4, tzinfo=UTC)
    spent = []
    for _ in range(3):
        start = time.process_time()
        parse_when(text, now, "Europe/Berlin", "en-GB")
        spent.append(time.process_time() - start)
    assert min(spent) < 0.05
