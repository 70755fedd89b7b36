"""HTML as Telegram parses it, and an honest no to Markdown."""

import contextlib
import html
import re
from typing import Any

import pytest
from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration
from hypothesis import given
from hypothesis import strategies as st

from telegram_sandbox.params import Params
from telegram_sandbox.refusals import Refused
from telegram_sandbox.text.entities import formatted
from telegram_sandbox.text.html import HtmlReader
from telegram_sandbox.text.units import units

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
WRONG_HTML = {
    "<b>x": 'Can\'t find end tag corresponding to start tag "b"',
    "é<b": "Unclosed start tag at byte offset 2",
    "<x>y</x>": 'Unsupported start tag "x" at byte offset 0',
    "hé</b>": "Unexpected end tag at byte offset 3",
    "<b>x</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "<b>x</b": "Unclosed end tag at byte offset 4",
    "<span>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "<a =x>y</a>": 'Empty attribute name in the tag "a" at byte offset 0',
    "<a href=x/y>z</a>": "Unexpected end of name token at byte offset 8",
    "<a href": 'Unclosed start tag "a" at byte offset 0',
    '<a href="x': "Unclosed start tag at byte offset 0",
    '<tg-emoji emoji-id="x">y</tg-emoji>': "Invalid custom emoji identifier specified",
    '<tg-time unix="x">y</tg-time>': "Invalid date-time specified",
    "&#xD800;": "Text contains invalid Unicode characters after decoding HTML entities, "
    "check for unmatched surrogate code units",
}
# No language of code: aiogram 3.31 writes it where no reader of HTML looks for it.
ENTITIES: list[dict[str, Any]] = [
    {"type": "bold"},
    {"type": "italic"},
    {"type": "underline"},
    {"type": "strikethrough"},
    {"type": "spoiler"},
    {"type": "blockquote"},
    {"type": "expandable_blockquote"},
    {"type": "code"},
    {"type": "pre"},
    {"type": "text_link", "url": "https://example.com/?a=1&b=2"},
    {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"},
    {"type": "date_time", "unix_time": 1795645275, "date_time_format": "wDT"},
    {"type": "date_time", "unix_time": 1795645275},
]


def of(text: str, mode: str = "HTML") -> tuple[str, list[dict[str, Any]]]:
    found = formatted(Params({"text": text, "parse_mode": mode}))
    return found.text, list(found.entities)


@pytest.mark.parametrize(("text", "told"), WRONG_HTML.items())
def test_wrong_html_is_refused_in_telegrams_words(text: str, told: str) -> None:
    with pytest.raises(Refused, match=re.escape(f"Bad Request: can't parse entities: {told}")):
        of(text)


@given(TEXT)
def test_escaped_html_comes_back_as_the_text(text: str) -> None:
    found = HtmlReader(html.escape(text, quote=False)).read()
    assert (found.text, found.entities) == (text, ())


@given(TEXT, st.text(st.characters(categories=["L", "N", "So"]), min_size=1, max_size=9), TEXT)
@pytest.mark.parametrize("kind", ENTITIES, ids=lambda kind: str(kind["type"]))
def test_html_written_by_aiogram_comes_back_with_its_entity(
    kind: dict[str, Any], before: str, middle: str, after: str
) -> None:
    entity = kind | {"offset": units(before), "length": units(middle)}
    written = html_decoration.unparse(before + middle + after, [MessageEntity(**entity)])
    found = HtmlReader(written).read()
    assert found.text == before + middle + after
    assert [*found.entities] == [entity]


def is_within(text: str, entities: list[dict[str, Any]]) -> bool:
    return all(0 <= e["offset"] < e["offset"] + e["length"] <= units(text) for e in entities)


@given(st.text("<>/&;#x=\"' abp-tgspoilern1", max_size=40))
def test_whatever_html_comes_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(Refused):
        assert is_within(*of(text))


def test_offsets_count_utf16_units_and_follow_the_trimmed_text() -> None:
    text, entities = of("  \U0001f600 <b>bold</b>  ")
    assert text == "\U0001f600 bold"
    assert entities == [{"type": "bold", "offset": 3, "length": 4}]


def test_code_cuts_the_styles_around_it_and_nested_styles_join() -> None:
    text, entities = of("<b>a<code>b</code>c<b>d</b></b>")
    assert text == "abcd"
    assert entities == [
        {"type": "bold", "offset": 0, "length": 1},
        {"type": "code", "offset": 1, "length": 1},
        {"type": "bold", "offset": 2, "length": 2},
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<pre><code class="language-python">x</code></pre>',
        '<code class="language-python"><pre>x</pre></code>',
    ],
)
def test_code_of_a_language_is_one_entity(text: str) -> None:
    entity = {"type": "pre", "language": "python", "offset": 0, "length": 1}
    assert of(text) == ("x", [entity])


def test_a_link_to_a_user_is_a_mention_and_one_to_nowhere_is_none() -> None:
    _, entities = of('<a href="tg://user?id=5">x</a> <a href="nowhere">y</a>')
    assert [e["type"] for e in entities] == ["text_mention"]
    assert entities[0]["user"]["id"] == 5


@pytest.mark.parametrize(
    ("entity", "told"),
    [
        ({"type": "bold", "offset": 9, "length": 1}, "entity begins after the end of the text"),
        ({"type": "bold", "offset": 1, "length": 9}, "entity beginning at UTF-16 offset 1 ends"),
        ({"type": "bold", "offset": 3, "length": 1}, "entity begins in a middle of a UTF-16"),
        ({"type": "bold", "offset": 0, "length": 3}, "entity ends in a middle of a UTF-16"),
        ({"type": "bold", "offset": -1, "length": 3}, "receive an entity with incorrect offset"),
        ({"type": "wavy", "offset": 0, "length": 1}, "can't parse MessageEntity: unsupported type"),
        ({"type": "bold"}, "can't parse MessageEntity: type, offset and length are needed"),
        ({"type": "text_link", "offset": 0, "length": 1, "url": " "}, "entity URL is invalid"),
    ],
)
def test_wrong_entities_are_refused(entity: dict[str, Any], told: str) -> None:
    with pytest.raises(Refused, match=re.escape(told)):
        formatted(Params({"text": "ab\U0001f600c", "entities": [entity]}))


@pytest.mark.parametrize("mode", ["Markdown", "MarkdownV2"])
def test_markdown_is_refused_and_says_that_it_is_the_sandbox_who_does(mode: str) -> None:
    with pytest.raises(Refused, match=f"Bad Request: the sandbox does not read {mode}; use HTML"):
        of("*x*", mode)


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(Refused, match="unsupported parse_mode"):
        of("x", "BBCode")
