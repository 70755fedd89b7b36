"""Steps of a visit on its day, and who may take them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.account.actor import Actor, Role
from domain.booking.booking import SEAT_HOLDING, BookingView, Status
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.desk.day import (
    DESK_ACTS,
    STEPS,
    Act,
    initials,
    is_out_of_day,
    may_act,
    note_text,
)
from domain.refusals import NotFound, TextEmpty, TextTooLong
from domain.time.zones import day_bounds


def visit(lab: Lab, at: datetime) -> BookingView:
    test = LabTest(1, "CBC", "Count", "", 10, Decimal(9), "EUR")
    end = at + timedelta(minutes=15)
    return BookingView(1, 7, Status.BOOKED, 1, 1, at, end, test, lab, "Ann", "")


def actor(role: Role) -> Actor:
    return Actor(7, role, "Europe/Berlin", True, "en")


@pytest.mark.parametrize("act", list(Act))
def test_staff_mark_what_they_see_and_the_desk_the_rest(act: Act) -> None:
    for role in Role:
        is_allowed = role is not Role.PATIENT and (act not in DESK_ACTS or actor(role).is_desk)
        if is_allowed:
            may_act(actor(role), act)
        else:
            with pytest.raises(NotFound):
                may_act(actor(role), act)


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "UTC"]
)
def test_what_happens_on_the_day_is_asked_about_on_any_other(act: Act, zone: str) -> None:
    first, end = day_bounds(date(2026, 12, 1), zone)
    lab = Lab(1, "L", "A", zone)
    second = timedelta(seconds=1)
    for now in (first, first + timedelta(hours=12), end - second):
        for at, is_today in (
            *((first, True), (first + timedelta(hours=9), True), (end - second, True)),
            *((first - second, False), (end, False), (first + timedelta(days=365), False)),
        ):
            asks = is_out_of_day(act, visit(lab, at), now)
            assert asks == (not is_today and STEPS[act].target not in {None, Status.BOOKED})


@given(st.sampled_from(Act))
def test_no_step_begins_or_ends_without_a_seat(act: Act) -> None:
    step = STEPS[act]
    assert step.sources <= SEAT_HOLDING
    assert step.target is None or step.target in SEAT_HOLDING
    assert Status.HELD not in step.sources
    assert step.target not in step.sources or act is Act.SAMPLE


@given(st.lists(st.sampled_from(Act), max_size=12))
def test_whatever_is_tapped_a_visit_is_always_in_a_known_state(acts: list[Act]) -> None:
    status = Status.BOOKED
    for act in acts:
        step = STEPS[act]
        if status in step.sources and step.target is not None:
            status = step.target
    assert status in {Status.BOOKED, Status.ARRIVED, Status.FULFILLED, Status.NO_SHOW}


@pytest.mark.parametrize(
    ("name", "short"),
    [("Ann Lee", "A. L."), ("ann maria van lee", "A. M. V."), ("Zoë", "Z."), ("", "")],
)
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


def test_a_note_is_short_and_says_something() -> None:
    assert note_text("  needs a small needle ") == "needs a small needle"
    with pytest.raises(TextEmpty):
        note_text("   ")
    with pytest.raises(TextTooLong):
        note_text("x" * 501)
