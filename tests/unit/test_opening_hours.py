"""Opening hours: read from a line, made into slots by one evaluator, exact when clocks change."""

from contextlib import suppress
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.booking.catalogue import LabTest
from domain.manage.opening_hours import (
    AHEAD,
    OpeningHours,
    day_of_hours,
    day_verdicts,
    days_to_make,
    slots_of,
    time_verdicts,
)
from domain.manage.opening_hours_line import TypedHours, read
from domain.refusals import OpeningHoursUnclear
from domain.time.zones import day_bounds, to_wall
from infra.places import countries, holidays_of

TODAY = date(2026, 11, 26)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")


def kind(number: int, code: str) -> LabTest:
    return LabTest(number, code, code, "", 10, Decimal(1), "EUR")


CBC, LIPID = kind(1, "CBC"), kind(2, "LIPID")
KNOWN = {"cbc": CBC, "lipid": LIPID}


def line(text: str) -> TypedHours:
    return read(text, TODAY, KNOWN.get)


def test_the_line_of_the_manual_is_read() -> None:
    found = line("mon-fri 7:00-11:00 every 15 min x3 for CBC, lipid until 31 dec")
    assert found == TypedHours(
        weekdays=frozenset(range(5)),
        hours=((time(7), time(11)),),
        minutes=15,
        capacity=3,
        tests=(CBC, LIPID),
        last_day=date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("mon-fri 7-11 every 15 x3", {"minutes": 15, "hours": ((time(7), time(11)),)}),
        ("sat, sun 9:30-12 every 20 min 2 seats", {"weekdays": frozenset((5, 6)), "capacity": 2}),
        ("fri-mon 8-9 every 10 x1", {"weekdays": frozenset((4, 5, 6, 0))}),
        ("daily 8-12, 14-17 every 30 x2", {"hours": ((time(8), time(12)), (time(14), time(17)))}),
        ("weekdays 8-12 every 15 buffer 5 min x4", {"buffer": 5, "capacity": 4}),
        ("mon 8-9 every 15 x1 from 1 jan", {"first_day": date(2027, 1, 1)}),
        ("mon 8-9 every 15 x1 until 2027-03-01", {"last_day": date(2027, 3, 1)}),
        ("mon 8-9 every 15 x1 holidays de", {"holidays": "DE"}),
        ("mon 8-9 every 15 x1 not on holidays", {"holidays": ""}),
        (
            "x2 mon 8-9 every 15 except 24 dec, 2026-12-28",
            {"exceptions": frozenset((date(2026, 12, 24), date(2026, 12, 28))), "capacity": 2},
        ),
        ("every day 8-9 every 15 min x1 for all", {"weekdays": frozenset(range(7)), "tests": ()}),
    ],
)
def test_parts_of_a_line(text: str, part: dict[str, object]) -> None:
    found = line(text)
    assert {name: getattr(found, name) for name in part} == part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("mon-fri 7-11 every 15 min", "seats"),
        ("mon 7-11 every 15 x0", "seats"),
        ("7-11 every 15 x1", "weekdays"),
        ("mon every 15 x1", "hours"),
        ("mon 11-7 every 15 x1", "hours"),
        ("mon 25-26 every 15 x1", "hours"),
        ("mon 7-11, 10-12 every 15 x1", "overlap"),
        ("mon 7-11 x1", "every"),
        ("mon 7-11 every blue moon x1", "every"),
        ("mon 7-11 every 15 x1 for tea", "test"),
        ("mon 7-11 every 15 x1 until 31 feb", "date"),
        ("mon 7-11 every 15 x1 until 2020-01-01", "until"),
        ("mon 7-11 every 15 x1 until 2096-01-01", "until"),
        ("x" * 10_000, "seats"),
        ("", "seats"),
    ],
)
def test_what_is_missing_is_named(text: str, part: str) -> None:
    with pytest.raises(OpeningHoursUnclear) as refused:
        line(text)
    assert refused.value.part == part


@given(st.text(max_size=2000))
def test_any_text_is_opening_hours_or_unclear(text: str) -> None:
    with suppress(OpeningHoursUnclear):
        line(text)


openings = st.builds(
    OpeningHours,
    id=st.just(1),
    lab_id=st.just(1),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    hours=st.sampled_from(
        [
            ((time(0), time(4)),),
            ((time(1, 30), time(3, 30)), (time(22), time(23, 45))),
            ((time(8), time(12)), (time(14), time(17))),
            ((time(20), time()),),
            ((time(), time()),),
            ((time(3), time(4)), (time(22), time(2, 30))),
        ]
    ),
    minutes=st.sampled_from([10, 15, 30, 45]),
    capacity=st.just(2),
    first_day=st.dates(date(2026, 3, 1), date(2026, 4, 30)),
    buffer=st.sampled_from([0, 5]),
    last_day=st.none() | st.dates(date(2026, 5, 1), date(2026, 12, 31)),
    exceptions=st.frozensets(st.dates(date(2026, 3, 1), date(2026, 12, 31)), max_size=3),
    country=st.sampled_from([None, "DE", "US"]),
)
days = st.dates(date(2026, 2, 20), date(2027, 1, 20)) | st.sampled_from(
    [date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 25), date(2026, 11, 1)]
)


@settings(max_examples=60)
@given(openings, days, st.sampled_from(ZONES))
def test_a_slot_is_made_where_every_rule_says_yes_and_nowhere_else(
    opening: OpeningHours, day: date, zone: str
) -> None:
    today = date(2026, 3, 1)
    holidays = holidays_of(opening.country, day, day)
    made = {slot.first for slot in slots_of(opening, day, zone, holidays=holidays, today=today)}
    first, end = day_bounds(day, zone).first, day_bounds(day + timedelta(days=1), zone).end
    step = timedelta(minutes=30)
    moments = {first + number * step for number in range(int((end - first) / step))}
    some = sorted(made)[:6]
    moments |= {at + timedelta(minutes=off) for at in some for off in (-5, 5)}
    for at in {*moments, *some}:
        if day_of_hours(opening, at, zone) != day:
            assert at not in made
            continue
        at_day = day_verdicts(opening, day, holidays, today)
        verdicts = (*at_day, *time_verdicts(opening, at, zone))
        assert (at in made) == all(verdict.is_ok for verdict in verdicts)


@settings(max_examples=100)
@given(openings, days, st.sampled_from(ZONES))
def test_slots_keep_their_length_and_their_break(
    opening: OpeningHours, day: date, zone: str
) -> None:
    made = slots_of(opening, day, zone, holidays={}, today=date(2026, 3, 1))
    for slot in made:
        assert slot.end - slot.first == timedelta(minutes=opening.minutes)
        is_night = any(time() < closes <= opens for opens, closes in opening.hours)
        late = day + timedelta(days=is_night and to_wall(slot.first, zone).hour < 3)
        assert to_wall(slot.first, zone).date() in {day, late}
    for one, other in pairwise(made):
        assert other.first - one.end >= timedelta(minutes=opening.buffer)


def test_a_skipped_hour_has_no_slots_and_a_doubled_one_has_them_twice() -> None:
    night = OpeningHours(1, 1, frozenset(range(7)), ((time(1), time(4)),), 30, 1, date(2026, 1, 1))
    today = date(2026, 3, 1)
    spring = slots_of(night, date(2026, 3, 29), "Europe/Berlin", holidays={}, today=today)
    assert [f"{to_wall(slot.first, 'Europe/Berlin'):%H:%M}" for slot in spring] == [
        "01:00",
        "01:30",
        "03:00",
        "03:30",
    ]
    today, back = date(2026, 10, 1), date(2026, 10, 25)
    autumn = slots_of(night, back, "Europe/Berlin", holidays={}, today=today)
    walls = [f"{to_wall(slot.first, 'Europe/Berlin'):%H:%M}" for slot in autumn]
    assert walls.count("02:00") == 2


@pytest.mark.parametrize(
    ("hours", "day", "first", "last", "number"),
    [
        ((time(20), time()), date(2026, 12, 1), "20:00", "00:00", 8),
        ((time(), time()), date(2026, 12, 1), "00:00", "00:00", 48),
        ((time(22), time(2)), date(2026, 12, 1), "22:00", "02:00", 8),
        ((time(22), time(4)), date(2026, 3, 28), "22:00", "04:00", 10),  # an hour is left out
        ((time(22), time(4)), date(2026, 10, 24), "22:00", "04:00", 14),  # an hour comes twice
    ],
)
def test_the_last_slot_ends_at_midnight_or_in_the_night(
    hours: tuple[time, time], day: date, first: str, last: str, number: int
) -> None:
    opening = OpeningHours(1, 1, frozenset((day.weekday(),)), (hours,), 30, 1, day, last_day=day)
    made = slots_of(opening, day, "Europe/Berlin", holidays={}, today=day)
    assert f"{to_wall(made[0].first, 'Europe/Berlin'):%H:%M}" == first
    assert f"{to_wall(made[-1].end, 'Europe/Berlin'):%H:%M}" == last
    assert len(made) == number
    after = day + timedelta(days=1)
    assert slots_of(opening, after, "Europe/Berlin", holidays={}, today=day) == []


def test_holidays_are_left_out_by_country_offline() -> None:
    opening = OpeningHours(
        1, 1, frozenset(range(7)), ((time(8), time(9)),), 30, 1, date(2026, 1, 1), country="DE"
    )
    christmas = date(2026, 12, 25)
    holidays = holidays_of("DE", christmas, christmas)
    today = date(2026, 12, 1)
    assert not slots_of(opening, christmas, "Europe/Berlin", holidays=holidays, today=today)
    assert {"DE", "IN", "BR", "US"} <= countries()
    assert holidays_of("XX", christmas, christmas) == {}


@given(openings, st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_days_are_made_ahead_and_go_on_where_they_ended(
    opening: OpeningHours, made_until: date | None
) -> None:
    today = date(2026, 6, 1)
    found = days_to_make(opening, today, made_until)
    assert all(today <= day <= today + AHEAD for day in found)
    assert found == sorted(set(found))
    if made_until is not None and made_until > today:
        assert all(day >= made_until for day in found)
