"""Slots lie within the hours on the lab's wall, in order, over every change of clocks."""

# ruff: noqa: DTZ001 - wall clocks are naive

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
import pytz
from hypothesis import example, given
from hypothesis import strategies as st

from domain.manage.opening_hours import Hours, Pattern, next_quarter, slots_between, slots_on
from domain.refusals import UnknownZone
from domain.time.zones import Stretch, day_bounds, to_wall

MINUTE = timedelta(minutes=1)
EVERY_DAY = frozenset(range(7))


def change_days(zone: str) -> list[date]:
    """The local days around every change of clocks since 1975; pytz keeps them on the zone."""
    changes = getattr(pytz.timezone(zone), "_utc_transition_times", [])
    return [
        (change + timedelta(days=days)).date()
        for change in changes
        if change.year >= 1975
        for days in (-1, 0, 1)
    ]


@st.composite
def zone_days(draw: st.DrawFn) -> tuple[str, date]:
    zone = draw(st.sampled_from(pytz.all_timezones))
    ordinary = st.dates(date(1975, 1, 1), date(2037, 1, 1))
    changes = change_days(zone)
    return zone, draw(st.one_of(st.sampled_from(changes), ordinary) if changes else ordinary)


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    borders = sorted(draw(st.sets(st.integers(0, 288), min_size=2, max_size=6)))
    clocks = [time(border // 12 % 24, border % 12 * 5) for border in borders]
    hours = tuple(
        Hours(draw(st.frozensets(st.integers(0, 6), min_size=1)), opens, closes)
        for opens, closes in zip(clocks[::2], clocks[1::2], strict=False)
    )
    return Pattern(hours, timedelta(minutes=draw(st.sampled_from((5, 15, 20, 45, 60, 90)))), 3)


def by_scanning(day: date, pattern: Pattern, zone: str) -> list[Stretch]:
    """The same by looking at the wall clock at each minute of the day."""
    found: list[Stretch] = []
    for hours in pattern.hours:
        if day.weekday() not in hours.weekdays:
            continue
        at, end = day_bounds(day, zone).first, day_bounds(day + timedelta(days=1), zone).end
        opens, closes = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes)
        closes += timedelta(days=closes <= opens)
        while at < end:
            wall, until = to_wall(at, zone), at + pattern.length
            on_grid = wall >= opens and (wall - opens) % pattern.length == timedelta()
            fits = wall + pattern.length <= closes and to_wall(until, zone) <= closes
            if on_grid and fits and (not found or at >= found[-1].end):
                found.append(Stretch(at, until))
            at += MINUTE
    return found


@given(zone_days(), patterns())
@example(
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    Pattern((Hours(EVERY_DAY, time(0), time(6)),), timedelta(hours=1), 1),
)
def test_slots_are_those_that_scanning_the_wall_clock_finds(
    place: tuple[str, date], pattern: Pattern
) -> None:
    zone, day = place
    assert slots_on(day, pattern, zone) == by_scanning(day, pattern, zone)


@given(zone_days(), patterns())
def test_slots_are_in_order_apart_and_within_the_hours(
    place: tuple[str, date], pattern: Pattern
) -> None:
    zone, day = place
    slots = slots_between(day, day + timedelta(days=2), pattern, zone)
    for earlier, later in pairwise(slots):
        assert earlier.end <= later.first
    for slot in slots:
        assert slot.end - slot.first == pattern.length
        start, end = to_wall(slot.first, zone), to_wall(slot.end, zone)
        assert any(
            start.weekday() in hours.weekdays
            and hours.opens <= start.time()
            and end
            <= datetime.combine(
                start.date() + timedelta(days=hours.closes <= hours.opens), hours.closes
            )
            for hours in pattern.hours
        )


NIGHT = Pattern((Hours(EVERY_DAY, time(1), time(4)),), timedelta(minutes=30), 1)


@pytest.mark.parametrize(
    ("zone", "day", "walls"),
    [
        ("Europe/Berlin", date(2026, 3, 28), "0100 0130 0200 0230 0300 0330"),
        ("Europe/Berlin", date(2026, 3, 29), "0100 0130 0300 0330"),
        ("Europe/Berlin", date(2026, 10, 25), "0100 0130 0200 0230 0200 0230 0300 0330"),
        ("Pacific/Apia", date(2011, 12, 30), ""),
        ("Asia/Kolkata", date(2026, 3, 29), "0100 0130 0200 0230 0300 0330"),
    ],
    ids=["ordinary", "23 hours", "25 hours", "a day left out", "never changes"],
)
def test_skipped_times_are_left_out_and_doubled_ones_come_twice(
    zone: str, day: date, walls: str
) -> None:
    slots = slots_on(day, NIGHT, zone)
    assert [f"{to_wall(slot.first, zone):%H%M}" for slot in slots] == walls.split()


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UnknownZone):
        slots_on(date(2026, 3, 2), NIGHT, "Europe/Atlantis")


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_the_next_quarter_is_full_and_at_most_a_quarter_away(at: datetime) -> None:
    quarter = next_quarter(at)
    assert timedelta() <= quarter - at < 15 * MINUTE
    assert (quarter.minute % 15, quarter.second, quarter.microsecond) == (0, 0, 0)
