"""A number as people type it."""

import pytest

from domain.caps import MOST, Caps, Setting, number_in
from domain.refusals import NumberInvalid


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("0", 0), ("7", 7), (" 12 ", 12), ("007", 7), ("१२", 12), ("1000", 1000)),
        *(("1 000", 1000), ("1,000", 1000), ("1.000", 1000), ("10\u202f000", 10000)),
        *(("1'000", 1000), ("100\u00a0000", MOST)),
    ],
)
def test_a_number_is_read_as_it_is_typed(typed: str, number: int) -> None:
    assert number_in(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "-1", "+1", "1.5", "1,5", "ten", "100001", "1 00", "1e3", "0x1", "½", "²"),
        *("9" * 4000, "1,0000", "1 000 000 000", "\u0661\u0662x"),
    ],
)
def test_what_is_none_is_refused_with_the_highest(typed: str) -> None:
    with pytest.raises(NumberInvalid) as refused:
        number_in(typed)
    assert refused.value.most == MOST


def test_caps_are_made_of_a_number_for_each_setting() -> None:
    numbers = {setting: place for place, setting in enumerate(Setting)}
    assert Caps.of(numbers).numbers == numbers
    assert Caps().but({Setting.SERIES: 3}).numbers == {**Caps().numbers, Setting.SERIES: 3}
