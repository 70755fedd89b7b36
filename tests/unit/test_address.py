"""What is an address, what is a code, and what neither of them gives away."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.account.email import (
    LONGEST,
    code_hash,
    code_of,
    mailbox,
    masked,
    parse_address,
    read_code,
    read_unsubscribe_token,
    unsubscribe_token,
)
from domain.keys import Keys
from domain.refusals import AddressInvalid

KEY = "a key of the tests"
WRITTEN = (
    *("MAILTO:ann@example.org", "ann@example.org.", "Ann <ann@example.org>", "<ann@example.org>,"),
    *("\u200bann@example.org", "\ufeffann\u00ad@example.org\u2060", "\u2068ann@example.org\u2069"),
    *(
        "ann＠example．org",
        "ａｎｎ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "ann@example。org",
        "ann﹫example.org",
        "(ann@example.org)",
    ),
    *(
        '"Lee, Ann" <Ann@Example.org>;',
        "<mailto:ann@example.org?subject=Hi>",
        "«ann@example.org»!"[:-1],
    ),
    *(
        "ann@example.org,",
        "Mailto: ann@example.org",
        "\u00a0ann@example.org\u3000",
        "“ann@example.org”",
        '"ann@example.org"',
        "'ann@example.org'",
        "ann@example.org!",
        "E-mail: ann@example.org",
        "my email is ann@example.org.",
        "meine E-Mail ist ann@example.org",
        "mon mail est : ann@example.org",
        "Почта: ann@example.org",
    ),
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  Ann.Lee+lab@Example.ORG\n", "ann.lee+lab@example.org"),
        ("mailto:ann@example.org", "ann@example.org"),
        ("o'neil/x=y@sub.example.co.uk", "o'neil/x=y@sub.example.co.uk"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@例え.テスト", "ann@xn--r8jz45g.xn--zckzah"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
        *((written, "ann@example.org") for written in WRITTEN),
    ],
)
def test_an_address_has_one_form(text: str, address: str) -> None:
    assert parse_address(text) == address
    assert parse_address(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "ann",
        "ann@",
        "@example.org",
        "ann@example",
        "ann@localhost",
        "ann@127.0.0.1",
        "ann@[127.0.0.1]",
        "ann@@example.org",
        "ann@example..org",
        "ann@-example.org",
        "ann@exa mple.org",
        "ann@exa_mple.org",
        ".ann@example.org",
        "ann.@example.org",
        "a..nn@example.org",
        "an n@example.org",
        '"ann"@example.org',
        "ann@example.org <eve@example.org>",
        "Ann <ann@example.org> eve",
        "Ann <>",
        "ann@example.org, eve@example.org",
        "ann@example.org\r\nBcc: eve@example.org",
        "ann@example.org\nRCPT TO:<eve@example.org>",
        "an\0n@example.org",
        "änn@example.org",
        "ann@" + "a" * 64 + ".org",
        "a" * 65 + "@example.org",
        "ann@" + ".".join(["a" * 60] * 5) + ".org",
    ],
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(AddressInvalid):
        parse_address(text)


@given(st.one_of(st.text(), st.text(st.sampled_from("aZ@.+-\r\n\0<> ,ü例"), max_size=30)))
def test_whatever_passes_can_stand_in_a_header_and_an_envelope(text: str) -> None:
    try:
        address = parse_address(text)
    except AddressInvalid:
        return
    assert re.fullmatch(r"[!-~]+@[a-z0-9.-]+", address)
    assert address.count("@") == 1
    assert len(address) <= LONGEST
    assert parse_address(address) == address


def test_a_masked_address_names_nobody() -> None:
    assert masked("ann@example.org") == "a…@example.org"
    assert masked("ann@xn--bcher-kva.example") == "a…@bücher.example"


def test_addresses_with_a_tag_share_a_mailbox() -> None:
    assert mailbox("ann+lab@example.org") == mailbox("ann@example.org") == "ann@example.org"


@given(st.text(), st.text())
def test_a_code_is_six_digits_and_always_the_same(seed: str, key: str) -> None:
    code = code_of(seed, key)
    assert re.fullmatch(r"[0-9]{6}", code)
    assert code == code_of(seed, key)
    assert read_code(f" {code[:3]} {code[3:]}\n") == code


def test_codes_are_spread_and_depend_on_the_key() -> None:
    codes = {code_of(str(number), KEY) for number in range(2000)}
    assert len(codes) > 1980
    same = sum(code_of(str(n), KEY) == code_of(str(n), "another") for n in range(2000))
    assert same < 5


@pytest.mark.parametrize(
    "text", ["", "12345", "1234567", "abcdef", "12345a", "１２３４５６", "/start"]
)
def test_what_is_no_code_is_told_apart(text: str) -> None:
    assert read_code(text) is None


def test_a_hash_is_of_one_code_address_and_key() -> None:
    hashes = {
        code_hash("ann@example.org", "123456", KEY),
        code_hash("bob@example.org", "123456", KEY),
        code_hash("ann@example.org", "123457", KEY),
        code_hash("ann@example.org", "123456", "another"),
    }
    assert len(hashes) == 4


@given(st.integers(1, 2**63 - 1))
def test_a_token_leads_back_to_its_address(address_id: int) -> None:
    token = unsubscribe_token(address_id, KEY)
    assert read_unsubscribe_token(f" {token}\n", Keys(KEY)) == address_id
    assert read_unsubscribe_token(token, Keys("another")) is None


@given(st.text(max_size=40))
def test_a_made_up_token_leads_nowhere(token: str) -> None:
    assert read_unsubscribe_token(token, Keys(KEY)) is None
