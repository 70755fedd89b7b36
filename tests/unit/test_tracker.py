"""How far a visit is, and by when its report is promised."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.booking import Status
from domain.desk.tracker import (
    AT_WORK,
    KEPT,
    Stage,
    Tracked,
    later,
    new_time,
    next_look,
    promise,
    stage_of,
    standing,
)
from domain.refusals import TooLate
from domain.time.zones import to_wall

BERLIN = "Europe/Berlin"
AT = datetime(2026, 12, 1, 8, tzinfo=UTC)  # 9:00 in Berlin
NOW = AT + timedelta(minutes=20)
ZONES = st.sampled_from((BERLIN, "America/New_York", "Asia/Kolkata", "Asia/Kathmandu"))
INSTANTS = st.integers(0, 730 * 24 * 60).map(lambda minutes: AT + timedelta(minutes=minutes))
VISIT = Tracked(
    booking_id=1,
    account_id=7,
    is_reached=True,
    zone=BERLIN,
    status="booked",
    version=1,
    starts_at=AT,
    ends_at=AT + timedelta(minutes=15),
    arrived_at=None,
    sample_taken_at=None,
    turnaround_hours=24,
    has_report=False,
    is_written=False,
    stage="",
    seen=0,
    message_id=None,
    shown="",
    promised_at=None,
    late_at=None,
    answered_at=None,
    lease_until=NOW,
)
TAKEN = replace(VISIT, status="arrived", arrived_at=AT, sample_taken_at=AT + timedelta(minutes=7))


@pytest.mark.parametrize(
    ("it", "stage"),
    [
        (VISIT, Stage.BOOKED),
        (replace(VISIT, status="arrived", arrived_at=AT), Stage.ARRIVED),
        (TAKEN, Stage.SAMPLED),
        (replace(TAKEN, status="fulfilled"), Stage.IN_LAB),
        (replace(VISIT, status="fulfilled", arrived_at=AT), Stage.IN_LAB),
        (replace(TAKEN, status="fulfilled", has_report=True), Stage.READY),
        (replace(TAKEN, has_report=True), Stage.READY),
        (replace(VISIT, has_report=True), Stage.READY),
        (replace(TAKEN, stage="ready"), Stage.READY),
        (replace(TAKEN, is_written=True), Stage.SAMPLED),
        (replace(VISIT, status="no_show"), Stage.MISSED),
        (replace(VISIT, status="cancelled"), Stage.CANCELLED),
        (replace(VISIT, status="cancelled", has_report=True), Stage.CANCELLED),
        (replace(VISIT, status="held"), Stage.BOOKED),
    ],
)
def test_the_marks_of_the_day_say_how_far_it_is(it: Tracked, stage: Stage) -> None:
    assert stage_of(it) is stage


@given(INSTANTS, st.integers(1, 1440), ZONES)
def test_a_promise_is_a_full_hour_on_the_labs_clocks_and_never_too_early(
    begun: datetime, hours: int, zone: str
) -> None:
    at = promise(begun, hours, zone)
    assert at is not None
    assert timedelta() <= at - begun - timedelta(hours=hours) < timedelta(hours=2)
    assert (to_wall(at, zone).minute, to_wall(at, zone).second) == (0, 0)
    more = later(at, hours, zone, now=at)
    assert timedelta(hours=2) <= more - at < timedelta(hours=26)


@given(INSTANTS, st.sampled_from(Status), st.integers(0, 1440), st.booleans(), st.booleans(), ZONES)
def test_what_is_late_is_told_once_and_only_while_a_report_is_owed(
    now: datetime, status: Status, hours: int, has_sample: bool, is_written: bool, zone: str
) -> None:
    it = replace(
        TAKEN if has_sample else VISIT,
        status=str(status),
        turnaround_hours=hours,
        is_written=is_written,
        zone=zone,
    )
    told = 0
    for hour in range(0, 24 * 9, 3):
        at = now + timedelta(hours=hour)
        found = standing(it, at)
        told += found.is_late
        if found.is_late:
            assert found.stage in AT_WORK
            assert not is_written
            assert found.expected_at is not None
            assert found.expected_at > at
        look = next_look(found, zone, at)
        assert look is None or look > at
        it = replace(it, promised_at=found.promised_at, late_at=found.late_at)
    assert told <= 1


def test_a_promise_that_was_made_stands_until_it_is_put_back() -> None:
    kept = standing(TAKEN, NOW).promised_at
    assert kept == datetime(2026, 12, 2, 9, tzinfo=UTC)  # 9:07 and a day, so 10:00
    again = replace(TAKEN, promised_at=kept, turnaround_hours=72, late_at=NOW)
    assert standing(again, NOW).promised_at == kept
    back = standing(replace(VISIT, promised_at=kept, late_at=NOW, answered_at=NOW), NOW)
    assert (back.promised_at, back.late_at, back.answered_at) == (None, None, None)


def test_without_a_turnaround_nothing_is_promised() -> None:
    found = standing(replace(TAKEN, turnaround_hours=0), NOW + timedelta(days=30))
    assert (found.expected_at, found.is_late) == (None, False)
    assert next_look(found, BERLIN, NOW) is None


def test_the_desk_promises_what_is_to_come() -> None:
    assert new_time(NOW + timedelta(hours=1, seconds=7), NOW).second == 0
    for at in (NOW, NOW - timedelta(hours=1), NOW + KEPT + timedelta(seconds=1)):
        with pytest.raises(TooLate):
            new_time(at, NOW)
