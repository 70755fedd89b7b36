"""What repeats: no two occurrences alike, in order, on the wall clock of any zone."""

# ruff: noqa: DTZ001 - wall clocks are naive

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import pytz
from hypothesis import given
from hypothesis import strategies as st

from domain.messages.content import LIMIT, Text
from domain.messages.series import (
    LEAST,
    Repeat,
    at_another_time,
    following,
    may_repeat,
    moved,
    upcoming,
)
from domain.messages.text import units
from domain.refusals import RepeatsNever, RepeatsTooOften
from domain.time.zones import to_instant_lenient, to_wall
from screens.messages.series import late, nexts, rule

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NINE = Repeat("FREQ=WEEKLY;BYDAY=MO", datetime(2026, 3, 2, 9), BERLIN)
ZONES = st.sampled_from(pytz.common_timezones)
STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)).map(
    lambda at: at.replace(microsecond=0)
)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))
RULES = st.sampled_from(
    (
        "FREQ=MINUTELY;INTERVAL=15",
        "FREQ=HOURLY",
        "FREQ=HOURLY;INTERVAL=5;COUNT=40",
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3;COUNT=20",
        "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=30",
        "FREQ=WEEKLY;BYDAY=SU",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20270101T235959",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=-1SU",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    )
)
REPEATS = st.builds(Repeat, RULES, STARTS, ZONES)


@given(REPEATS, INSTANTS)
def test_no_two_occurrences_are_alike_and_they_ascend(repeat: Repeat, after: datetime) -> None:
    found = upcoming(repeat, after, 12)
    assert all(earlier < later for earlier, later in pairwise((after, *found)))
    assert all(at.microsecond == 0 for at in found)
    for at, later in pairwise(found):
        assert following(repeat, at, at) == later, "one settle after the other meets them all"


@given(st.builds(Repeat, st.just("FREQ=DAILY"), STARTS, ZONES), INSTANTS)
def test_a_daily_message_keeps_its_clock_over_every_change(repeat: Repeat, after: datetime) -> None:
    for at in upcoming(repeat, after, 400)[::7]:
        wall = to_wall(at, repeat.zone)
        wanted = datetime.combine(wall.date(), repeat.wall.time())
        assert at == to_instant_lenient(wanted, repeat.zone)


@given(REPEATS, INSTANTS, st.timedeltas(timedelta(), timedelta(days=900)))
def test_after_an_outage_the_next_one_is_in_the_future(
    repeat: Repeat, after: datetime, outage: timedelta
) -> None:
    planned = repeat.after(after)
    if planned is not None:
        now = planned + outage
        assert (following(repeat, planned, now) or now + LEAST) > now


@given(REPEATS, INSTANTS, ZONES, st.timedeltas(timedelta(), timedelta(days=40)))
def test_in_another_zone_the_pending_one_keeps_its_clock_unless_that_has_passed(
    repeat: Repeat, now: datetime, zone: str, ahead: timedelta
) -> None:
    pending = repeat.after(now + ahead)
    if pending is None or repeat.is_elapsed:
        return
    at = moved(repeat, pending, zone, now)
    same = to_instant_lenient(to_wall(pending, repeat.zone), zone)
    assert at is None or at > now
    assert at is None or at >= same


@given(REPEATS, INSTANTS)
def test_what_may_repeat_leaves_five_minutes_between(repeat: Repeat, now: datetime) -> None:
    try:
        first = may_repeat(repeat, now)
    except (RepeatsNever, RepeatsTooOften):
        return
    assert first == repeat.after(now)
    assert all(later - at >= LEAST for at, later in pairwise(upcoming(repeat, now, 64)))


@pytest.mark.parametrize(
    ("rrule", "refusal"),
    [
        ("FREQ=MINUTELY;INTERVAL=4", RepeatsTooOften),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0,3", RepeatsTooOften),
        ("FREQ=DAILY;UNTIL=20260228T235959", RepeatsNever),
        ("FREQ=WEEKLY;BYDAY=XX", RepeatsNever),
    ],
)
def test_what_is_too_dense_or_never_comes_is_refused(rrule: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        may_repeat(Repeat(rrule, NINE.wall, BERLIN), NOW)


def test_another_time_of_day_keeps_the_days() -> None:
    later = at_another_time(NINE, datetime(2030, 1, 1, 10, 30))
    assert later is not None
    assert rule(later) == "every Monday at 10:30"
    assert later.after(NOW) == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert at_another_time(Repeat("FREQ=HOURLY", NINE.wall, BERLIN), NINE.wall) is None


def test_a_rule_in_words_with_its_next_times() -> None:
    assert rule(NINE) == "every Monday at 09:00"
    named = Repeat(NINE.rrule, NINE.wall, "America/New_York", is_zone_named=True)
    assert rule(named) == "every Monday at 09:00 (America/New York)"
    assert nexts(NINE, BERLIN, NOW) == (
        "Next: Mon 9 Mar, 09:00 · Mon 16 Mar, 09:00 · Mon 23 Mar, 09:00"
    )
    twice = Repeat("FREQ=DAILY;COUNT=2", datetime(2026, 3, 3, 9), BERLIN)
    assert nexts(twice, BERLIN, NOW) == "Next: tomorrow 09:00 · Wed 4 Mar, 09:00"


@given(st.text(min_size=1, max_size=50))
def test_a_late_message_says_so_and_its_formatting_stays_on_its_words(text: str) -> None:
    entity = {"type": "bold", "offset": 0, "length": units(text)}
    said = late(Text(text, (entity,)), NOW, BERLIN)
    assert said.text == f"Late: this was planned for Mon 2 Mar, 09:00 CET.\n\n{text}"
    start = said.entities[0]["offset"]
    raw = said.text.encode("utf-16-le", "surrogatepass")
    assert raw[2 * start :].decode("utf-16-le", "surrogatepass") == text


def test_a_late_message_without_room_for_a_note_is_left_as_it_is() -> None:
    full = Text("x" * LIMIT)
    assert late(full, NOW, BERLIN) is full
