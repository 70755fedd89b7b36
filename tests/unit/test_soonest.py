"""Whoever wants the first free time says so in their own words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.lab import FreeTime, around
from domain.booking.words.soonest import WORDS, soonest_in
from domain.booking.words.typed_time import read, read_time
from screens.booking import steps
from tests.unit.test_booking_screens import frame, labels, tappable

NOW = datetime(2026, 12, 9, 9, 30, tzinfo=UTC)
ZONE = "Europe/Berlin"
EVERY = [
    phrase.strip()
    for line in WORDS.strip().splitlines()
    for phrase in line.partition(":")[2].split("|")
]


@pytest.mark.parametrize(
    "text",
    [
        *("asap", "ASAP!", "any day", "earliest", "first free", "as soon as possible, please"),
        *("как можно скорее", "Любой день", "В любое время.", "первое свободное время"),
        *("so bald wie möglich", "So bald wie moglich", "jederzeit", "nächster freier Termin"),
        *("lo antes posible", "cualquier dia", "¡Lo antes posible!", "cuanto antes"),
        *("o mais cedo possível", "qualquer dia", "assim que possivel"),
        *("le plus tôt possible", "dès que possible", "n’importe quand"),
        *(
            "whenever",
            "URGENT!",
            "soon",
            "the sooner the better",
            "no preference",
            "doesn't matter",
        ),
        *("срочно", "чем раньше, тем лучше", "mais cedo possível", "me da igual", "n'importe"),
        *("je früher, desto besser", "ist mir egal", "जल्दी", "जब भी हो"),
        *("जल्दी से जल्दी", "जल्द से जल्द", "कोई भी दिन", "jaldi se jaldi"),
    ],
)
def test_the_first_free_time_is_wanted(text: str) -> None:
    assert read(text, NOW, ZONE, "en").is_soonest
    assert read_time(text, date(2026, 12, 18), now=NOW, zone=ZONE, locale="en").days == (
        date(2026, 12, 18),
    )


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "friday 9am", "first of may", "9", "early", "day"]
)
def test_a_day_or_a_time_is_no_such_wish(text: str) -> None:
    assert soonest_in(text) is None
    assert not read(text, NOW, ZONE, "en").is_soonest


@given(st.sampled_from(EVERY), st.sampled_from(["", "ferritin", "12 dec"]), st.booleans())
def test_what_else_was_typed_stays(phrase: str, rest: str, is_first: bool) -> None:
    line = f"{rest} {phrase.upper()}" if is_first else f"{phrase}, {rest}"
    assert soonest_in(line) == rest


def test_with_a_day_it_is_the_first_time_of_that_day() -> None:
    typed = read("friday asap", NOW, ZONE, "en")
    assert typed.is_soonest
    assert typed.days[0] == date(2026, 12, 11)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sampled_from([5, 6, 7]))
def test_on_any_day_of_the_year_two_weeks_of_free_days_are_shown(today: date, week: int) -> None:
    coming = [today + timedelta(days=number) for number in range(1, 200)]
    free = [day for day in coming if day.weekday() < week]
    month = free[0].replace(day=1)
    screen = steps.days(frame(today=today), month, free, is_first=True)
    shown = [date.fromordinal(tap.value) for tap in tappable(screen).values() if tap.do == "d"]
    near = [day for day in free if day < today + timedelta(days=22)]
    assert set(near[:10]) <= set(shown) <= set(free)
    assert all(len(row) == 7 for row in labels(screen)[1:-2])
    assert labels(screen)[-2] == ["First free"]
    for label, tap in tappable(screen).items():
        if tap.do == "d":
            assert label.split()[0] == str(date.fromordinal(tap.value).day)


def test_the_last_day_of_a_month_shows_the_next_weeks() -> None:
    today = date(2026, 11, 30)
    free = [today + timedelta(days=number) for number in range(60) if number % 7 < 5]
    rows = labels(steps.days(frame(today=today), date(2026, 11, 1), free, is_first=True))
    assert rows[0] == ["Nov – December 2026", "Dec ›"]
    assert rows[2] == ["30", "1 Dec", "2", "3", "4", "5", "6"]
    assert rows[4] == ["14", "15", "16", "17", "18", "19", "20"]


@given(st.sets(st.integers(-50, 50)), st.integers(1, 5))
def test_what_is_near_lies_on_both_sides(hours: set[int], count: int) -> None:
    times = [
        FreeTime(hour, NOW + timedelta(hours=hour), NOW + timedelta(hours=hour + 1), 1)
        for hour in hours
    ]
    near = around(times, NOW, count)
    assert len(near) == min(count, len(times))
    assert list(near) == sorted(near, key=lambda time: time.starts_at)
    if count > 1:
        for side in ([n for n in hours if n < 0], [n for n in hours if n >= 0]):
            assert not side or min(side, key=abs) in {time.slot_id for time in near}
