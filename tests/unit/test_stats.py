"""Periods are whole days of a calendar, and sums are those of their parts."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.lab import Lab
from domain.manage.stats import (
    Lateness,
    Numbers,
    Sent,
    Span,
    Visits,
    after,
    before,
    period_of,
    stretches,
    totals,
)
from domain.time.zones import day_bounds
from screens.manage import stats as screens

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
MONDAY, TUESDAY = (datetime.combine(date(2026, 11, day), time()) for day in (23, 24))
LAB = Lab(1, "Lab <1>", "1 Linden Street", "Europe/Berlin")


@given(st.sampled_from(Span), days)
def test_a_period_holds_its_day_and_touches_its_neighbours(span: Span, day: date) -> None:
    period = period_of(span, day)
    assert period.first <= day <= period.last
    assert all(period_of(span, item) == period for item in period.days)
    assert before(period).last == period.first - timedelta(days=1)
    assert after(period).first == period.last + timedelta(days=1)
    assert before(after(period)) == period


@given(st.sampled_from(Span), days, st.sampled_from(ZONES))
def test_stretches_cover_a_period_without_gap_or_overlap(span: Span, day: date, zone: str) -> None:
    period = period_of(span, day)
    parts = stretches(period, zone)
    assert len(parts.edges) == len(parts.walls) + 1
    assert list(parts.edges) == sorted(parts.edges)
    assert parts.edges[0] == day_bounds(period.first, zone)[0]
    assert parts.edges[-1] == day_bounds(period.last, zone)[1]


def test_a_day_of_25_hours_has_25_bars() -> None:
    parts = stretches(period_of(Span.DAY, date(2026, 10, 25)), "Europe/Berlin")
    assert len(parts.walls) == 25
    assert [wall.hour for wall in parts.walls].count(2) == 2


def numbers(span: Span = Span.WEEK, **more: Any) -> Numbers:
    values: dict[str, Any] = {
        "period": period_of(span, date(2026, 11, 26)),
        "visits": (Visits(MONDAY, 40, 30, 20, 5), Visits(TUESDAY, 60, 20, 0, 0)),
        "messages": (Sent(MONDAY, 990, 10), Sent(TUESDAY, 200, 0)),
        "lead": timedelta(days=2, hours=3),
        "lateness": Lateness(2.4, 31.0, 61_000.0),
        "oldest_due": 0.0,
    }
    return Numbers(**(values | more))


def test_sums_and_parts() -> None:
    sums = totals(numbers())
    assert (sums.seats, sums.booked, sums.seen, sums.missed) == (100, 50, 20, 5)
    assert (sums.sent, sums.failed) == (1190, 10)
    assert (sums.used, sums.no_shows) == (0.5, 0.2)
    nothing = totals(numbers(visits=(), messages=()))
    assert (nothing.used, nothing.no_shows) == (None, None)


def test_the_caption_says_what_the_picture_cannot() -> None:
    shown = screens.numbers(LAB, numbers(), date(2026, 11, 26)).text
    assert shown == (
        "<b>Lab &lt;1&gt;: 23 to 29 November 2026</b>\n"
        "Booked: 50 of 100 seats (50%)\n"
        "Came: 20, did not come: 5 (20%)\n"
        "Usually booked 2 days 3 hours ahead\n"
        "Messages sent: 1,190, failed: 10\n"
        "Late by: 2 ms (half), 31 ms (95 %), 1 minute 1 second (99 %)\n"
        "Nothing due is waiting."
    )


@pytest.mark.parametrize(
    ("span", "day", "said"),
    [
        (Span.DAY, date(2026, 11, 26), "Thursday 26 November 2026"),
        (Span.WEEK, date(2026, 12, 1), "30 November to 6 December 2026"),
        (Span.MONTH, date(2026, 2, 3), "February 2026"),
    ],
)
def test_a_period_in_words(span: Span, day: date, said: str) -> None:
    assert screens.period(period_of(span, day)) == said


def test_a_long_wait_is_a_warning() -> None:
    shown = screens.numbers(LAB, numbers(oldest_due=95.0), date(2026, 11, 26)).text
    assert "⚠️ The oldest due message waits since 1 minute 35 seconds." in shown
    empty = numbers(visits=(), messages=(), lead=None, lateness=None)
    quiet = screens.numbers(LAB, empty, date(2026, 11, 26)).text
    assert quiet.endswith("No slots.\nNo messages.\nNothing due is waiting.")


def test_the_bars_add_up_to_the_seats() -> None:
    picture = screens.chart(LAB, numbers())
    seats, messages = picture.panels
    stacks = [sum(values) for values in zip(*(bars.values for bars in seats.bars), strict=True)]
    assert stacks == [40, 60]
    assert list(seats.labels) == list(messages.labels) == ["Mon 23", "Tue 24"]
    assert [bars.values for bars in messages.bars] == [[990, 200], [10, 0]]
