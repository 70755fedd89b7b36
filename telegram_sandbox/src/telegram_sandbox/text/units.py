"""Text lengths as Telegram counts them: in UTF-16 units."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
MESSAGE_UNITS, CAPTION_UNITS = 4096, 1024


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """A part of the text; offset and length are in UTF-16 units."""
    raw = text.encode("utf-16-le")[offset * 2 : (offset + length) * 2]
    return raw.decode("utf-16-le", "replace")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, sorted."""

    text: str
    entities: tuple[Json, ...] = ()

    def content(self, text: str = "text", entities: str = "entities") -> Json:
        """The two fields of a Message."""
        return {text: self.text} | ({entities: list(self.entities)} if self.entities else {})


def split(text: str) -> list[str]:
    """The text in parts of at most 4096 units, cut at spaces if possible, as clients do."""
    parts = []
    while units(text) > MESSAGE_UNITS:
        head = cut(text, 0, MESSAGE_UNITS).rstrip("\ufffd")
        space = max(head.rfind("\n"), head.rfind(" "))
        end = space if space > len(head) // 2 else len(head)
        parts.append(text[:end].strip())
        text = text[end:].strip()
    return [part for part in [*parts, text] if part]
