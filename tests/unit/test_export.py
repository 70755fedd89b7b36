"""Tables: no cell is a formula, and days are read or refused."""

import sys
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.manage.export import DANGEROUS, ExportRequest, What, cells, offered, read


@given(st.lists(st.one_of(st.text(), st.integers(), st.none(), st.booleans())))
def test_no_text_is_a_formula_and_none_is_lost(values: list[object]) -> None:
    for value, cell in zip(values, cells(values), strict=True):
        if isinstance(value, str):
            assert not cell.startswith(DANGEROUS)
            assert not cell.lstrip(" ").startswith(DANGEROUS)
            assert cell.removeprefix("tel:").replace("'", "") == value.replace("'", "")
        else:
            assert cell == ("" if value is None else str(value))


@pytest.mark.parametrize("text", ["=1+1", "+49151-1", "-2", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_what_looks_like_a_formula_is_quoted(text: str) -> None:
    [cell] = cells([text])
    assert cell.startswith("'")
    assert cell.replace("'", "") == text


@pytest.mark.parametrize("phone", ["+491701234567", "+12127365000", "+390669812345", "+49151"])
def test_a_phone_number_is_text_that_any_program_can_read(phone: str) -> None:
    assert cells([phone]) == [f"tel:{phone}"]


@pytest.mark.parametrize(
    "text", ["+49+1", "+0123", "+1 212", "+1212=1", "+" + "1" * 16, "+49151\n"]
)
def test_what_only_begins_like_a_number_is_quoted(text: str) -> None:
    assert cells([text])[0].startswith("'")


CHARS = [chr(number) for number in range(sys.maxunicode + 1)]
SIGNS = [char for char in CHARS if unicodedata.normalize("NFKC", char)[:1] in {*"=+-@\u2212"}]
"""Whatever is, or is folded to, what begins a formula."""
UNSEEN = [char for char in CHARS if unicodedata.category(char) in {"Zs", "Zl", "Zp", "Cc", "Cf"}]
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u2800\u3164\uffa0\ufe00\ufe0f\U000e0100"


def test_every_sign_behind_every_unseen_character_is_quoted() -> None:
    assert {"\uff1d", "\uff0b", "\uff0d", "\uff20"} <= {*SIGNS}
    assert {"\xa0", "\u200b", "\u202f", "\u3000", "\ufeff", "\x00", "\x1f", "\x85"} <= {*UNSEEN}
    for sign in SIGNS:
        led = [f"{char}{sign}1" for char in ("", *UNSEEN, *FILLERS)]
        assert [cell for cell in cells(led) if cell[:1] != "'"] == []


LEAD = st.lists(st.sampled_from([*UNSEEN, *FILLERS]), max_size=5).map("".join)


TODAY = date(2026, 12, 1)
BY = st.sampled_from(";,|\t\x0b\r\u2028")


@given(st.sampled_from(["", "A"]), BY, LEAD, st.sampled_from(SIGNS))
@example("Ann", ";", "\xa0\u200b", "\uff1d")
def test_nobody_smuggles_a_formula_into_a_cell(word: str, by: str, lead: str, sign: str) -> None:
    (cell,) = cells([f"{word}{by}{lead}{sign}1"])
    assert cell.endswith(f"'{sign}1")
    assert cell.replace("'", "") == f"{word}{by}{lead}{sign}1"


@pytest.mark.parametrize("name", ["Anna-Lena", "Ann Lee", "\xa0Ann", "a@b", "1+1=2", ""])
def test_words_that_are_none_stay_as_they_are(name: str) -> None:
    assert cells([name]) == [name]


@pytest.mark.parametrize("by", [";", ",", "\t", "; ", "\n", "|", ";\xa0", ";\u200b"])
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
        *(
            (words, ExportRequest(What.BOOKINGS, date(2026, 11, 23), date(2026, 11, 29)))
            for words in (
                "bookings last week",
                "bookings for last week",
                "Termine letzte Woche",
                "citas de la semana pasada",
                "agendamentos da semana passada",
                "rendez-vous de la semaine dernière",
                "записи за прошлую неделю",
                "पिछले हफ्ते की बुकिंग",
            )
        ),
        *(
            (words, ExportRequest(What.MESSAGES, date(2026, 11, 1), date(2026, 11, 30)))
            for words in (
                "messages november",
                "Nachrichten November 2026",
                "mensajes de noviembre",
                "mensagens de novembro",
                "messages novembre",
                "сообщения за ноябрь",
                "नवंबर के संदेश",
                "messages last month",
                "сообщения 1-30 ноября",
            )
        ),
    ],
)
def test_days_are_read(words: str, wanted: ExportRequest) -> None:
    assert read(words, TODAY) == wanted


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
    assert read(words, TODAY) is None


def test_weeks_and_months_are_offered() -> None:
    week, month, last = offered(What.BOOKINGS, date(2026, 3, 4))
    assert (week.first, week.last) == (date(2026, 3, 2), date(2026, 3, 8))
    assert (month.first, month.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (last.first, last.last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert last.name == "bookings-2026-02-01-2026-02-28.csv"
