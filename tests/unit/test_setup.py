"""The setup: which step is next, what is proposed, and prices in one line."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.lab import Lab
from domain.manage.catalogue import languages_of, synonyms_of
from domain.manage.setup import (
    House,
    Step,
    codes_of,
    currency_in,
    languages_in,
    prices_of,
    ticks_of,
)
from domain.manage.standard import standard_tests
from domain.refusals import EntryInvalid, OtherCurrency, PriceInvalid

LAB = Lab(1, "Lab", "", "Europe/Berlin")
CODES = ("CBC", "B12", "TSH")


@pytest.mark.parametrize(
    ("house", "after", "step"),
    [
        (House(None), None, Step.NAME),
        (House(None), Step.HOURS, Step.NAME),
        (House(LAB), None, Step.ADDRESS),
        (House(LAB), Step.ADDRESS, Step.PIN),
        (House(LAB), Step.PIN, Step.BASICS),
        (House(replace(LAB, address="x", languages="de")), None, Step.HOURS),
        (House(replace(LAB, address="x", languages="de")), Step.HOURS, Step.TESTS),
        (House(replace(LAB, address="x", languages="de"), True), None, Step.TESTS),
        (House(replace(LAB, address="x", languages="de"), True, 3), None, None),
        (House(replace(LAB, address="x", languages="de"), True, 3), Step.TESTS, Step.TEAM),
        (House(replace(LAB, address="x", languages="de"), True, 3, 1), Step.TESTS, None),
    ],
)
def test_the_next_step_is_the_first_whose_thing_is_missing(
    house: House, after: Step | None, step: Step | None
) -> None:
    assert house.next_after(after) == step
    assert step is None or not house.is_done(step)


@pytest.mark.parametrize(
    ("zone", "locale", "currency", "languages"),
    [
        ("Europe/Berlin", "en", "EUR", "de, en"),
        ("America/Sao_Paulo", "pt-BR", "BRL", "pt"),
        ("Asia/Kolkata", "ru", "INR", "hi, en, ru"),
        ("Europe/Paris", "it", "EUR", "fr"),
        ("Asia/Tokyo", "ja", "JPY", "en"),
        ("UTC", "es", "EUR", "es"),
    ],
)
def test_a_zone_proposes_currency_and_languages(
    zone: str, locale: str, currency: str, languages: str
) -> None:
    assert (currency_in(zone), languages_in(zone, locale)) == (currency, languages)


@given(st.sets(st.sampled_from(list(standard_tests()))))
def test_ticks_stand_for_codes(codes: set[str]) -> None:
    assert set(codes_of(ticks_of(codes))) == codes
    assert ticks_of(codes) < 2**60


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12", {"CBC": "12", "B12": "12", "TSH": "12"}),
        ("12,50 €", {"CBC": "12.50", "B12": "12.50", "TSH": "12.50"}),
        ("cbc 9.50", {"CBC": "9.50"}),
        ("CBC 9,50, TSH 16", {"CBC": "9.50", "TSH": "16"}),
        ("CBC 9.50; b12 = 20\nTSH: 16 EUR", {"CBC": "9.50", "B12": "20", "TSH": "16"}),
        ("12, CBC 9.50", {"CBC": "9.50", "B12": "12", "TSH": "12"}),
        ("tsh 0", {"TSH": "0"}),
    ],
)
def test_prices_stand_in_one_line(text: str, found: dict[str, str]) -> None:
    assert prices_of(text, CODES, "EUR") == {code: Decimal(price) for code, price in found.items()}


@pytest.mark.parametrize(
    "text",
    ["", "cbc", "cheap", "-3", "cbc 9 tsh", "ferr 9", "12.345", "cbc 9 usd", "9 CBC", "CBC9", "🙂"],
)
def test_a_line_without_clear_prices_is_refused(text: str) -> None:
    with pytest.raises((EntryInvalid, PriceInvalid, OtherCurrency)):
        prices_of(text, CODES, "EUR")


@given(st.text(max_size=60))
def test_any_line_has_prices_or_is_refused(text: str) -> None:
    try:
        found = prices_of(text, CODES, "EUR")
    except EntryInvalid:
        return
    assert found.keys() <= set(CODES)
    assert all(price >= 0 for price in found.values())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("English", "en"),
        ("Deutsch, english", "de, en"),
        ("русский и", None),
        ("हिन्दी/English", "hi, en"),
        ("português (Brasil); español", "pt, es"),
        ("de en de", "de, en"),
        ("pt-BR", "pt"),
        ("German and French", "de, fr"),
        ("Klingon", None),
        ("", None),
    ],
)
def test_languages_are_read_by_any_of_their_names(typed: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(EntryInvalid):
            languages_of(typed)
    else:
        assert languages_of(typed) == kept


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("", "sugar, Zucker", "sugar, Zucker"),
        ("sugar", "SUGAR; сахар\nazúcar", "sugar, сахар, azúcar"),
        ("sugar, сахар", "-Sugar", "сахар"),
        ("sugar, сахар", "-", ""),
        ("sugar", "-, glucose test", ""),
        ("", "Glucose, fasting", "fasting"),
    ],
)
def test_synonyms_are_added_and_taken_away(before: str, typed: str, after: str) -> None:
    assert synonyms_of(before, typed, "Glucose") == after


@pytest.mark.parametrize(
    "typed", ["?", "x", "a" * 61, "…, sugar", ",".join(f"w{n}" for n in range(101))]
)
def test_what_is_no_word_is_refused(typed: str) -> None:
    with pytest.raises(EntryInvalid):
        synonyms_of("", typed, "Glucose")
