"""Typed days and times mean what people mean at that step, by the lab's clock."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.part_of_day import AFTERNOON, EVENING, MORNING
from domain.booking.words.typed_time import read, read_day_number, read_time

NOW = datetime(2026, 12, 9, 9, 30, tzinfo=UTC)  # a Wednesday, 10:30 in Berlin
ZONE, LOCALE = "Europe/Berlin", "en"
FRIDAY = date(2026, 12, 18)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 12, 9)),
        ("Tomorrow", date(2026, 12, 10)),
        ("next friday", date(2026, 12, 18)),
        ("18 dec", FRIDAY),
        ("2026-12-18", FRIDAY),
        ("in 9 days", FRIDAY),
    ],
)
def test_a_day_alone_is_a_day_without_a_time(text: str, day: date) -> None:
    wished = read(text, NOW, ZONE, LOCALE)
    assert wished.days[0] == day
    assert wished.is_dated
    assert not wished.times


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("friday 9am", utc(11, 8)),
        ("tomorrow 9", utc(10, 8)),
        ("in 2 hours", utc(9, 11, 30)),
        ("friday morning at 9:15", utc(11, 8, 15)),
    ],
)
def test_a_day_with_a_time_is_an_instant(text: str, at: datetime) -> None:
    assert read(text, NOW, ZONE, LOCALE).times[0] == at


@pytest.mark.parametrize(
    ("text", "day", "part"),
    [
        ("friday afternoon", date(2026, 12, 11), AFTERNOON),
        ("this evening", date(2026, 12, 9), EVENING),
        ("tomorrow early morning", date(2026, 12, 10), MORNING),
    ],
)
def test_a_part_of_the_day_narrows_and_names_no_time(text: str, day: date, part: int) -> None:
    wished = read(text, NOW, ZONE, LOCALE)
    assert (wished.days[0], wished.part, wished.times) == (day, part, ())


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9", utc(18, 8)),
        ("9:30", utc(18, 8, 30)),
        ("9.30", utc(18, 8, 30)),
        ("half past ten", utc(18, 9, 30)),
        ("at noon", utc(18, 11)),
        ("5", utc(18, 16)),
        ("17:15", utc(18, 16, 15)),
    ],
)
def test_a_time_alone_is_one_of_the_chosen_day(text: str, at: datetime) -> None:
    assert read_time(text, FRIDAY, now=NOW, zone=ZONE, locale=LOCALE).times[0] == at


def test_a_part_alone_is_one_of_the_chosen_day() -> None:
    wished = read_time("afternoon", FRIDAY, now=NOW, zone=ZONE, locale=LOCALE)
    assert (wished.days, wished.part) == ((FRIDAY,), AFTERNOON)


def test_another_day_at_the_question_for_the_time_is_that_day() -> None:
    assert read_time("tomorrow", FRIDAY, now=NOW, zone=ZONE, locale=LOCALE).days == (
        date(2026, 12, 10),
    )


def test_what_is_past_or_no_time_at_all_is_not_understood() -> None:
    past = read("yesterday", NOW, ZONE, LOCALE)
    assert not past
    assert past.is_past
    nothing = read("cbc", NOW, ZONE, LOCALE)
    assert not nothing
    assert not nothing.is_past
    assert nothing.rest == "cbc"


def test_a_number_is_a_day_of_the_month_that_is_shown() -> None:
    free = [date(2026, 12, 18), date(2027, 1, 18), date(2027, 1, 3)]
    assert read_day_number("18", date(2026, 12, 1), free) == date(2026, 12, 18)
    assert read_day_number("18th", date(2027, 1, 1), free) == date(2027, 1, 18)
    assert read_day_number("the 3rd", date(2026, 12, 1), free) == date(2027, 1, 3)
    assert read_day_number("4", date(2026, 12, 9), free) == date(2026, 12, 4)
    assert read_day_number("31", date(2027, 2, 1), free) is None
    assert read_day_number("18:00", date(2026, 12, 1), free) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    wished = read_time(text, FRIDAY, now=NOW, zone=ZONE, locale=LOCALE)
    assert all(at > NOW for at in wished.times)
