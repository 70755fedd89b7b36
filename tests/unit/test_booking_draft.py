"""The open question follows from the answers, Back takes one back, and drafts survive Redis."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from aiogram.fsm.state import State

from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.booking.patient import Patient
from fsm.booking.conversation import (
    Asking,
    Booking,
    BookingDraft,
    back,
    lab_of,
    waiting_for,
    with_day,
    with_lab,
    with_patient,
    with_slot,
    with_tests,
    without_slot,
)
from fsm.booking.conversation import test_of as the_test_of
from fsm.draft import KEY, dumps, loads, new_intent

LAB = Lab(1, "City Lab", "1 Linden Street", "Asia/Kolkata")
CBC = LabTest(7, "CBC", "Complete blood count", "", 10, Decimal("9.50"), "EUR")
AT = datetime(2026, 12, 10, 20, tzinfo=UTC)  # the 11th in India
TIME = FreeTime(3, AT, AT + timedelta(minutes=15), 2)

begun = with_lab(BookingDraft(intent=new_intent()), LAB)
tested = with_tests(begun, [CBC])
dayed = with_day(tested, date(2026, 12, 11))
timed = with_slot(dayed, TIME)
named = with_patient(timed, Patient(0, "Ada Lovelace", "+4930123456", is_self=True))


@pytest.mark.parametrize(
    ("draft", "step"),
    [
        (begun, Booking.picking_test),
        (tested, Booking.picking_day),
        (dayed, Booking.picking_time),
        (timed, Booking.picking_patient),
        (replace(timed, asking=Asking.NAME), Booking.naming_patient),
        (replace(named, asking=Asking.PHONE), Booking.giving_phone),
        (named, Booking.confirming),
        (with_slot(begun, TIME), Booking.picking_test),
    ],
)
def test_the_first_unanswered_question_is_open(draft: BookingDraft, step: State) -> None:
    assert waiting_for(draft) is step


def test_back_leads_through_every_question_to_the_menu() -> None:
    steps = []
    draft: BookingDraft | None = named
    while draft is not None:
        steps.append(waiting_for(draft))
        draft = back(draft)
    assert steps == [
        Booking.confirming,
        Booking.picking_patient,
        Booking.picking_time,
        Booking.picking_day,
        Booking.picking_test,
    ]


def test_back_undoes_a_search_a_part_of_the_day_and_a_question_in_between_first() -> None:
    assert back(replace(begun, search="sugar")) == begun
    assert back(with_day(tested, date(2026, 12, 11), part=2)) == dayed
    assert back(replace(timed, asking=Asking.NAME)) == timed
    assert back(replace(named, asking=Asking.PHONE)) == named


def test_another_time_keeps_the_patient() -> None:
    again = without_slot(named)
    assert waiting_for(again) is Booking.picking_time
    assert waiting_for(with_slot(again, TIME)) is Booking.confirming


def test_the_day_of_a_time_is_the_labs() -> None:
    assert with_slot(tested, TIME).day == date(2026, 12, 11)


def test_a_draft_remembers_its_lab_and_test_as_they_were() -> None:
    assert lab_of(named) == LAB
    assert the_test_of(named) == CBC
    assert the_test_of(begun) is None


def test_a_draft_comes_back_from_redis_as_it_went() -> None:
    stored = loads(dumps({KEY: named}))[KEY]
    assert stored.pop("$draft") == "BookingDraft"
    assert BookingDraft(**stored) == named
