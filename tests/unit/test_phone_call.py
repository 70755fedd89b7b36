"""What the desk types about somebody on the phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.words.introduction import Introduction, introduction_of
from domain.desk.phone_call import CallerSearch, search_of
from domain.refusals import NameInvalid, NumberUnclear, PhoneInvalid

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


WRITTEN = (
    *(
        "+49 (0)170 1234567",
        "\u202a+49 170 1234567\u202c",
        "tel:+491701234567",
        "tel:+49-170-1234567;ext=12",
        "00 49 170 1234567",
    ),
    *(
        "＋４９ １７０ １２３４５６７",
        "٠١٧٠ ١٢٣٤٥٦٧",
        "०१७० १२३४५६७",
        "0170/1234567",
        "+49 0170 1234567",
    ),
    *(
        "tel. 0170 1234567",
        "\u2068(0170) 1234567\u2069",
        "+49\u00a0170\u20111234567",
        "☎ 0170 1234567",
    ),
)


@pytest.mark.parametrize("typed", WRITTEN)
def test_a_number_is_searched_as_the_booking_reads_it(typed: str) -> None:
    found = search_of(typed, BERLIN)
    assert found is not None
    assert found.digits
    assert found.digits in "+491701234567"
    assert introduction_of(f"Ann Lee {typed}", BERLIN).phone == "+491701234567"


@pytest.mark.parametrize(
    ("typed", "zone", "digits"),
    [
        *(("8 916 123-45-67", "Europe/Moscow", "9161234567"), ("06 698", "Europe/Rome", "06698")),
        *(("+39 06 698", BERLIN, "3906698"), ("+52 1 55 1234 5678", BERLIN, "525512345678")),
        *(("+49 (0)170 123", BERLIN, "49170123"), ("(030) 12", BERLIN, "3012")),
        ("Ann Lee 0170 1234567", BERLIN, "1701234567"),
    ],
)
def test_a_part_of_a_number_is_read_so_too(typed: str, zone: str, digits: str) -> None:
    assert search_of(typed, zone) == CallerSearch("", digits)


@pytest.mark.parametrize("name", ["李", "李 小龙", "김 철수", "山田・太郎", "สมชาย ใจดี"])
def test_a_name_of_a_dense_script_is_looked_for_in_every_order(name: str) -> None:
    found = search_of(name)
    assert found is not None
    family, *given = name.replace("・", " ").split()
    assert found.orders[0] == "".join([family, *given])
    assert "".join([*given, family]) in found.orders


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
        *(("O. Lee 030 1234567", "O. Lee", "+49301234567"), ("Ann 2nd", "Ann 2nd", "")),
        *(("John Smith Jr. 030 1234567", "John Smith Jr.", "+49301234567"),),
        *(("Ann Lee is on 030 1234567", "Ann Lee", "+49301234567"),),
        *(("Ann Lee at 030 1234567", "Ann Lee", "+49301234567"),),
        *(("Ann Lee, her number is 030 1234567", "Ann Lee", "+49301234567"),),
        *(("Ann Lee ist erreichbar unter 030 1234567", "Ann Lee", "+49301234567"),),
        *(("Ann Handy 030 1234567", "Ann Handy", "+49301234567"),),
    ],
)
def test_somebody_new_has_a_name_and_perhaps_a_number(text: str, name: str, phone: str) -> None:
    assert introduction_of(text, BERLIN) == Introduction(name, phone)


def test_a_number_alone_is_nobody_and_a_wrong_one_is_refused() -> None:
    with pytest.raises(NameInvalid):
        introduction_of("+49 30 1234567", BERLIN)
    with pytest.raises(PhoneInvalid):
        introduction_of("Ann Lee 12", BERLIN)


NAMES = st.sampled_from(["Nadia Okafor", "Надя", "O. Lee", "李小龙", "Zoë D'Arc", "नेहा शर्मा", "M"])
WORDS = st.sampled_from(
    (
        *(
            "tel.",
            "Tel:",
            "phone",
            "-",
            "–",
            ",",
            ";",
            "ph:",
            "Handy:",
            "тел.",
            "тел",
            "tél :",
            "(tel)",
        ),
        *(
            "mobile number is",
            "📞",
            "=",
            "/",
            "|",
            "",
            "फोन",
            "电话",
            "telefone:",
            "móvil",
            "m:",
            "#",
        ),
    )
)
NUMBERS = st.sampled_from(
    ["0170 1234567", "+49 170 1234567", "0049170 1234567", "+49 (0)170/1234567"]
)


@given(NAMES, WORDS, NUMBERS, st.booleans())
def test_name_and_number_come_in_any_order_with_words_between(
    name: str, word: str, number: str, is_first: bool
) -> None:
    line = f"{word} {number}, {name}" if is_first else f"{name} {word} {number}"
    assert introduction_of(line, BERLIN) == Introduction(name, "+491701234567")


@pytest.mark.parametrize(
    "text",
    [
        *("Nadia Okafor 40 0170 1234567", "Nadia Okafor 12.03.1980 0170 1234567"),
        *("Nadia 0170 1234567 / 030 1234567", "Nadia Okafor 2, 0170 1234567"),
        *("Nadia 0170 1234567 Okafor", "0170 1234567 40, Nadia", "Nadia (40) 0170 1234567"),
    ],
)
def test_another_number_beside_is_asked_about(text: str) -> None:
    with pytest.raises((NumberUnclear, PhoneInvalid)):
        introduction_of(text, BERLIN)


@given(st.text(max_size=200), st.text("0123456789 +()-/.,;:Ann tel", max_size=60))
def test_whatever_is_typed_is_somebody_or_refused(text: str, line: str) -> None:
    for typed in (text, line, f"{text} 0170 1234567"):
        try:
            somebody = introduction_of(typed, BERLIN)
        except (NameInvalid, NumberUnclear, PhoneInvalid):
            continue
        assert somebody.name
