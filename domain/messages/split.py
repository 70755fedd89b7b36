"""A long text in several messages: cut between lines or words, never inside of a link."""

from collections.abc import Sequence
from itertools import pairwise

from domain.messages.text import Entity, cut, units

Part = tuple[str, tuple[Entity, ...]]
WHOLE = frozenset(
    {
        "text_link",
        "text_mention",
        "url",
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "email",
        "phone_number",
        "custom_emoji",
        "date_time",
    }
)
"""Entities that mean nothing in halves; a bold passage goes on in the next message."""


def split(text: str, entities: Sequence[Entity], limit: int) -> tuple[Part, ...]:
    """Parts of at most `limit` UTF-16 units that joined are the text.

    A part ends behind a line, else behind a word, else anywhere but inside of a character or of
    an entity that means nothing in halves. One that is longer than `limit` itself is cut.
    """
    if units(text) <= limit:
        return ((text, tuple(entities)),)
    places = _places(text)
    ends, start = [0], 0
    while start < len(text):
        start = _end(text, start, places, entities, limit)
        ends.append(start)
    return tuple(cut(text, entities, [span]) for span in pairwise(ends))


def _places(text: str) -> list[int]:
    """The UTF-16 offset of every character, and of the end."""
    places = [0]
    for char in text:
        places.append(places[-1] + (2 if char > "\uffff" else 1))
    return places


def _end(
    text: str, start: int, places: Sequence[int], entities: Sequence[Entity], limit: int
) -> int:
    """Where the part ends that begins at character `start`."""
    last = start
    while last < len(text) and places[last + 1] - places[start] <= limit:
        last += 1
    if last == len(text):
        return last
    held = _held(places[start], places[last], entities)
    halfway = start + (last - start) // 2
    for ends_with in ("\n", " \t"):
        for end in range(last, halfway, -1):
            if text[end - 1] in ends_with and not _is_inside(places[end], held):
                return end
    for end in range(last, start, -1):
        if not _is_inside(places[end], held):
            return end
    return last


def _held(start: int, end: int, entities: Sequence[Entity]) -> list[tuple[int, int]]:
    """The spans, in UTF-16 units, that must not be cut between `start` and `end`."""
    spans = [
        (int(item["offset"]), int(item["offset"]) + int(item["length"]))
        for item in entities
        if item["type"] in WHOLE
    ]
    return [span for span in spans if span[1] > start and span[0] < end]


def _is_inside(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first < place < last for first, last in spans)
