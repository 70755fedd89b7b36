"""Long texts in several messages: nothing is lost, nothing is cut that means nothing in halves."""

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.messages.text import WHOLE, clean, split, units

LIMITS = st.integers(8, 60)
ALPHABET = st.sampled_from("ab \n\t😀é中")
TEXTS = st.text(ALPHABET, max_size=300).map(clean)
KINDS = ("bold", "italic", "spoiler", "text_link", "url", "mention", "custom_emoji")


def sliced(text: str, entity: Any) -> str:
    """The words of an entity."""
    raw = text.encode("utf-16-le")
    start = 2 * entity["offset"]
    return raw[start : start + 2 * entity["length"]].decode("utf-16-le")


@st.composite
def styled(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A text and entities whose borders are borders of characters."""
    text = draw(TEXTS)
    found = []
    for _ in range(draw(st.integers(0, 4)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        place, length = units(text[:start]), units(text[start:end])
        found.append({"type": draw(st.sampled_from(KINDS)), "offset": place, "length": length})
    return text, found


@given(styled(), LIMITS)
def test_the_parts_are_the_text_and_each_one_fits(
    given_: tuple[str, list[dict[str, Any]]], limit: int
) -> None:
    text, entities = given_
    parts = split(text, entities, limit)
    assert "".join(words for words, _ in parts) == text
    for words, _ in parts:
        assert units(words) <= limit
        words.encode()  # half a character would not be possible


@given(styled(), LIMITS)
def test_entities_keep_their_words(given_: tuple[str, list[dict[str, Any]]], limit: int) -> None:
    text, entities = given_
    for kind in KINDS:
        own = [item for item in entities if item["type"] == kind]
        parts = split(text, own, limit)
        kept = "".join(
            sliced(words, item) for words, items in parts for item in _by_source(items, own)
        )
        assert sorted(kept) == sorted("".join(sliced(text, item) for item in own))


def _by_source(items: Any, own: Any) -> Any:
    assert all(item["length"] > 0 for item in items)
    return items


@given(styled(), LIMITS)
def test_a_link_that_fits_is_never_cut(
    given_: tuple[str, list[dict[str, Any]]], limit: int
) -> None:
    text, entities = given_
    whole = [item for item in entities if item["type"] in WHOLE][:1]
    assume(all(item["length"] <= limit // 2 for item in whole))
    parts = split(text, whole, limit)
    kept = [sliced(words, item) for words, items in parts for item in items]
    assert kept == [sliced(text, item) for item in whole]


def test_lines_come_before_words_and_words_before_letters() -> None:
    assert [part for part, _ in split("one two\nthree four", (), 12)] == ["one two\n", "three four"]
    assert [part for part, _ in split("one two three", (), 9)] == ["one two ", "three"]
    assert [part for part, _ in split("x" * 10, (), 4)] == ["xxxx", "xxxx", "xx"]


def test_a_short_text_is_left_alone() -> None:
    bold = {"type": "bold", "offset": 0, "length": 2}
    assert split("hello", [bold], 5) == (("hello", (bold,)),)


def test_what_is_cut_goes_on_in_the_next_message() -> None:
    bold = {"type": "bold", "offset": 0, "length": 8}
    assert split("aaaa bbb", [bold], 5) == (
        ("aaaa ", ({"type": "bold", "offset": 0, "length": 5},)),
        ("bbb", ({"type": "bold", "offset": 0, "length": 3},)),
    )
