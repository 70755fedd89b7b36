"""Who is asked, when, and for how long."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.booking.waiting import (
    HOLDS,
    LEAST,
    NEAR,
    Fit,
    asked_at,
    given,
    hold_for,
    hold_of,
    quiet_until,
)
from domain.time.zones import to_wall

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland", "UTC")
moments = st.timedeltas(timedelta(0), timedelta(days=365)).map(lambda since: NOW + since)
aheads = st.timedeltas(LEAST, timedelta(days=60))
fits = st.builds(
    Fit,
    entry_id=st.integers(1, 8),
    account_id=st.integers(1, 4),
    slot_id=st.integers(1, 6),
    starts_at=st.integers(0, 5).map(lambda hours: NOW + timedelta(hours=hours)),
    zone=st.just("UTC"),
    missed=st.integers(0, 2),
)


@drawn(st.lists(fits, max_size=30), st.dictionaries(st.integers(1, 6), st.integers(0, 3)))
def test_seats_go_by_the_order_of_the_list(every: list[Fit], seats: dict[int, int]) -> None:
    missed = {fit.entry_id: fit.missed for fit in every}
    every = list({(fit.entry_id, fit.slot_id): fit for fit in every}.values())
    every = [replace(fit, missed=missed[fit.entry_id]) for fit in every]
    done = given(every, seats)
    entries, slots = [fit.place for fit in done], Counter(fit.slot_id for fit in done)
    assert entries == sorted(set(entries))
    assert all(slots[slot] <= seats.get(slot, 0) for slot in slots)
    for fit in every:  # whoever got none wanted what those before them have
        if fit.place not in entries:
            before = [one for one in done if one.place < fit.place]
            had = sum(one.slot_id == fit.slot_id for one in before)
            assert had == seats.get(fit.slot_id, 0)


@drawn(moments, st.sampled_from(ZONES), aheads)
def test_nobody_is_asked_at_night_unless_the_seat_is_near(
    now: datetime, zone: str, ahead: timedelta
) -> None:
    asked = asked_at(now, now + ahead, zone)
    hour = to_wall(asked, zone).hour
    assert now <= asked < now + timedelta(hours=13)
    assert asked.microsecond == 0
    hold = hold_of(Fit(1, 1, 1, now + ahead, zone), now)
    assert hold.asked_at == asked < hold.until < now + ahead
    if ahead >= NEAR + timedelta(seconds=1):
        assert 8 <= hour < 21 or (hour, to_wall(asked, zone).minute) == (21, 0)
    else:
        assert asked - now < timedelta(seconds=1) or ahead >= NEAR


@pytest.mark.parametrize(
    ("clock", "end"),
    [
        ("2026-03-02 20:59", None),
        ("2026-03-02 21:00", "2026-03-03 08:00"),
        ("2026-03-02 23:30", "2026-03-03 08:00"),
        ("2026-03-03 00:10", "2026-03-03 08:00"),
        ("2026-03-03 07:59", "2026-03-03 08:00"),
        ("2026-03-03 08:00", None),
        ("2026-03-28 22:00", "2026-03-29 07:00"),  # the clocks are put forward that night
    ],
)
def test_quiet_hours_end_in_the_morning(clock: str, end: str | None) -> None:
    zone = "Etc/GMT"
    if end == "2026-03-29 07:00":
        zone, end = "Europe/Berlin", "2026-03-29 06:00"
    found = quiet_until(datetime.fromisoformat(clock).replace(tzinfo=UTC), zone)
    assert found == (datetime.fromisoformat(end).replace(tzinfo=UTC) if end else None)


def test_the_nearer_a_seat_the_shorter_it_is_held() -> None:
    lengths = [hold_for(timedelta(hours=hours)) for hours in (0.5, 2.9, 3, 23, 24, 400)]
    assert lengths == sorted(lengths)
    assert {hold for _, hold in HOLDS} == set(lengths)
    assert all(hold < least for least, hold in HOLDS if least)
