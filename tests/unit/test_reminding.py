"""When a visit is reminded of: by the plan of its test, and out of people's nights."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.account.quiet import LONGEST, Quiet, Way, hours_in, may_be_quiet
from domain.booking.reminding import (
    FARTHEST_HOURS,
    MOST_REMINDERS,
    hours_of,
    plan_of,
    reminders_for,
)
from domain.manage.catalogue import Field, value_of
from domain.refusals import EntryInvalid, QuietHoursInvalid
from domain.time.zones import to_instant_lenient, to_wall

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)
OFF = Quiet(Way.OFF)
zones = st.sampled_from([BERLIN, NEW_YORK, "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
clocks = st.times(max_value=time(23, 59)).map(lambda it: it.replace(second=0, microsecond=0))
plans = st.sets(st.integers(1, FARTHEST_HOURS), min_size=1, max_size=MOST_REMINDERS).map(
    lambda hours: ", ".join(map(str, sorted(hours, reverse=True)))
)


@st.composite
def quiets(draw: st.DrawFn) -> Quiet:
    begins = draw(clocks)
    minutes = draw(st.integers(1, LONGEST // timedelta(minutes=1)))
    ends = (datetime.combine(NOW, begins) + timedelta(minutes=minutes)).time()
    may_be_quiet(begins, ends)
    return Quiet(draw(st.sampled_from(Way)), begins, ends, draw(st.sampled_from(["", BERLIN])))


def at(wall: str, zone: str = BERLIN) -> datetime:
    return to_instant_lenient(datetime.fromisoformat(wall), zone)


def walls(starts_at: datetime, quiet: Quiet, plan: str = "24, 2", now: datetime = NOW) -> list[str]:
    found = reminders_for(starts_at, plan, quiet, BERLIN, now=now)
    return [f"{to_wall(one.at, quiet.zone or BERLIN):%d %H:%M}" for one in found]


@pytest.mark.parametrize(
    ("visit", "quiet", "expected"),
    [
        ("2026-03-05T10:00", Quiet(), ["04 10:00", "05 08:00"]),
        ("2026-03-05T09:00", Quiet(), ["04 09:00", "05 08:00"]),
        ("2026-03-05T08:59", Quiet(), ["04 08:59", "04 20:30"]),
        ("2026-03-05T07:00", Quiet(), ["04 08:00", "04 20:30"]),
        ("2026-03-05T23:00", Quiet(), ["05 08:00", "05 20:30"]),
        ("2026-03-05T14:00", Quiet(begins=time(11, 30), ends=time(13)), ["04 14:00", "05 13:00"]),
        ("2026-03-05T07:00", Quiet(Way.SILENT), ["04 07:00", "05 05:00"]),
        ("2026-03-05T07:00", OFF, ["04 07:00", "05 05:00"]),
        # Whoever is elsewhere sleeps there.
        ("2026-03-05T14:30", Quiet(zone=NEW_YORK), ["04 08:30", "04 20:30"]),
        # The clocks go forward in that night: quiet hours are by the clock.
        ("2026-03-29T10:00", Quiet(), ["28 09:00", "29 08:00"]),
        ("2026-03-29T07:30", Quiet(), ["28 08:00", "28 20:30"]),
    ],
)
def test_a_reminder_stays_out_of_the_night(visit: str, quiet: Quiet, expected: list[str]) -> None:
    assert walls(at(visit), quiet) == expected


def test_who_books_at_night_for_the_early_morning_is_reminded_at_the_hour() -> None:
    assert walls(at("2026-03-03T07:00"), Quiet(), now=at("2026-03-02T22:00")) == ["03 05:00"]


@pytest.mark.parametrize(
    ("ahead", "hours"),
    [
        (timedelta(hours=48), [24, 2]),
        (timedelta(hours=24, seconds=1), [24, 2]),
        (timedelta(hours=24), [2]),
        (timedelta(hours=2), []),
    ],
)
def test_only_reminders_still_to_come_are_planned(ahead: timedelta, hours: list[int]) -> None:
    found = reminders_for(NOW + ahead, "24, 2", OFF, BERLIN, now=NOW)
    assert [reminder.hours for reminder in found] == hours


@given(st.timedeltas(timedelta(days=-1), timedelta(days=400)), plans, quiets(), zones)
def test_a_reminder_comes_once_in_time_and_by_day(
    ahead: timedelta, plan: str, quiet: Quiet, zone: str
) -> None:
    starts_at = NOW + ahead
    found = reminders_for(starts_at, plan, quiet, zone, now=NOW)
    assert len({one.at for one in found}) == len(found)
    for one in found:
        lead = timedelta(hours=one.hours)
        assert NOW < one.at < starts_at
        assert one.at.microsecond == 0
        early = starts_at - one.at - lead
        if quiet.way is not Way.DELAY:
            assert timedelta() <= early < timedelta(seconds=1)
            continue
        assert one.at <= starts_at - lead / 2
        if quiet.night_at(one.at, zone) is not None:  # nothing but its hour was left
            assert timedelta() <= early < timedelta(seconds=1)


@given(st.timedeltas(timedelta(), timedelta(days=700)), quiets(), zones)
def test_nights_are_by_the_clock(ahead: timedelta, quiet: Quiet, zone: str) -> None:
    instant = NOW + ahead
    night = quiet.night_at(instant, zone)
    if quiet.way is Way.OFF:
        assert night is None
        return
    clock = to_wall(instant, quiet.zone or zone).time()
    if quiet.begins < quiet.ends:
        is_quiet = quiet.begins <= clock < quiet.ends
    else:
        is_quiet = clock >= quiet.begins or clock < quiet.ends
    if night is not None:
        assert night.first <= instant < night.end
    if _is_plain_day(instant, quiet.zone or zone):
        assert (night is not None) == is_quiet


def _is_plain_day(instant: datetime, zone: str) -> bool:
    """No clocks are changed within a day of it."""
    day = timedelta(days=1)
    shown = [to_wall(instant + way, zone) - way for way in (-day, timedelta(), day)]
    return len(set(shown)) == 1


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("22-7", time(22), time(7)),
        ("22:30 - 7:15", time(22, 30), time(7, 15)),
        ("from 10 pm to 7 am", time(22), time(7)),
        ("10pm–7:30am", time(22), time(7, 30)),
        ("22 bis 7 Uhr", time(22), time(7)),
        ("22.30 Uhr bis 7 Uhr", time(22, 30), time(7)),
        ("с 22 до 7", time(22), time(7)),
        ("de 22h a 7h", time(22), time(7)),
        ("22h30 à 7h", time(22, 30), time(7)),
        ("das 22h às 7h", time(22), time(7)),
        ("de las 22 a las 7", time(22), time(7)),
        ("२२ से ७ बजे तक", time(22), time(7)),
        ("24-6", time(0), time(6)),
        ("13 to 14:30", time(13), time(14, 30)),
    ],
)
def test_hours_are_read_as_people_type_them(text: str, begins: time, ends: time) -> None:
    assert hours_in(text) == (begins, ends)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22",
        "22-22",
        "25-7",
        "22-7-9",
        "9-8",
        "22:75 - 7",
        "22 - 7 mondays",
        "13 pm - 7",
        "late",
    ],
)
def test_what_is_no_pair_of_hours_is_asked_again(text: str) -> None:
    with pytest.raises(QuietHoursInvalid):
        hours_in(text)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("24, 2", "24, 2"),
        ("2,24", "24, 2"),
        ("2; 2; 24", "24, 2"),
        ("1 day and 3 h", "24, 3"),
        ("2 Tage, 2 Stunden", "48, 2"),
        ("1 день и 3 часа", "24, 3"),
        ("1 दिन, 3 घंटे", "24, 3"),
        ("3", "3"),
        ("-", ""),
        ("none", ""),
        ("", ""),
        ("336", "336"),
    ],
)
def test_a_plan_is_hours_the_farthest_first(text: str, plan: str) -> None:
    assert value_of(Field.REMINDERS, text) == plan


@pytest.mark.parametrize(
    "text", ["0", "337", "1, 2, 3, 4, 5", "24 2 x", "30 min", "-2", "1.5", "a"]
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(EntryInvalid):
        value_of(Field.REMINDERS, text)


@given(plans)
def test_a_plan_is_read_as_it_is_written(plan: str) -> None:
    assert plan_of(plan) == plan
    assert ", ".join(map(str, hours_of(plan))) == plan
