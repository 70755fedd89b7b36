"""What clients and servers find in plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telegram_sandbox.text.detect import detected
from telegram_sandbox.text.units import cut, split, units


def found(text: str) -> list[tuple[str, str]]:
    return [(e["type"], cut(text, e["offset"], e["length"])) for e in detected(text)]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start", [("bot_command", "/start")]),
        ("/book@sandbox_bot cbc", [("bot_command", "/book@sandbox_bot")]),
        ("\U0001f600 /start now", [("bot_command", "/start")]),
        ("a/b 1/2 //x <b/>", []),
        ("see https://example.org/a(b).", [("url", "https://example.org/a(b)")]),
        ("(http://example.org)", [("url", "http://example.org")]),
        ("at example.com today", [("url", "example.com")]),
        ("e.g. 9.30 or 1.2.3", []),
        ("mail a.b@example.org!", [("email", "a.b@example.org")]),
        ("hi @alice, #lab1 #1", [("mention", "@alice"), ("hashtag", "#lab1")]),
        ("call +49 151 2345678", [("phone_number", "+49 151 2345678")]),
        ("pay $USD", [("cashtag", "$USD")]),
        ("/start/x", []),
        ("no marks at all", []),
    ],
)
def test_entities_are_found(text: str, entities: list[tuple[str, str]]) -> None:
    assert found(text) == entities


@given(st.text("ab1 /@#.:+\U0001f600éhttp", max_size=60))
def test_entities_lie_in_the_text_one_after_another(text: str) -> None:
    last = 0
    for entity in detected(text):
        assert entity["offset"] >= last
        last = entity["offset"] + entity["length"]
        assert entity["length"] > 0
    assert last <= units(text)


@given(
    st.text("ab \n\U0001f600", min_size=1, max_size=50),
    st.integers(1, 400),
    st.text("x ", max_size=9),
)
def test_a_long_text_is_split_into_parts_that_fit_and_nothing_is_lost(
    piece: str, times: int, lead: str
) -> None:
    text = lead + piece * times
    parts = split(text.strip())
    assert all(0 < units(part) <= 4096 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
