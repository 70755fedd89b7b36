"""A test is found by its code, the beginning of a word, a word people use, or with one typo."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.manage.first_run.seed import PRICES
from domain.booking import catalogue
from domain.booking.catalogue import leading, search
from domain.manage.standard import standard_tests

ALL = [
    catalogue.LabTest(id=number, **standard_tests()[code].offered(Decimal(price), "EUR"))
    for number, (code, price) in enumerate(PRICES.items(), 1)
]
LONG_WORDS = sorted({word for test in ALL for word in re.findall(r"\w{5,}", test.name)})


def codes(wanted: str) -> list[str]:
    return [test.code for test in search(ALL, wanted)]


@pytest.mark.parametrize(
    ("name", "code", "shown"),
    [
        ("TSH (thyroid)", "TSH", "TSH (thyroid)"),
        ("HbA1c", "HBA1C", "HbA1c"),
        ("Complete blood count", "CBC", "Complete blood count (CBC)"),
        ("Fasting", "FAST", "Fasting (FAST)"),
        ("TSH (thyroid) + HbA1c", "TSH + HBA1C", "TSH (thyroid) + HbA1c"),
        ("TSH (thyroid) + Lipids", "TSH + LIPID", "TSH (thyroid) + Lipids (TSH + LIPID)"),
    ],
)
def test_a_code_is_said_once(name: str, code: str, shown: str) -> None:
    assert replace(ALL[0], name=name, code=code).with_code == shown


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("cbc", ["CBC"]),
        ("CB", ["CBC"]),
        ("lip", ["LIPID"]),
        ("profile lipid", ["LIPID"]),
        ("cholesterol", ["LIPID"]),
        ("cholestrol", ["LIPID"]),
        ("sugar", ["GLU"]),
        ("blood sugar test", ["GLU"]),
        ("suagr", ["GLU"]),
        ("vitamine d", ["VITD"]),
        ("vitamni", ["VITD"]),
        ("Thyróid", ["TSH"]),
        ("hba1c", ["HBA1C"]),
        ("a1c", ["HBA1C"]),
        ("urin", ["UA"]),
        ("liver function", ["LIVER"]),
        ("blood", ["CBC", "GLU"]),
        ("cbc lipid", []),
        ("xylophone", []),
        ("zz", []),
    ],
)
def test_a_test_is_found_by_what_people_type(wanted: str, found: list[str]) -> None:
    assert codes(wanted) == found


@pytest.mark.parametrize("wanted", ["", "  ", "?!", "\n", "test", "анализ на"])
def test_nothing_wanted_finds_all_by_name(wanted: str) -> None:
    assert [test.name for test in search(ALL, wanted)] == sorted(test.name for test in ALL)


@given(st.sampled_from(LONG_WORDS), st.data())
def test_one_typo_is_forgiven(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    typos = (
        word[:at] + word[at + 1 :],
        word[:at] + "q" + word[at:],
        word[:at] + "q" + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    wanted = data.draw(st.sampled_from(typos))
    assert {test.code for test in ALL if word in test.name} <= set(codes(wanted))


@given(st.text(max_size=100))
def test_any_text_finds_each_test_once_at_most(wanted: str) -> None:
    found = codes(wanted)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("cbc tomorrow 9am", "CBC", "tomorrow 9am"),
        ("CBC", "CBC", ""),
        ("cbc, tomorrow", "CBC", "tomorrow"),
        ("vitamin d next friday 10:30", "VITD", "next friday 10:30"),
        ("Vitamin D 25 Nov", "VITD", "25 Nov"),
        ("the fasting glucose test on monday", "GLU", "on monday"),
        ("blood sugar today", "GLU", "today"),
        ("lipid profle 3pm", "LIPID", "3pm"),
        ("complete blood count in 2 days", "CBC", "in 2 days"),
    ],
)
def test_a_request_begins_with_its_test(text: str, code: str, rest: str) -> None:
    found = leading(ALL, text)
    assert found is not None
    assert (found[0].code, found[1]) == (code, rest)


@pytest.mark.parametrize(
    "text", ["", "tomorrow 9am", "blood tomorrow", "9am cbc", "the", "o", "🙂"]
)
def test_a_request_that_names_no_single_test_is_left_alone(text: str) -> None:
    assert leading(ALL, text) is None


@given(st.text(max_size=100))
def test_any_request_is_read_or_left_alone(text: str) -> None:
    found = leading(ALL, text)
    assert found is None or text.rstrip().endswith(found[1])
