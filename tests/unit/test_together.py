"""Who sits where, of several people who come together."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.lab import FreeTime
from domain.booking.patient import Patient
from domain.booking.together import fitting, placed
from handlers.booking.people import several_in

NINE = datetime(2026, 12, 10, 9, tzinfo=UTC)
STEP = timedelta(minutes=15)


def day(*seats: int) -> list[FreeTime]:
    """A free time each quarter of an hour; 0 = it is full, and so not among them."""
    each = [(number, NINE + number * STEP, count) for number, count in enumerate(seats)]
    return [FreeTime(number, at, at + STEP, count) for number, at, count in each if count]


@pytest.mark.parametrize(
    ("seats", "first", "people", "slots"),
    [
        ((3, 3), 0, 2, [0, 0]),  # one slot, if it has room
        ((1, 3), 0, 2, [0, 1]),
        ((2, 1, 2), 0, 4, [0, 0, 1, 2]),
        ((3, 1, 1), 1, 2, [1, 2]),  # never earlier than was chosen
        ((1, 0, 3), 0, 2, []),  # no gap
        ((1, 1), 0, 3, []),
        ((0, 3), 0, 2, []),  # gone
    ],
)
def test_each_has_a_seat_from_the_chosen_time_on(
    seats: tuple[int, ...], first: int, people: int, slots: list[int]
) -> None:
    assert [time.slot_id for time in placed(day(*seats), first, people)] == slots


@given(st.lists(st.integers(0, 4), max_size=12), st.integers(0, 11), st.integers(2, 7))
def test_all_or_nobody_without_gaps_and_never_more_than_there_are_seats(
    seats: list[int], first: int, people: int
) -> None:
    times = day(*seats)
    found = [time.slot_id for time in placed(times, first, people)]
    run = 0
    for count in seats[first:]:
        if not count:
            break
        run += count
    assert len(found) == (people if run >= people else 0)
    assert all(found.count(slot) <= seats[slot] for slot in found)
    if found:
        assert sorted({*found}) == list(range(first, found[-1] + 1)), "no gap, in order"
        assert found == sorted(found)
        assert all(found.count(slot) == seats[slot] for slot in found if slot != found[-1])
    assert (first in [time.slot_id for time in fitting(times, people)]) == bool(found)


ANN, LEO = Patient(1, "Ann Lee", "", is_self=True), Patient(2, "Leo Lee", "", is_self=False)
TIM, TOM = Patient(3, "Tim Hay", "", is_self=False), Patient(4, "Tim Ray", "", is_self=False)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("me and Leo", [1, 2]),
        ("ich und leo lee", [1, 2]),
        ("я, Leo", [1, 2]),
        ("Leo, me and Tim Ray", [2, 1, 4]),
        ("me and Tim", []),  # which one?
        ("me and Zoe", []),
        ("me and me", []),
        ("Leo", []),
        ("Leo Lee", []),
    ],
)
def test_several_are_named_in_a_line_only_if_all_are_known(words: str, meant: list[int]) -> None:
    assert [one.id for one in several_in(words, [ANN, LEO, TIM, TOM])] == meant
