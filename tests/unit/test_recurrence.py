"""A repetition falls on the wall clock of its zone, over every change of clocks."""

# ruff: noqa: DTZ001 - wall clocks are naive

from datetime import UTC, datetime, timedelta

import pytest
import pytz
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.time.recurrence import RuleInvalid, next_occurrence
from domain.time.zones import to_instant, to_instant_lenient, to_wall

BERLIN = "Europe/Berlin"
ZONES = st.sampled_from(pytz.common_timezones)
STARTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)).map(
    lambda at: at.replace(microsecond=0)
)
AFTERS = st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
DAYS = st.lists(
    st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, unique=True
)
NTH = st.sampled_from(["1MO", "2TU", "-1FR", "5SU", "-2WE", "SA"])
INTERVALS = st.integers(1, 5)
ENDS = st.sampled_from(["", ";COUNT=1", ";COUNT=7", ";UNTIL=20240615T120000", ";UNTIL=20221231"])
RULES = st.one_of(
    st.builds("FREQ=DAILY;INTERVAL={}".format, INTERVALS),
    st.builds(
        lambda every, days: f"FREQ=WEEKLY;INTERVAL={every};BYDAY={','.join(days)}", INTERVALS, DAYS
    ),
    st.builds("FREQ=WEEKLY;INTERVAL={}".format, INTERVALS),
    st.builds(
        "FREQ=MONTHLY;INTERVAL={};BYMONTHDAY={}".format, INTERVALS, st.sampled_from([1, 15, 31, -1])
    ),
    st.builds("FREQ=MONTHLY;INTERVAL={};BYDAY={}".format, INTERVALS, NTH),
    st.builds(
        "FREQ=YEARLY;INTERVAL={};BYMONTH={};BYMONTHDAY={}".format,
        INTERVALS,
        st.integers(1, 12),
        st.sampled_from([1, 28, 29]),
    ),
    st.just("FREQ=YEARLY"),
    st.just("FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0"),
    st.just("FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=8,20;BYMINUTE=30"),
)


def naively(rule: str, start: datetime, zone: str, after: datetime) -> datetime | None:
    """By dateutil on the wall clock, each occurrence made an instant."""
    ended = rule.replace("UNTIL=20221231", "UNTIL=20221231T235959")
    for wall in rrulestr(ended, dtstart=start):
        at = to_instant_lenient(wall, zone)
        if at > after:
            return at if wall.year < 2038 else None
    return None


@settings(max_examples=400)
@given(RULES, ENDS, STARTS, ZONES, AFTERS)
def test_it_agrees_with_dateutil_on_every_wall_clock(
    rule: str, end: str, start: datetime, zone: str, after: datetime
) -> None:
    found = next_occurrence(rule + end, start, zone, after)
    assert found == naively(rule + end, start, zone, after)
    assert found is None or found > after


@settings(max_examples=200)
@given(
    st.sampled_from(["SECONDLY", "MINUTELY", "HOURLY"]), st.integers(1, 90), STARTS, ZONES, AFTERS
)
def test_hours_and_minutes_are_elapsed_time(
    unit: str, every: int, start: datetime, zone: str, after: datetime
) -> None:
    found = next_occurrence(f"FREQ={unit};INTERVAL={every}", start, zone, after)
    assert found is not None
    first = to_instant_lenient(start, zone)
    step = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3600}[unit] * every
    assert found > after
    assert found >= first
    assert (found - first).total_seconds() % step == 0
    assert found == first or found - after <= timedelta(seconds=step)


def test_nine_o_clock_stays_nine_o_clock_when_clocks_change() -> None:
    after = to_instant(datetime(2026, 3, 28, 12), BERLIN)
    found = next_occurrence("FREQ=DAILY", datetime(2026, 3, 1, 9), BERLIN, after)
    assert found is not None
    assert to_wall(found, BERLIN) == datetime(2026, 3, 29, 9)
    assert found - to_instant(datetime(2026, 3, 28, 9), BERLIN) == timedelta(hours=23)


def test_a_skipped_time_moves_forward_and_a_doubled_one_comes_once() -> None:
    start = datetime(2026, 3, 1, 2, 30)
    skipped = next_occurrence("FREQ=DAILY", start, BERLIN, datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    first = next_occurrence("FREQ=DAILY", start, BERLIN, datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_occurrence("FREQ=DAILY", start, BERLIN, first) == datetime(
        2026, 10, 26, 1, 30, tzinfo=UTC
    )


def test_it_is_over_after_its_count_and_its_last_day() -> None:
    start, after = datetime(2026, 3, 2, 9), datetime(2026, 3, 30, tzinfo=UTC)
    assert next_occurrence("FREQ=WEEKLY;BYDAY=MO;COUNT=4", start, BERLIN, after) is None
    assert next_occurrence("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260329", start, BERLIN, after) is None
    assert next_occurrence("FREQ=HOURLY;COUNT=3", start, BERLIN, after) is None
    assert (
        next_occurrence("FREQ=DAILY", start, BERLIN, datetime(2037, 12, 31, 23, tzinfo=UTC)) is None
    )


@pytest.mark.parametrize(
    "rule",
    [
        *("", "MONTHLY", "FREQ=SOMETIMES", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=x"),
        *("FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;BYMONTHDAY=3", "FREQ=MONTHLY;BYSETPOS=1"),
        *("FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=DAILY;UNTIL=soon", "FREQ=HOURLY;BYDAY=MO"),
        *("FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=9MO", "FREQ=YEARLY;BYDAY=MO"),
    ],
)
def test_a_rule_that_we_do_not_repeat_by_is_refused(rule: str) -> None:
    with pytest.raises(RuleInvalid):
        next_occurrence(rule, datetime(2026, 3, 2, 9), BERLIN, datetime(2026, 3, 4, tzinfo=UTC))
