"""What we write for a time is read back as that time."""

# ruff: noqa: DTZ001 - wall clocks are naive

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytz
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.time.zones import to_instant, to_wall
from domain.when import Understood, parse_when
from domain.when.meaning.render import render
from tests.unit.test_when_kinds import LOCALES as TABLE_LOCALES
from tests.unit.test_when_kinds import NOW as TABLES_NOW
from tests.unit.test_when_kinds import Phrase, phrases

ZONES = st.sampled_from(pytz.common_timezones)
LOCALES = st.sampled_from(["en", "en-US", "en-GB", "de", "hi", "ru-RU", "pt-BR", "fr", "es", "xx"])
NOWS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
    lambda now: now.replace(microsecond=0)
)
BERLIN = "Europe/Berlin"
NOW = to_instant(datetime(2026, 3, 4, 10, 15), BERLIN)


def understood(text: str, now: datetime, zone: str, locale: str = "en-GB") -> Understood:
    answer = parse_when(text, now, zone, locale)
    assert isinstance(answer, Understood), (text, answer)
    return answer


@settings(max_examples=400)
@given(NOWS, st.integers(1, 60_000_000), ZONES, LOCALES)
def test_an_instant_comes_back_in_every_zone_and_locale(
    now: datetime, ahead: int, zone: str, locale: str
) -> None:
    at = now + timedelta(seconds=ahead)
    item = Understood(at=at, wall=to_wall(at, zone), zone=zone)
    text = render(item)
    back = understood(text, now, zone, locale)
    assert back.at == at
    assume("UTC" not in text)
    assert render(back) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tomorrow 6pm", "Thursday 5 March 2026 at 18:00"),
        ("every monday at 9", "every Monday at 09:00 starting 9 March 2026"),
        (
            "mon, wed and fri 7am",
            "every Monday, Wednesday and Friday at 07:00 starting 6 March 2026",
        ),
        ("weekdays at 8am 5 times", "every weekday at 08:00 starting 5 March 2026 5 times"),
        ("every 2 weeks on friday", "every 2 weeks on Friday at 09:00 starting 6 March 2026"),
        ("every day at 9 and 17", "every day at 09:00 and 17:00 starting 4 March 2026"),
        ("on the 22nd of every month", "every month on the 22nd at 09:00 starting 22 March 2026"),
        (
            "last day of every month",
            "on the last day of every month at 09:00 starting 31 March 2026",
        ),
        ("first monday of every month 9am", None),
        (
            "every 25 december at 8am",
            "every year on 25 December at 08:00 starting 25 December 2026",
        ),
        ("every day at 9am until 1 june", None),
        ("every 3 months on the 1st", None),
        ("every other day at 9pm", None),
    ],
)
def test_what_repeats_comes_back(text: str, told: str | None) -> None:
    item = understood(text, NOW, BERLIN)
    written = render(item)
    assert told in {None, written}
    back = understood(written, NOW, BERLIN)
    assert replace(back, others=(), rest="", kept=()) == replace(item, others=(), has_time=True)
    assert render(back) == written
    assert back.rest == ""


@pytest.mark.parametrize(
    "text", ["every 15 minutes", "every 2 hours for 1 day", "every hour 5 times"]
)
def test_what_repeats_within_a_day_keeps_its_rule(text: str) -> None:
    item = understood(text, NOW, BERLIN)
    assert understood(render(item), NOW, BERLIN).recurrence == item.recurrence


@pytest.mark.parametrize(
    "phrase", [it for it in phrases() if it.rule], ids=lambda it: f"{it.language}: {it.text}"
)
def test_every_rule_of_the_tables_is_told_in_words_that_mean_it(phrase: Phrase) -> None:
    locale = TABLE_LOCALES.get(phrase.language, phrase.language)
    item = understood(phrase.text, TABLES_NOW, BERLIN, locale)
    back = understood(render(item), TABLES_NOW, BERLIN)
    assert (back.at, back.recurrence, back.rest) == (item.at, item.recurrence, "")
