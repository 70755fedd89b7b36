"""Who is asked, when, and for how long."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.account.quiet import LONGEST, Quiet, Way
from domain.booking.waiting import (
    HOLDS,
    LEAST,
    NEAR,
    Fit,
    asked_at,
    given,
    hold_for,
    hold_of,
)
from domain.time.zones import to_wall

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland", "UTC")
moments = st.timedeltas(timedelta(0), timedelta(days=365)).map(lambda since: NOW + since)
aheads = st.timedeltas(LEAST, timedelta(days=60))
quiets = st.builds(
    Quiet,
    way=st.sampled_from(Way),
    begins=st.sampled_from([time(21), time(22, 30), time(13)]),
    ends=st.sampled_from([time(8), time(6, 15), time(9)]),
    zone=st.sampled_from(["", "own"]),
)
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


@drawn(moments, st.sampled_from(ZONES), aheads, quiets)
def test_nobody_is_asked_in_their_quiet_hours_unless_the_seat_is_near(
    now: datetime, zone: str, ahead: timedelta, quiet: Quiet
) -> None:
    quiet = replace(quiet, zone=zone if quiet.zone else "")
    fit = Fit(1, 1, 1, now + ahead, "Asia/Tokyo" if quiet.zone else zone, quiet)
    asked = asked_at(now, fit)
    hold = hold_of(fit, now)
    assert now <= asked <= now + LONGEST
    assert asked.microsecond == 0
    assert hold.asked_at == asked < hold.until < now + ahead
    own = replace(quiet, way=Way.DELAY, zone=zone)
    night = own.night_at(now, zone)
    waits = quiet.way is Way.DELAY and night is not None and ahead >= NEAR
    if night is not None and waits and fit.starts_at - night.end > LEAST:
        assert asked == night.end
        assert to_wall(asked, zone).time() >= quiet.ends  # unless the clocks were put forward
    else:
        assert asked - now < timedelta(seconds=1)


def test_the_nearer_a_seat_the_shorter_it_is_held() -> None:
    lengths = [hold_for(timedelta(hours=hours)) for hours in (0.5, 2.9, 3, 23, 24, 400)]
    assert lengths == sorted(lengths)
    assert {hold for _, hold in HOLDS} == set(lengths)
    assert all(hold < least for least, hold in HOLDS if least)
