"""Wall clocks and instants agree in every zone, and what has no answer is asked about."""

# ruff: noqa: DTZ001 - wall clocks are naive

from datetime import UTC, date, datetime, time, timedelta

import pytest
import pytz
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import UnknownZone
from domain.time.zone_names import ABBREVIATIONS, CITIES, COMMON, FIXED
from domain.time.zones import (
    Ambiguous,
    Nonexistent,
    day_bounds,
    find_zone,
    is_zone,
    offset_of,
    recounted,
    rules_of,
    to_instant,
    to_instant_lenient,
    to_wall,
    zone_label,
    zones_showing,
)

ZONES = st.sampled_from(pytz.all_timezones)
INSTANTS = st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
BERLIN = "Europe/Berlin"


def near_changes(zone: str) -> list[datetime]:
    """Instants around every change of clocks since 1971; pytz keeps them on the zone."""
    changes = getattr(pytz.timezone(zone), "_utc_transition_times", [])
    return [
        change.replace(tzinfo=UTC) + timedelta(seconds=seconds)
        for change in changes
        if change.year >= 1971
        for seconds in (-3600, -1800, -1, 0, 1, 1800, 3600)
    ]


def comes_back(at: datetime, zone: str) -> bool:
    try:
        return to_instant(to_wall(at, zone), zone) == at
    except Ambiguous as doubled:
        return at in doubled.candidates and len(doubled.candidates) == 2


@given(INSTANTS, ZONES)
def test_an_instant_survives_the_wall_clock(at: datetime, zone: str) -> None:
    assert comes_back(at, zone)


def test_every_change_of_clocks_of_every_zone_round_trips() -> None:
    wrong = [
        (zone, at)
        for zone in pytz.common_timezones
        for at in near_changes(zone)
        if not comes_back(at, zone)
    ]
    assert not wrong


@given(st.datetimes(datetime(1971, 1, 2), datetime(2037, 1, 1)), ZONES)
def test_we_judge_a_wall_clock_as_pytz_does(wall: datetime, zone: str) -> None:
    try:
        expected: object = pytz.timezone(zone).localize(wall, is_dst=None)
    except pytz.NonExistentTimeError:
        expected = Nonexistent
    except pytz.AmbiguousTimeError:
        expected = Ambiguous
    try:
        found: object = to_instant(wall, zone)
    except (Nonexistent, Ambiguous) as unclocked:
        found = type(unclocked)
    assert found == expected


def test_a_skipped_hour_names_the_instants_before_and_after() -> None:
    with pytest.raises(Nonexistent) as refused:
        to_instant(datetime(2026, 3, 29, 2, 30), BERLIN)
    walls = [to_wall(at, BERLIN) for at in refused.value.candidates]
    assert walls == [datetime(2026, 3, 29, 1, 30), datetime(2026, 3, 29, 3, 30)]
    assert to_instant_lenient(datetime(2026, 3, 29, 2, 30), BERLIN) == refused.value.candidates[1]


def test_a_doubled_hour_names_both_instants() -> None:
    with pytest.raises(Ambiguous) as refused:
        to_instant(datetime(2026, 10, 25, 2, 30), BERLIN)
    first, second = refused.value.candidates
    assert second - first == timedelta(hours=1)
    assert to_instant_lenient(datetime(2026, 10, 25, 2, 30), BERLIN) == first
    assert (zone_label(first, BERLIN), zone_label(second, BERLIN)) == ("CEST", "CET")


@given(INSTANTS, ZONES)
def test_every_instant_lies_in_the_day_its_clock_shows(at: datetime, zone: str) -> None:
    first, after = day_bounds(to_wall(at, zone).date(), zone)
    # A clock put back over midnight shows a day's last hour once more after the next has begun.
    assert first <= at < after + timedelta(hours=3)


def test_a_day_without_midnight_begins_when_the_clock_is_put_forward() -> None:
    first, after = day_bounds(date(2026, 4, 24), "Africa/Cairo")
    assert to_wall(first, "Africa/Cairo") == datetime(2026, 4, 24, 1)
    assert after - first == timedelta(hours=23)


def test_a_day_that_was_left_out_is_empty() -> None:
    first, after = day_bounds(date(2011, 12, 30), "Pacific/Apia")
    assert first == after


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("berlin", BERLIN),
        ("  New   York ", "America/New_York"),
        ("asia/kolkata", "Asia/Kolkata"),
        ("Mumbai", "Asia/Kolkata"),
        ("India", "Asia/Kolkata"),
        ("PST", "America/Los_Angeles"),
        ("UTC", "UTC"),
        ("GMT+2", "Etc/GMT-2"),
        ("utc-3", "Etc/GMT+3"),
        ("+05:30", "Asia/Kolkata"),
        ("+00:00", "UTC"),
        ("IST", None),
        ("+25:00", None),
        ("Atlantis", None),
        ("", None),
        ("x" * 4096, None),
    ],
)
def test_a_zone_is_found_by_the_names_people_use(text: str, zone: str | None) -> None:
    assert find_zone(text) == zone


def test_every_name_of_ours_leads_to_a_zone() -> None:
    named = [*CITIES.values(), *ABBREVIATIONS.values(), *FIXED.values(), *COMMON]
    assert [name for name in named if not is_zone(name)] == []


def test_fixed_zones_keep_their_offset_all_year() -> None:
    for offset, zone in FIXED.items():
        months = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 13)]
        assert {offset_of(at, zone) for at in months} == {offset}


def test_a_zone_without_an_abbreviation_is_labelled_by_its_offset() -> None:
    at = datetime(2026, 3, 4, tzinfo=UTC)
    labels = [zone_label(at, zone) for zone in ("Etc/GMT-2", "America/Sao_Paulo", "Asia/Kolkata")]
    assert labels == ["UTC+02:00", "UTC-03:00", "IST"]


def test_the_clock_on_the_wall_tells_the_zone() -> None:
    at = datetime(2026, 3, 4, 10, 15, tzinfo=UTC)
    assert zones_showing(at, time(15, 47))[0] == "Asia/Kolkata"
    assert zones_showing(at, time(11, 13))[0] == "Europe/Berlin"
    assert "Pacific/Honolulu" in zones_showing(at, time(0, 15))
    assert zones_showing(at, time(15, 52)) == []


def test_an_unknown_zone_is_refused_by_name() -> None:
    with pytest.raises(UnknownZone):
        to_wall(datetime(2026, 3, 4, tzinfo=UTC), "Mars/Olympus")


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.integers(-1600, 1600))
def test_only_what_another_rule_explains_is_counted_anew(at: datetime, minutes: int) -> None:
    """The wall clock is off by so many minutes, as it is when a zone's rules have changed."""
    planned = at.replace(microsecond=0, tzinfo=UTC)
    wall = to_wall(planned, "Asia/Kolkata") + timedelta(minutes=minutes)
    moved = recounted(planned, wall, "Asia/Kolkata") - planned
    is_explained = minutes % 15 == 0 and abs(minutes) <= 26 * 60
    assert moved == timedelta(minutes=minutes if is_explained else 0)


def test_each_zones_rules_are_told_apart() -> None:
    assert len({rules_of(zone) for zone in (BERLIN, "Asia/Kolkata", "UTC", "Etc/GMT-2")}) == 4
    assert rules_of(BERLIN) == rules_of(BERLIN)
    assert rules_of("Atlantis") == ""
