"""Formatted text as Telegram HTML that cannot break out: every text and attribute is escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from domain.messages.text import Entity

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
}
QUOTES = {"blockquote": "<blockquote>", "expandable_blockquote": "<blockquote expandable>"}
# Inside these Telegram allows no other formatting.
PLAIN = frozenset(("code", "pre"))


def rich(text: str, entities: Sequence[Entity]) -> str:
    """HTML of the text with its formatting; overlapping entities are cut into nested ones."""
    raw = text.encode("utf-16-le", "surrogatepass")
    quotes = [item for item in entities if item["type"] in QUOTES]
    styles = [item for item in entities if item["type"] not in QUOTES]
    parts, at = [], 0
    for quote in sorted(quotes, key=lambda item: int(item["offset"])):
        start, end = _span(quote)
        if start < at:
            continue
        parts.append(_styled(raw, at, start, styles))
        opening = QUOTES[quote["type"]]
        parts.append(f"{opening}{_styled(raw, start, end, styles)}</blockquote>")
        at = end
    parts.append(_styled(raw, at, len(raw) // 2, styles))
    return "".join(parts)


def _span(entity: Entity) -> tuple[int, int]:
    start = int(entity["offset"])
    return start, start + int(entity["length"])


def _styled(raw: bytes, start: int, end: int, styles: Iterable[Entity]) -> str:
    """[start, end) in UTF-16 units: cut at every border of a style, each piece wrapped whole."""
    inside = [item for item in styles if _span(item)[0] < end and _span(item)[1] > start]
    borders = {start, end}
    for item in inside:
        borders |= {min(max(border, start), end) for border in _span(item)}
    places = sorted(borders)
    return "".join(
        _wrapped(raw, a, b, [item for item in inside if _span(item)[0] <= a < _span(item)[1]])
        for a, b in pairwise(places)
    )


def _wrapped(raw: bytes, start: int, end: int, styles: list[Entity]) -> str:
    text = escape(raw[2 * start : 2 * end].decode("utf-16-le", "replace"))
    plain = [item for item in styles if item["type"] in PLAIN]
    for item in plain[:1] or styles:
        opening, closing = _tags(item)
        text = f"{opening}{text}{closing}"
    return text


def _tags(entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind in TAGS:
        return f"<{TAGS[kind]}>", f"</{TAGS[kind]}>"
    link = _link(kind, entity)
    return (f'<a href="{escape(link)}">', "</a>") if link else ("", "")


def _link(kind: str, entity: Entity) -> str:
    if kind == "text_link":
        return str(entity.get("url", ""))
    user: Any = entity.get("user")
    return f"tg://user?id={int(user['id'])}" if kind == "text_mention" and user else ""
