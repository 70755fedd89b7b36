"""Whether a patient has fasted is asked on the visit's morning, in time and after the last meal."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.before.fasting import ask_at, fast_begins, has_begun
from domain.time.zones import to_wall

BERLIN = "Europe/Berlin"
STARTS = st.integers(0, 4 * 365 * 96).map(
    lambda quarters: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
)


@given(STARTS, st.integers(1, 48), st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata"]))
def test_it_is_asked_within_the_fast_and_early_enough(at: datetime, hours: int, zone: str) -> None:
    asked = ask_at(at, hours, zone)
    assert asked is not None
    assert fast_begins(at, hours) < asked < at
    assert at - asked >= min(timedelta(hours=1), timedelta(hours=hours) / 2)
    wall = to_wall(asked, zone)
    is_of_the_day = wall.date() == to_wall(at, zone).date()
    assert is_of_the_day or to_wall(at, zone).hour < 1


@pytest.mark.parametrize(
    ("visit", "hours", "asked"),
    [
        (datetime(2026, 10, 25, 7, 40, tzinfo=UTC), 10, "07:00"),  # 8:40; 25 hours that day
        (datetime(2026, 3, 29, 5, 40, tzinfo=UTC), 10, "06:40"),  # 7:40; 23 hours
        (datetime(2026, 6, 1, 14, 0, tzinfo=UTC), 8, "09:00"),  # 16:00, fasting since 8:00
        (datetime(2026, 6, 1, 14, 0, tzinfo=UTC), 12, "07:00"),
    ],
)
def test_at_seven_or_an_hour_before_or_once_fasting(
    visit: datetime, hours: int, asked: str
) -> None:
    at = ask_at(visit, hours, BERLIN)
    assert at is not None
    assert f"{to_wall(at, BERLIN):%H:%M}" == asked


def test_who_need_not_fast_is_not_asked() -> None:
    assert ask_at(datetime(2026, 6, 1, 6, tzinfo=UTC), 0, BERLIN) is None
    start = datetime(2026, 6, 1, 6, tzinfo=UTC)
    assert not has_begun(0, start, start - timedelta(minutes=1))
    assert not has_begun(8, start, start - timedelta(hours=9))
    assert has_begun(8, start, start - timedelta(hours=8))
    assert not has_begun(8, start, start)
