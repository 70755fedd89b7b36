"""Tables: no cell is a formula, and days are read or refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.manage.export import DANGEROUS, ExportRequest, What, cells, offered, read


@given(st.lists(st.one_of(st.text(), st.integers(), st.none(), st.booleans())))
def test_no_text_is_a_formula_and_none_is_lost(values: list[object]) -> None:
    for value, cell in zip(values, cells(values), strict=True):
        if isinstance(value, str):
            assert not cell.startswith(DANGEROUS)
            assert not cell.lstrip(" ").startswith(DANGEROUS)
            assert cell.replace("'", "") == value.replace("'", "")
        else:
            assert cell == ("" if value is None else str(value))


@pytest.mark.parametrize("text", ["=1+1", "+49151", "-2", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_what_looks_like_a_formula_is_quoted(text: str) -> None:
    [cell] = cells([text])
    assert cell.startswith("'")
    assert cell.replace("'", "") == text


@pytest.mark.parametrize("by", [";", ",", "\t", "; ", "\n"])
def test_no_formula_hides_behind_what_another_country_splits_at(by: str) -> None:
    assert cells([f"Ann{by}=1+1"]) == [f"Ann{by}'=1+1"]
    assert cells(["Ann; Lee, -a-b"]) == ["Ann; Lee, '-a-b"]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("bookings 2026-11", ExportRequest(What.BOOKINGS, date(2026, 11, 1), date(2026, 11, 30))),
        ("Messages 2024-02", ExportRequest(What.MESSAGES, date(2024, 2, 1), date(2024, 2, 29))),
        ("bookings 2026-11-05", ExportRequest(What.BOOKINGS, date(2026, 11, 5), date(2026, 11, 5))),
        (
            "bookings 2026-11-05 to 2026-11-07",
            ExportRequest(What.BOOKINGS, date(2026, 11, 5), date(2026, 11, 7)),
        ),
    ],
)
def test_days_are_read(words: str, wanted: ExportRequest) -> None:
    assert read(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        "",
        "bookings",
        "people 2026-11",
        "bookings 2026-13",
        "bookings 2026-02-30",
        "bookings 2026-11-07 to 2026-11-05",
        "bookings 1999-01-01 to 2026-11-05",
        "bookings 2026-11 and more" + "x" * 10_000,
        "bookings 0000-01",
    ],
)
def test_what_names_no_days_is_refused(words: str) -> None:
    assert read(words) is None


def test_weeks_and_months_are_offered() -> None:
    week, month, last = offered(What.BOOKINGS, date(2026, 3, 4))
    assert (week.first, week.last) == (date(2026, 3, 2), date(2026, 3, 8))
    assert (month.first, month.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (last.first, last.last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert last.name == "bookings-2026-02-01-2026-02-28.csv"
