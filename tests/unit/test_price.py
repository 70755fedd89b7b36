"""Prices are read as people write them in a lab's currency; another one is named, not taken."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency, list_currencies
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.price import in_currency, places_of
from domain.manage.line.price import currency_of, price_of
from domain.refusals import EntryInvalid, OtherCurrency, PriceInvalid
from screens import refusal
from screens.booking.visit_words import money

CODES = ("EUR", "USD", "INR", "GBP", "RUB", "BRL", "CHF", "JPY", "KRW", "KWD", "BHD", "SEK", "CAD")
LOCALES = ("en", "hi", "ru", "es", "de", "pt", "fr")


@pytest.mark.parametrize(
    ("currency", "text", "price"),
    [
        ("EUR", "12.50", "12.50"),
        ("EUR", "12,50 €", "12.50"),
        ("EUR", "€ 12.5", "12.50"),
        ("EUR", "15 eur", "15.00"),
        ("EUR", "15 euros", "15.00"),
        ("EUR", "1.234,50 €", "1234.50"),
        ("EUR", "1 234,50", "1234.50"),
        ("EUR", "0", "0.00"),
        ("USD", "15 USD", "15.00"),
        ("USD", "$15", "15.00"),
        ("USD", "US$ 1,234.50", "1234.50"),
        ("CAD", "$15", "15.00"),
        ("MXN", "$150", "150.00"),
        ("INR", "₹500", "500.00"),
        ("INR", "Rs. 500/-", "500.00"),
        ("INR", "1,23,456.50", "123456.50"),
        ("INR", "₹५००", "500.00"),
        ("CHF", "15.-", "15.00"),
        ("SEK", "150 kr", "150.00"),
        ("RUB", "1500 руб.", "1500.00"),
        ("BRL", "R$ 15,90", "15.90"),
        ("JPY", "¥1,250", "1250"),
        ("JPY", "1250円", "1250"),
        ("KRW", "15000 won", "15000"),
        ("KWD", "1.500", "1.500"),
        ("KWD", "KWD 1,5", "1.500"),
        ("BHD", "12.345 BHD", "12.345"),
        *(("AED", text, "50.00") for text in ("Dh 50", "50 Dhs", "AED50")),
        ("MAD", "50 DH", "50.00"),
        ("NGN", "N500", "500.00"),
        ("USD", "15 bucks", "15.00"),
        ("AUD", "15 bucks", "15.00"),
        ("GBP", "15 quid", "15.00"),
        ("PKR", "Rs. 500/-", "500.00"),
        ("KES", "500 KSh", "500.00"),
    ],
)
def test_a_price_is_read(currency: str, text: str, price: str) -> None:
    assert str(price_of(text, currency)) == price


@pytest.mark.parametrize(
    ("ours", "text", "typed"),
    [
        ("EUR", "15 USD", "USD"),
        ("EUR", "$15", "USD"),
        ("EUR", "₹500", "INR"),
        ("EUR", "15 dollars", "USD"),
        ("INR", "12,50 €", "EUR"),
        ("INR", "15 euro", "EUR"),
        ("JPY", "£5", "GBP"),
        ("KWD", "1.5 BHD", "BHD"),
        ("USD", "500 рублей", "RUB"),
    ],
)
def test_another_currency_is_told_with_the_way_to_change_it(
    ours: str, text: str, typed: str
) -> None:
    with pytest.raises(OtherCurrency) as refused:
        price_of(text, ours)
    words = refusal.words(refused.value)
    assert typed in words
    assert ours in words
    assert "/labs" in words


@pytest.mark.parametrize(
    ("currency", "text", "example"),
    [
        *(("EUR", text, "12.50") for text in ("", "€", "free", "-3", "12.345", "1.2.3", "9999999")),
        *(
            ("EUR", text, "12.50")
            for text in ("15 bananas", "12.50 13", "1e3", "0,000.5", "x" * 999)
        ),
        ("JPY", "12.50", "1250"),
        ("KRW", "12,5", "1250"),
        ("KWD", "1.2345", "12.500"),
    ],
)
def test_what_is_no_price_is_refused_with_one_that_is(
    currency: str, text: str, example: str
) -> None:
    with pytest.raises(PriceInvalid) as refused:
        price_of(text, currency)
    assert example in refusal.words(refused.value)
    price_of(example, currency)


@given(st.sampled_from(CODES), st.sampled_from(LOCALES), st.integers(0, 99_999_999))
def test_a_price_reads_back_as_any_reader_sees_it(code: str, locale: str, units: int) -> None:
    price = in_currency(Decimal(units).scaleb(-places_of(code)), code)
    if price >= (10**6 if places_of(code) else 10**8):
        return
    assert (
        price_of(format_currency(price, code, locale=locale, group_separator=False), code) == price
    )
    assert price_of(f"{price} {code}", code) == price


@given(st.sampled_from(CODES), st.text(max_size=200))
def test_any_text_is_a_price_or_refused(code: str, text: str) -> None:
    try:
        price = price_of(text, code)
    except EntryInvalid:
        return
    assert 0 <= price < 10**8
    assert price == in_currency(price, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("usd", "USD"), ("€", "EUR"), ("Indian rupees", "INR"), ("₹", "INR"), ("$", "USD")),
        *(("Schweizer Franken", "CHF"), ("рубль", "RUB"), ("kuwaiti dinar", "KWD"), ("yen", "JPY")),
    ],
)
def test_a_currency_is_found(text: str, code: str) -> None:
    assert currency_of(text) == code


@pytest.mark.parametrize("text", ["", "DEM", "XXX", "money", "12", "x" * 5000])
def test_what_is_no_currency_of_today_is_refused(text: str) -> None:
    with pytest.raises(EntryInvalid):
        currency_of(text)


@given(st.sampled_from(sorted(list_currencies())))
def test_every_currency_is_read_by_its_own_code(code: str) -> None:
    assert price_of(f"12 {code}", code) == 12


@pytest.mark.parametrize(
    ("price", "currency", "shown"),
    [
        ("12.5", "EUR", "€12.50"),
        ("500", "INR", "₹500.00"),
        ("1250", "JPY", "¥1,250"),
        ("15000", "KRW", "₩15,000"),
        ("1.5", "KWD", "1.500 KWD"),
        ("12", "CHF", "12.00 CHF"),
    ],
)
def test_a_price_is_shown_with_the_digits_of_its_currency(
    price: str, currency: str, shown: str
) -> None:
    assert money(Decimal(price), currency) == shown
