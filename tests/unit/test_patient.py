"""Names and phone numbers: as people write them, or a refusal; never anything else."""

import re
import unicodedata

import pytest
import pytz
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.patient import parse_contact_phone, parse_name, parse_phone
from domain.refusals import NameInvalid, PhoneInvalid

BERLIN = "Europe/Berlin"
PHONE = "+491701234567"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
NAMES = st.text(st.characters(categories=["L", "M", "Zs", "P", "Cf", "Cc"]), max_size=80)
NUMBERS = st.text("0123456789 +()-/.\u00a0\u200e\uff11\u0661x", max_size=70)


def name_of(text: str) -> str | None:
    try:
        return parse_name(text)
    except NameInvalid:
        return None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann Lee", "Ann Lee"),
        ("  Ann \t\n Lee ", "Ann Lee"),
        ("O'Brien-Smith, Jr.", "O'Brien-Smith, Jr."),
        ("Dr.Müller", "Dr.Müller"),
        ("Mu\u0308ller", "Müller"),
        ("李雷", "李雷"),
        ("\u200fمحمد علي\u200f", "محمد علي"),
        ("می\u200cرا", "می\u200cرا"),
        ("नेहा शर्मा", "नेहा शर्मा"),
        ("Ann 2nd", "Ann 2nd"),
        ("x" * 64, "x" * 64),
        *(("M", "M"), ("李", "李"), ("O", "O"), ("\u200bx", "x"), ("Ø\u00ad", "Ø"), ("ক", "ক")),
        *(("\u2068Ann Lee\u2069", "Ann Lee"), ("\u202aAnn Lee\u202c", "Ann Lee")),
        *(("\ufeffAnn\u00adika Lee\u200d", "Annika Lee"), ("\u202dAnn\u202c", "Ann")),
        *(("\u2067محمد علي\u2069", "محمد علي"), ("Ann\u3164Lee", "Ann Lee")),
        *(("क्\u200dषमा", "क्\u200dषमा"), ("র\u200d্যাচেল", "র\u200d্যাচেল"), ("辻\U000e0100", "辻")),
    ],
)
def test_names_of_any_script_are_tidied_and_taken(text: str, name: str) -> None:
    assert parse_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\u3164\u3164", "\u115f\u1160", "\uffa0", "\u2800\u2800", "\u034f\u0301"),
        *(
            "\u0301\u0308",
            "ʼʼ",
            "ーー",
            "-'-",
            "\u200d\u200c",
            "\u17b4\u17b5",
            "x" * 65,
            "x " * 5000,
            "12345",
            "...",
            "🙂🙂",
        ),
        *("/start", "/book cbc", "https://evil.example/x", "www.evil.example", "t.me/evil"),
        *("ann@lab.example", "Ann\x00Lee", "Ann\x1bLee", "\u202eeeL nnA", "Ann\ud83d", "A\ue000b"),
    ],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(NameInvalid):
        parse_name(text)


@given(st.one_of(ANY_TEXT, NAMES))
def test_any_text_is_a_tidy_name_or_refused(text: str) -> None:
    name = name_of(text)
    if name is not None:
        assert 1 <= len(name) <= 64
        assert any(char.isalpha() for char in name)
        assert not any(unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} for char in name)
        assert parse_name(name) == name


@pytest.mark.parametrize(
    ("text", "zone", "phone"),
    [
        ("+49 170 1234567", BERLIN, "+491701234567"),
        ("0049 170 1234567", BERLIN, "+491701234567"),
        ("0170/1234567", BERLIN, "+491701234567"),
        ("(030) 123-456", BERLIN, "+4930123456"),
        ("491701234567", BERLIN, "+491701234567"),
        ("\u202a+49 170 1234567\u202c", BERLIN, "+491701234567"),
        ("+49 (0)170 1234567", BERLIN, "+491701234567"),
        ("+44 20 7946 0958", BERLIN, "+442079460958"),
        ("0039 06 698 12345", BERLIN, "+390669812345"),
        ("06 698 12345", "Europe/Rome", "+390669812345"),
        ("(212) 736-5000", "America/New_York", "+12127365000"),
        ("011 49 170 1234567", "America/New_York", "+491701234567"),
        ("098765 43210", "Asia/Kolkata", "+919876543210"),
        ("91234 56789", "Asia/Kolkata", "+919123456789"),
        ("392 123 4567", "Europe/Rome", "+393921234567"),
        ("٠١٧٠ ١٢٣٤٥٦٧", BERLIN, "+491701234567"),
        ("0049 170 1234567", "UTC", "+491701234567"),
        *(("00 49 170 1234567", "UTC", "+491701234567"), ("tel:+49-170-1234567", BERLIN, PHONE)),
        *(("＋４９ １７０ １２３４５６７", BERLIN, PHONE), ("०१७० १२३४५६७", BERLIN, PHONE)),
        *(
            ("\u2068+49\u00a0170\u20111234567\u2069", BERLIN, PHONE),
            ("+49 0170 1234567", BERLIN, PHONE),
        ),
        ("+52 1 55 1234 5678", "UTC", "+525512345678"),
        ("+54 11 15 2345 6789", "UTC", "+5491123456789"),
    ],
)
def test_phones_are_read_the_way_people_write_them(text: str, zone: str, phone: str) -> None:
    assert parse_phone(text, zone) == phone


@pytest.mark.parametrize(
    "text",
    ["", " ", "12", "call me", "0170 CALL ME", "+", "+0", "123456789012345678", "1" * 10_000, "()"],
)
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(PhoneInvalid):
        parse_phone(text, BERLIN)


def test_a_national_number_needs_a_country() -> None:
    with pytest.raises(PhoneInvalid):
        parse_phone("0170 1234567", "UTC")


@pytest.mark.parametrize("text", ["491701234567", "+491701234567", "+49 170 1234567"])
def test_a_contact_brings_its_country(text: str) -> None:
    assert parse_contact_phone(text) == "+491701234567"


@pytest.mark.parametrize(
    ("told", "phone"),
    [
        *(("5215512345678", "+525512345678"), ("5491123456789", "+5491123456789")),
        *(("541115 23456789", "+5491123456789"), ("22507123456", "+22507123456")),
        *(("+551187654321", "+551187654321"), ("88801234567", "+88801234567")),
    ],
)
def test_what_telegram_tells_is_taken_though_the_tables_doubt_it(told: str, phone: str) -> None:
    assert parse_contact_phone(told) == phone


@given(st.from_regex(r"[1-9][0-9]{6,14}", fullmatch=True))
def test_no_number_of_telegrams_own_is_refused(told: str) -> None:
    assert parse_contact_phone(told) == parse_contact_phone(f"+{told}")


@pytest.mark.parametrize("text", ["", "+", "0170 1234567", "no", "12", "1" * 16, "+1x2345678"])
def test_a_contact_without_a_number_is_refused(text: str) -> None:
    with pytest.raises(PhoneInvalid):
        parse_contact_phone(text)


@given(st.one_of(ANY_TEXT, NUMBERS), st.sampled_from(pytz.all_timezones))
def test_any_text_is_a_phone_or_refused(text: str, zone: str) -> None:
    for parse in (lambda given: parse_phone(given, zone), parse_contact_phone):
        try:
            phone = parse(text)
        except PhoneInvalid:
            continue
        assert re.fullmatch(r"\+[1-9]\d{3,14}", phone)
        assert parse(phone) == phone


@pytest.mark.parametrize(
    ("typed", "lacks"),
    [
        *(("+49 151 1234567", 1), ("0151 1234567", 1), ("+1 212 555 019", 1)),
        *(("+49 151 123456789", -1), ("+1 212 555 01999", -1)),
        *(("500", 0), ("+49", 0), ("hello", 0), ("+999 12345678", 0), ("12.50", 0)),
    ],
)
def test_a_digit_that_is_missing_or_too_many_is_said(typed: str, lacks: int) -> None:
    with pytest.raises(PhoneInvalid) as refused:
        parse_phone(typed, "Europe/Berlin")
    assert refused.value.lacks == lacks
