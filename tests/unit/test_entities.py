"""Formatting stays on its words when a text is cut, and becomes HTML that nothing breaks out of."""

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages.text import clean, cut, shortened, units
from screens.richtext import rich

KINDS = ("bold", "italic", "code", "pre", "spoiler", "text_link", "blockquote", "url", "unheard_of")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


@st.composite
def formatted(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A text and entities within it, overlapping in any way; none cuts a character in half."""
    text = draw(TEXTS)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    found = []
    for start, end in draw(st.lists(spans.filter(lambda span: span[0] < span[1]), max_size=5)):
        offset = units(text[:start])
        entity = {"type": draw(st.sampled_from(KINDS)), "offset": offset}
        entity |= {"length": units(text[start:end]), "url": 'https://x/?a="b"&c=<d>'}
        found.append(entity)
    return text, found


def covered(text: str, entity: dict[str, Any]) -> str:
    raw = text.encode("utf-16-le")
    start = 2 * entity["offset"]
    return raw[start : start + 2 * entity["length"]].decode("utf-16-le")


def bold(offset: int, length: int) -> dict[str, Any]:
    return {"type": "bold", "offset": offset, "length": length}


def test_an_entity_behind_an_emoji_moves_by_utf16_units() -> None:
    text = "/schedule 🎂 tomorrow 9am Call 🎉mum"
    entity = bold(units(text[: text.index("🎉")]), units("🎉mum"))
    said, kept = cut(text, [entity], [(text.index("Call"), len(text))])
    assert said == "Call 🎉mum"
    assert [covered(said, item) for item in kept] == ["🎉mum"]


def test_an_entity_over_the_cut_keeps_its_part_on_both_sides() -> None:
    said, kept = cut("Call mum tomorrow and dad", [bold(0, 25)], [(0, 8), (18, 25)])
    assert said == "Call mum and dad"
    assert [covered(said, item) for item in kept] == ["Call mum", "and dad"]


@given(formatted(), st.integers(0, 40), st.integers(0, 40))
def test_a_cut_keeps_each_entity_on_its_own_characters(
    given_text: tuple[str, list[dict[str, Any]]], a: int, b: int
) -> None:
    text, entities = given_text
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    said, kept = cut(text, entities, [(start, end)])
    assert said == text[start:end]
    for item in kept:
        assert 0 <= item["offset"] < item["offset"] + item["length"] <= units(said)
    plain = dict.fromkeys(covered(said, item) for item in kept)
    assert all(piece in text[start:end] for piece in plain)


@given(formatted())
def test_html_is_well_formed_and_says_the_same(
    given_text: tuple[str, list[dict[str, Any]]],
) -> None:
    text, entities = given_text
    html = rich(text, entities)
    assert unescape(re.sub(r"<[^>]*>", "", html)) == unescape(text.replace("&", "&amp;"))
    opened: list[str] = []
    for closing, tag in re.findall(r"<(/?)([a-z-]+)[^>]*>", html):
        if closing:
            assert opened.pop() == tag
        else:
            opened.append(tag)
    assert not opened


def test_what_people_type_never_becomes_a_tag() -> None:
    link = {"type": "text_link", "offset": 0, "length": 3, "url": '"><b onclick="x">'}
    assert rich("<b>", [link]) == (
        '<a href="&quot;&gt;&lt;b onclick=&quot;x&quot;&gt;">&lt;b&gt;</a>'
    )


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 5, 100])
def test_a_shortened_text_ends_between_characters(limit: int) -> None:
    said, _ = shortened("🎂🎉ab🎂", (), limit)
    assert units(said) <= limit
    assert "🎂🎉ab🎂".startswith(said)


def test_what_cannot_be_stored_is_replaced_in_place() -> None:
    assert clean("a\x00b\ud83dc") == "a\ufffdb\ufffdc"
