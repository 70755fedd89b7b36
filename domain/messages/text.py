"""Formatted text: Telegram's entities count UTF-16 code units, and move when the text is cut."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from domain.refusals import TextEmpty, TextTooLong

Entity = Mapping[str, Any]
"""As in the Bot API: type, offset, length, and what the type needs."""
Range = tuple[int, int]
HARMFUL = {0: "\ufffd"} | dict.fromkeys(range(55296, 57344), "�")

Part = tuple[str, tuple[Entity, ...]]
WHOLE = frozenset(
    (
        *("text_link", "text_mention", "url", "mention", "hashtag", "cashtag", "bot_command"),
        *("email", "phone_number", "custom_emoji", "date_time"),
    )
)
"""Entities that mean nothing in halves; a bold passage goes on in the next message."""


def clean(text: str) -> str:
    """The same text without what cannot be stored or sent: NUL and halves of a character.

    Each becomes one replacement character, so that entities keep their places.
    """
    return text.translate(HARMFUL)


def within(text: str, limit: int) -> str:
    """The text, if it says something and is not too long. Raises TextEmpty, TextTooLong."""
    if not text.strip():
        raise TextEmpty
    if (length := units(text)) > limit:
        raise TextTooLong(length, limit)
    return text


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(
    text: str, entities: Iterable[Entity], ranges: Iterable[Range]
) -> tuple[str, tuple[dict[str, Any], ...]]:
    """The ranges of the text (character indices) joined by a blank, with their formatting.

    An entity that reaches beyond a range is cut at its end.
    """
    pieces: list[str] = []
    kept: list[dict[str, Any]] = []
    given, base = list(entities), 0
    for start, end in ranges:
        first = units(text[:start])
        last = first + units(text[start:end])
        kept += [moved for item in given if (moved := _moved(item, first, last, base))]
        pieces.append(text[start:end])
        base += last - first + 1
    return " ".join(pieces), tuple(kept)


def shortened(
    text: str, entities: Iterable[Entity], limit: int
) -> tuple[str, tuple[dict[str, Any], ...]]:
    """At most `limit` UTF-16 units of the text."""
    end = min(len(text), limit)
    while units(text[:end]) > limit:
        end -= max(1, (units(text[:end]) - limit) // 2)
    return cut(text, entities, [(0, end)])


def _moved(entity: Entity, first: int, last: int, base: int) -> dict[str, Any] | None:
    start = max(entity["offset"], first)
    end = min(entity["offset"] + entity["length"], last)
    if start >= end:
        return None
    return {**entity, "offset": base + start - first, "length": end - start}


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
        start = _end(text, start, places, entities, limit=limit)
        ends.append(start)
    return tuple(cut(text, entities, [span]) for span in pairwise(ends))


def _places(text: str) -> list[int]:
    places = [0]
    for char in text:
        places.append(places[-1] + (2 if char > "\uffff" else 1))
    return places


def _end(
    text: str, start: int, places: Sequence[int], entities: Sequence[Entity], *, limit: int
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


def _held(start: int, end: int, entities: Sequence[Entity]) -> list[range]:
    """The spans, in UTF-16 units, that must not be cut between `start` and `end`."""
    spans = [
        range(int(item["offset"]), int(item["offset"]) + int(item["length"]))
        for item in entities
        if item["type"] in WHOLE
    ]
    return [span for span in spans if span.stop > start and span.start < end]


def _is_inside(place: int, spans: Sequence[range]) -> bool:
    return any(span.start < place < span.stop for span in spans)
