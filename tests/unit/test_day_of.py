"""A day that staff type is one of the lab's calendar, wherever they are themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from domain.account.actor import Actor, Role
from domain.booking.lab import Lab
from handlers.turn import Turn
from handlers.typed_words import day_of

LAB = Lab(1, "City Lab", "1 Linden Street", "Europe/Berlin")
STAFF = Actor(1, Role.MANAGER, "America/New_York", zone_known=True, locale="en")
EVENING = datetime(2026, 12, 1, 3, tzinfo=UTC)  # 22:00 of 30 November there, 1 December in Berlin


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2026, 12, 1)),
        ("tomorrow", date(2026, 12, 2)),
        ("in 2 days", date(2026, 12, 3)),
        ("wednesday", date(2026, 12, 2)),
        ("3 dec", date(2026, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
    ],
)
def test_an_evening_in_new_york_is_the_next_day_in_berlin(words: str, day: date) -> None:
    turn = cast(Turn, SimpleNamespace(now=EVENING, actor=STAFF))
    assert day_of(words, turn, LAB) == day


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Europe/Berlin", "Pacific/Kiritimati"])
def test_where_staff_are_makes_no_difference(zone: str) -> None:
    turn = cast(Turn, SimpleNamespace(now=EVENING, actor=replace(STAFF, zone=zone)))
    assert day_of("tomorrow", turn, replace(LAB, zone="Pacific/Kiritimati")) == date(2026, 12, 2)


@pytest.mark.parametrize("hour", [0, 9, 15, 22])
@pytest.mark.parametrize("words", ["today", "1 dec", "2026-12-01", "heute"])
def test_the_day_itself_is_meant_at_any_hour_of_it(words: str, hour: int) -> None:
    turn = cast(Turn, SimpleNamespace(now=datetime(2026, 12, 1, hour, tzinfo=UTC), actor=STAFF))
    assert day_of(words, turn, LAB) == date(2026, 12, 1)


@pytest.mark.parametrize("words", ["every monday", "mondays", "9am", "tomorrow and more", "24"])
def test_what_is_no_one_day_is_none(words: str) -> None:
    turn = cast(Turn, SimpleNamespace(now=EVENING, actor=STAFF))
    assert day_of(words, turn, LAB, is_alone=True) is None
    assert "monday" not in words or day_of(words, turn, LAB) is None
