"""What the desk types about somebody on the phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.phone_call import CallerSearch, Introduction, introduction_of, search_of
from domain.refusals import NameInvalid, PhoneInvalid

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann  Lee", CallerSearch("ann lee", "")),
        ("0151 2345678", CallerSearch("", "1512345678")),
        ("+49 (151) 234-5678", CallerSearch("", "491512345678")),
        ("678", CallerSearch("", "678")),
        ("67", CallerSearch("67", "")),
        ("a", None),
        ("", None),
        ("   ", None),
        ("Ann 2", CallerSearch("ann 2", "")),
    ],
)
def test_a_name_or_a_number_is_looked_for(text: str, found: CallerSearch | None) -> None:
    assert search_of(text) == found


@given(st.text(max_size=20_000))
def test_whatever_is_typed_is_looked_for_or_too_short(text: str) -> None:
    found = search_of(text)
    assert found is None or bool(found.name) != bool(found.digits)
    assert found is None or len(found.name) <= 300


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("Ann Lee +49 30 1234567", "Ann Lee", "+49301234567"),
        ("Ann Lee, 030 1234567", "Ann Lee", "+49301234567"),
        ("Müller-Lüdenscheidt", "Müller-Lüdenscheidt", ""),
    ],
)
def test_somebody_new_has_a_name_and_perhaps_a_number(text: str, name: str, phone: str) -> None:
    assert introduction_of(text, BERLIN) == Introduction(name, phone)


def test_a_number_alone_is_nobody_and_a_wrong_one_is_refused() -> None:
    with pytest.raises(NameInvalid):
        introduction_of("+49 30 1234567", BERLIN)
    with pytest.raises(PhoneInvalid):
        introduction_of("Ann Lee 12", BERLIN)
