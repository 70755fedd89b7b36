"""The fields of new opening hours say what a line says, in every language of a reader."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.catalogue import LabTest
from domain.manage.opening_hours_line import read
from domain.manage.standard import LANGUAGES
from web.pages.house.hours import line_of

TODAY = date(2026, 11, 30)


def nothing(_name: str) -> LabTest | None:
    return None


@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    clocks=st.lists(st.times(), min_size=4, max_size=4, unique_by=lambda one: one.hour),
    every=st.integers(1, 480),
    seats=st.integers(1, 200),
    buffer=st.none() | st.integers(0, 240),
    off=st.lists(st.dates(date(2026, 12, 1), date(2027, 6, 1)), max_size=3),
    language=st.sampled_from(LANGUAGES),
)
def test_fields_are_read_back_as_they_were_filled_in(
    days: set[int],
    clocks: list[time],
    every: int,
    seats: int,
    buffer: int | None,
    off: list[date],
    language: str,
) -> None:
    opens, closes, opens2, closes2 = (f"{one:%H:%M}" for one in sorted(clocks))
    asked = {f"day_{day}": "1" for day in days} | {
        "opens": opens,
        "closes": closes,
        "opens2": opens2,
        "closes2": closes2,
        "every": str(every),
        "seats": str(seats),
        "buffer": "" if buffer is None else str(buffer),
        "first": "2026-12-05",
        "last": "2027-01-31",
        "except": ", ".join(map(str, off)),
        "holidays": "1",
    }
    found = read(line_of(asked), TODAY, nothing, language)
    assert found.weekdays == days
    spans = [(f"{one:%H:%M}", f"{other:%H:%M}") for one, other in found.hours]
    assert spans == [(opens, closes), (opens2, closes2)]
    assert (found.minutes, found.capacity, found.buffer) == (every, seats, buffer or 0)
    assert (found.first_day, found.last_day) == (date(2026, 12, 5), date(2027, 1, 31))
    assert (found.exceptions, found.holidays) == (frozenset(off), "")


@pytest.mark.parametrize("asked", [{}, {"opens": " "}, {"line": "x"}])
def test_nothing_filled_in_is_no_line(asked: dict[str, str]) -> None:
    assert line_of(asked) == ""
