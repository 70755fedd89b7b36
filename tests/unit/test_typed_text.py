"""What nobody sees of a text is dropped, and nothing else."""

import sys
import unicodedata

import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from domain.typed_text import BLANK, JOINERS, UNSEEN, is_turned, one_line, seen

CHARS = [chr(code) for code in range(sys.maxunicode + 1)]
IGNORABLE = {*regex.findall(r"\p{Default_Ignorable_Code_Point}", "".join(CHARS))}
DROPPED = sorted(UNSEEN - set(JOINERS))


def test_whatever_unicode_calls_invisible_is() -> None:
    assert {*UNSEEN} | {*BLANK} >= IGNORABLE
    assert {*UNSEEN} - IGNORABLE == {*"\ufff9\ufffa\ufffb\ufffc"}
    assert [char for char in CHARS if unicodedata.category(char) == "Cf" and seen(char)] == [
        char for char in CHARS if unicodedata.category(char) == "Cf" and char not in UNSEEN
    ]


@given(st.text(max_size=40), st.lists(st.sampled_from(DROPPED), min_size=1), st.integers(0, 40))
def test_what_is_unseen_makes_no_difference_wherever_it_stands(
    text: str, marks: list[str], at: int
) -> None:
    pasted = text[:at] + "".join(marks) + text[at:]
    assert one_line(pasted) == one_line(text)


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_a_clean_line_stays_as_it_is(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert not {*line} & ({*DROPPED} | {*BLANK})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        *(("می\u200cرا", "می\u200cرا"), ("क्\u200dष", "क्\u200dष"), ("র\u200d্যাব", "র\u200d্যাব")),
        *(("ශ්\u200dරී", "ශ්\u200dරී"), ("👩\u200d⚕\ufe0f", "👩\u200d⚕"), ("An\u200dn", "Ann")),
        *(("\u200cعلی\u200c رضا\u200d", "علی رضا"), ("می\u200c\u200cرا", "می\u200cرا")),
        *(("Ann\u3164Lee", "Ann Lee"), ("\u2800Ann\u2800", "Ann"), ("a\n\tb", "a b")),
    ],
)
def test_joiners_stay_where_a_script_needs_them(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        *(("\u202eeeL nnA", True), ("\u202dدمحم", True), ("\u202eمحمد\u202c", False)),
        *(("\u202d+49 170\u202c", False), ("\u202aAnn\u202c", False), ("\u202dAnn\u202c", False)),
    ],
)
def test_a_text_that_looks_other_than_it_is_spelled_is_told(text: str, is_it: bool) -> None:
    assert is_turned(text) is is_it
