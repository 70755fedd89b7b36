"""What managers type about tests and labs is kept as it is meant, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.manage.catalogue import (
    LAB_FIELDS,
    TEST_FIELDS,
    Field,
    NewLabTest,
    new_lab,
    new_test,
    value_of,
)
from domain.refusals import EntryInvalid

FIELDS = sorted({*TEST_FIELDS, *LAB_FIELDS} - {Field.PIN})


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Field.PRICE, "12,5", Decimal("12.50")),
        (Field.PRICE, "€ 12.50", Decimal("12.50")),
        (Field.PRICE, "0", Decimal("0.00")),
        (Field.MINUTES, "15 min", 15),
        (Field.FASTING, "9", 9),
        (Field.MOVE, "24 h", 24),
        (Field.CANCEL, "0", 0),
        (Field.CANCEL, "-", 0),
        (Field.MOVE, "none", 0),
        (Field.PREPARATION, "-", ""),
        (Field.NAME, "  C-reactive   protein ", "C-reactive protein"),
        (Field.ZONE, "Berlin", "Europe/Berlin"),
    ],
)
def test_a_value_is_read(field: Field, text: str, value: object) -> None:
    assert value_of(field, text) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (Field.PRICE, "free"),
        (Field.PRICE, "-3"),
        (Field.PRICE, "12.345"),
        (Field.PRICE, "9999999"),
        (Field.MINUTES, "0"),
        (Field.MINUTES, "481"),
        (Field.FASTING, "49"),
        (Field.MOVE, "337"),
        (Field.CANCEL, "-2"),
        (Field.CANCEL, "soon"),
        (Field.NAME, "x"),
        (Field.NAME, "x" * 81),
        (Field.PREPARATION, "x" * 501),
        (Field.ZONE, "Atlantis"),
    ],
)
def test_what_cannot_be_kept_is_refused(field: Field, text: str) -> None:
    with pytest.raises(EntryInvalid):
        value_of(field, text)


@given(st.sampled_from(FIELDS), st.text(max_size=2000))
def test_any_text_is_a_value_or_refused(field: Field, text: str) -> None:
    try:
        value = value_of(field, text)
    except EntryInvalid:
        return
    if isinstance(value, Decimal):
        assert 0 <= value < 10**8
    elif isinstance(value, str):
        assert len(value) <= 500


@given(st.decimals(0, 999_999, places=2))
def test_prices_read_back_as_they_are_shown(price: Decimal) -> None:
    assert value_of(Field.PRICE, f"{price}") == price


def test_new_ones_come_in_one_line() -> None:
    assert new_test("crp; C-reactive protein; 12,50") == NewLabTest(
        "CRP", "C-reactive protein", Decimal("12.50"), 10
    )
    assert new_lab("South; 5 Park Road; Berlin")["zone"] == "Europe/Berlin"
    for line in ("", "crp", "c p; name; 1; 1; 1", "crp; x; 1"):
        with pytest.raises(EntryInvalid):
            new_test(line)
        with pytest.raises(EntryInvalid):
            new_lab(line)
