"""From when on to eat nothing: by the lab's clock, whatever the clock does that night."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.zones import to_wall
from screens.booking.visit_words import eat_nothing, prepare

BERLIN = "Europe/Berlin"
STARTS = st.integers(0, 4 * 365 * 96).map(
    lambda quarters: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
)


@given(STARTS, st.integers(1, 48), st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata"]))
def test_it_is_that_many_hours_before(at: datetime, hours: int, zone: str) -> None:
    wall = to_wall(at - timedelta(hours=hours), zone)
    assert f"{wall:%A}, {wall.day} {wall:%B}, {wall:%H:%M} " in eat_nothing(hours, at, zone)


@pytest.mark.parametrize(
    ("visit", "told"),
    [
        (datetime(2026, 10, 25, 7, tzinfo=UTC), "Sunday, 25 October, 00:00 CEST"),  # 25 hours
        (datetime(2026, 3, 29, 6, tzinfo=UTC), "Saturday, 28 March, 22:00 CET"),  # 23 hours
        (datetime(2026, 6, 1, 6, tzinfo=UTC), "Sunday, 31 May, 23:00 CEST"),
    ],
)
def test_nine_hours_before_eight_in_the_morning(visit: datetime, told: str) -> None:
    assert eat_nothing(9, visit, BERLIN) == f"Last meal before <b>{told}</b>; water is fine."


def test_who_need_not_fast_reads_nothing_of_it() -> None:
    visit = (datetime(2026, 6, 1, 6, tzinfo=UTC), BERLIN)
    assert prepare("", 0, visit) == []
    assert prepare("Drink <water>.", 0, visit) == ["Preparation: Drink &lt;water&gt;."]
    assert len(prepare("Drink.", 9, visit)) == 2
