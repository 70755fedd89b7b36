"""Formatted text: Telegram's entities count UTF-16 code units, and move when the text is cut."""

from collections.abc import Iterable, Mapping
from typing import Any

Entity = Mapping[str, Any]
"""As in the Bot API: type, offset, length, and what the type needs."""
Range = tuple[int, int]
HARMFUL = {0: "\ufffd"} | dict.fromkeys(range(55296, 57344), "�")


def clean(text: str) -> str:
    """The same text without what cannot be stored or sent: NUL and halves of a character.

    Each becomes one replacement character, so that entities keep their places.
    """
    return text.translate(HARMFUL)


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
