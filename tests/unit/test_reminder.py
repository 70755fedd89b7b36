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
    text = reminder(visit(), 24).text
    assert "Sunday, 29 March 2026, 01:30</b> CET" in text
    assert "Lipid &lt;profile&gt;" in text
    assert "Lab, 1 Street" in text
    assert "Fast for 12 hours &amp; drink water." in text
    assert "tomorrow" in text


def test_the_label_of_the_zone_is_that_of_the_visit() -> None:
    assert "03:30</b> CEST" in reminder(visit(starts_at=AT + timedelta(hours=1)), 2).text


def test_a_visit_of_somebody_else_names_them() -> None:
    text = reminder(visit(is_self=False), 2).text
    assert "for Ann &lt;3" in text
    assert "tomorrow" not in text


def test_without_a_preparation_there_is_no_empty_line() -> None:
    assert not reminder(visit(preparation=""), 2).text.endswith("\n")


@pytest.mark.parametrize(
    ("status", "seconds", "answer"),
    [("booked", 1, True), ("booked", 0, False), ("cancelled", 1, False), ("arrived", 1, False)],
)
def test_only_a_visit_to_come_is_reminded_of(status: str, seconds: int, answer: bool) -> None:
    now = AT - timedelta(seconds=seconds)
    assert is_to_be_reminded(visit(status=status), now) is answer


@pytest.mark.parametrize("cause", [*Cause, ""])
def test_every_cause_has_words(cause: str) -> None:
    text = not_sent("Call <mum> " * 30, AT, "Europe/Berlin", cause).text
    assert "could not be sent: " in text
    assert "&lt;mum&gt;" in text
    assert len(text) < 400
