"""Reminders and notices: the lab's own clock, every foreign word escaped, a cause in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.booking.booking import Visit, is_to_be_reminded
from domain.messages.delivery import Cause
from screens.booking.reminder import not_sent, reminder

AT = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # half an hour before Berlin's clocks change


def visit(**changes: Any) -> Visit:
    values: dict[str, Any] = {
        "status": "booked",
        "starts_at": AT,
        "test": "Lipid <profile>",
        "preparation": "Fast for 12 hours & drink water.",
        "lab": "Lab",
        "address": "1 Street",
        "zone": "Europe/Berlin",
        "patient": "Ann <3",
        "is_self": True,
        "locale": "en",
    }
    return Visit(**(values | changes))


def test_a_reminder_says_what_when_where_and_how_to_prepare() -> None:
    text = reminder(visit(), AT - timedelta(hours=24)).text
    assert "Sunday, 29 March 2026, 01:30</b> CET" in text
    assert "Lipid &lt;profile&gt;" in text
    assert "Lab, 1 Street" in text
    assert "Fast for 12 hours &amp; drink water." in text
    assert "tomorrow" in text


def test_the_label_of_the_zone_is_that_of_the_visit() -> None:
    assert "03:30</b> CEST" in reminder(visit(starts_at=AT + timedelta(hours=1)), AT).text


def test_a_visit_of_somebody_else_names_them() -> None:
    text = reminder(visit(is_self=False), AT - timedelta(hours=2)).text
    assert "for Ann &lt;3" in text
    assert "tomorrow" not in text


def test_without_a_preparation_there_is_no_empty_line() -> None:
    assert not reminder(visit(preparation=""), AT).text.endswith("\n")


@pytest.mark.parametrize(
    ("zone", "hours", "title"),
    [
        ("Europe/Berlin", 24, "is tomorrow"),
        ("Europe/Berlin", 4, "is tomorrow"),  # the visit is half past one at night
        ("Europe/Berlin", 3, "is in 3 hours<"),
        ("Europe/Berlin", 2, "is in 2 hours<"),
        ("Europe/Berlin", 1.75, "is in 105 minutes<"),
        ("Europe/Berlin", 1, "is in an hour<"),
        ("Europe/Berlin", 0.5, "is in 30 minutes<"),
        ("Europe/Berlin", 1 / 3600, "is in a minute<"),
        ("Europe/Berlin", 26, "Your appointment<"),  # of two days ahead no day is named
        ("America/New_York", 24, "is tomorrow"),
        ("America/New_York", 4, "is today"),  # late: the 24 hours' one, four hours before
        ("America/New_York", 12, "is today"),
        ("Pacific/Kiritimati", 14, "is today"),
        ("Pacific/Kiritimati", 15, "is tomorrow"),
        ("Pacific/Pago_Pago", 13, "is today"),
        ("Pacific/Pago_Pago", 14, "is tomorrow"),
    ],
)
def test_how_near_a_visit_is_follows_the_labs_day_at_sending(
    zone: str, hours: float, title: str
) -> None:
    text = reminder(visit(zone=zone), AT - timedelta(hours=hours)).text
    assert title in text.splitlines()[0]


@pytest.mark.parametrize(
    ("status", "seconds", "answer"),
    [("booked", 1, True), ("booked", 0, False), ("cancelled", 1, False), ("arrived", 1, False)],
)
def test_only_a_visit_to_come_is_reminded_of(status: str, seconds: int, answer: bool) -> None:
    now = AT - timedelta(seconds=seconds)
    assert is_to_be_reminded(visit(status=status), now) is answer
    assert is_to_be_reminded(visit(status=status), now, of=AT) is answer
    assert not is_to_be_reminded(visit(status=status), now, of=AT + timedelta(hours=1))


@pytest.mark.parametrize("cause", [*Cause, ""])
def test_every_cause_has_words(cause: str) -> None:
    text = not_sent("Call <mum> " * 30, AT, "Europe/Berlin", cause).text
    assert "could not be sent: " in text
    assert "&lt;mum&gt;" in text
    assert len(text) < 400
