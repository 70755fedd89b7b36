"""A visit as a file for calendars: two parsers that know nothing of each other read the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from domain.booking.booking import BookingView, Status
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from screens.booking import ics

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Chatham", "UTC")
VISIT = BookingView(
    id=57,
    account_id=7,
    status=Status.BOOKED,
    version=1,
    slot_id=3,
    starts_at=datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # half an hour before the clocks change
    ends_at=datetime(2027, 3, 28, 0, 45, tzinfo=UTC),
    test=LabTest(
        1, "CBC", "Complete; blood, count", "Eat nothing.\nDrink water.", 15, Decimal(9), "EUR"
    ),
    lab=Lab(1, "Lab", "1 Street, Town", "Europe/Berlin"),
    patient_name="Ann Lee",
    patient_phone="+4917012345",
)


def first(data: bytes) -> Any:
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return event


def second(data: bytes) -> Any:
    (event,) = IcsCalendarStream.calendar_from_ics(data.decode()).events
    return event


@pytest.mark.parametrize("zone", ZONES)
@given(hours=st.integers(0, 24 * 500), minutes=st.sampled_from((10, 15, 90)))
def test_both_read_the_same_instants_by_the_labs_clock(zone: str, hours: int, minutes: int) -> None:
    starts = NOW + timedelta(hours=hours)
    lab = replace(VISIT.lab, zone=zone)
    visit = replace(VISIT, starts_at=starts, ends_at=starts + timedelta(minutes=minutes), lab=lab)
    data = ics.file(visit, NOW)
    for start, end in (
        (first(data)["dtstart"].dt, first(data)["dtend"].dt),
        (second(data).dtstart, second(data).dtend),
    ):
        assert (start, end) == (visit.starts_at, visit.ends_at)
        assert start.replace(tzinfo=None) == starts.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def test_the_zone_of_the_file_is_described_in_it() -> None:
    made: Any = icalendar.Calendar.from_ical(ics.file(VISIT, NOW))
    (zone,) = made.walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Berlin"
    offsets = {part["tzoffsetto"].td for part in (*zone.walk("STANDARD"), *zone.walk("DAYLIGHT"))}
    assert {timedelta(hours=1), timedelta(hours=2)} <= offsets


def test_one_event_for_life_moves_and_goes_by_its_sequence() -> None:
    moved = replace(VISIT, version=2, starts_at=VISIT.starts_at + timedelta(days=1))
    off = replace(moved, version=3, status=Status.CANCELLED)
    files = [ics.file(one, NOW) for one in (VISIT, moved, off)]
    assert {str(first(one)["uid"]) for one in files} == {second(files[0]).uid}
    assert [first(one)["sequence"] for one in files] == [1, 2, 3]
    methods = [str(icalendar.Calendar.from_ical(one)["method"]) for one in files]
    assert methods == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert [str(first(one)["status"]) for one in files] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    alarms = [[alarm["trigger"].dt for alarm in first(one).walk("VALARM")] for one in files]
    assert alarms == [[timedelta(hours=-24), timedelta(hours=-2)]] * 2 + [[]]


def test_signs_of_the_format_in_names_are_kept_and_nobody_is_named() -> None:
    data = ics.file(VISIT, NOW)
    assert second(data).summary == str(first(data)["summary"]) == "Complete; blood, count, Lab"
    assert second(data).location == "Lab, 1 Street, Town"
    assert "Eat nothing.\nDrink water." in str(second(data).description)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"Ann" not in data
    assert b"4917" not in data
