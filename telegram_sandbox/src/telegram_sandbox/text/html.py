"""parse_mode HTML, with the errors and byte offsets of Telegram's parser."""

import re
from dataclasses import dataclass, field
from typing import Any

from telegram_sandbox.refusals import unparsable
from telegram_sandbox.text.links import emoji_id, link_entity, time_entity
from telegram_sandbox.text.units import Formatted, units

Json = dict[str, Any]
STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
}
TAGS = frozenset({*STYLES, "a", "tg-emoji", "tg-time", "pre", "code"})
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")
SPACE = " \t\r\n\v\f"
TOKEN = re.compile(r"[A-Za-z0-9.\-]*")


def decoded(source: str, at: int) -> tuple[str, int]:
    """The character that a reference stands for, and where it ends; a lone `&` is itself."""
    found = REFERENCE.match(source, at)
    if not found:
        return "&", at + 1
    if found[3] is not None:
        known = NAMED.get(found[3])
        return (known, found.end()) if known else ("&", at + 1)
    digits, base = (found[1], 16) if found[1] is not None else (found[2], 10)
    number = int(digits, base) if digits and len(digits) < 8 else 0
    if number == 0 or number >= 0x10FFFF or found.end() - at >= 11:
        return "&", at + 1
    return chr(number), found.end()


@dataclass(slots=True)
class Tag:
    """A start tag that waits for its end tag."""

    name: str
    arguments: dict[str, str]
    offset: int  # UTF-16 units of text before it
    begin: int  # index into the pieces of text


@dataclass(slots=True)
class HtmlReader:
    """Parses one HTML text."""

    source: str
    at: int = 0
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    open: list[Tag] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def read(self) -> Formatted:
        """Parse the whole text.

        Raises:
            Refused: it is not what Telegram calls HTML.
        """
        source = self.source
        while self.at < len(source):
            if source[self.at] == "&":
                char, self.at = decoded(source, self.at)
                self._put(char)
            elif source[self.at] != "<":
                stop = re.compile(r"[&<]").search(source, self.at)
                end = stop.start() if stop else len(source)
                self._put(source[self.at : end])
                self.at = end
            elif source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            name = self.open[-1].name
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{name}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return Formatted(joined(self.pieces), tuple(self.entities))

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += units(text)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _char(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def _skip(self) -> None:
        while self._char() and self._char() in SPACE:
            self.at += 1

    def _name(self, stops: str) -> str:
        begin = self.at
        while self._char() and self._char() not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._name(SPACE + ">").lower()
        offset = self._byte(begin)
        if not self._char():
            raise unparsable(f"Unclosed start tag at byte offset {offset}")
        if name not in TAGS:
            raise unparsable(f'Unsupported start tag "{name}" at byte offset {offset}')
        arguments: dict[str, str] = {}
        while True:
            self._skip()
            if self._char() == ">":
                break
            key, value = self._attribute(name, offset)
            arguments[key] = value
        self.at += 1
        if name == "span" and arguments.get("class") != "tg-spoiler":
            raise unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        self.open.append(Tag(name, arguments, self.length, len(self.pieces)))

    def _attribute(self, tag: str, offset: int) -> tuple[str, str]:
        key = self._name(SPACE + "=>")
        if not key:
            if not self._char():
                raise unparsable(f'Unclosed start tag "{tag}" at byte offset {offset}')
            raise unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {offset}')
        self._skip()
        if self._char() != "=":
            if not self._char():
                raise unparsable(f'Unclosed start tag "{tag}" at byte offset {offset}')
            return key, ""
        self.at += 1
        self._skip()
        if not self._char():
            raise unparsable(f'Unclosed start tag "{tag}" at byte offset {offset}')
        value = self._quoted() if self._char() in "'\"" else self._token()
        if not self._char():
            raise unparsable(f"Unclosed start tag at byte offset {offset}")
        return key, value

    def _token(self) -> str:
        begin, found = self.at, TOKEN.match(self.source, self.at)
        self.at = found.end() if found else self.at
        if self._char() and self._char() not in SPACE + ">":
            raise unparsable(f"Unexpected end of name token at byte offset {self._byte(begin)}")
        return self.source[begin : self.at].lower()

    def _quoted(self) -> str:
        quote, value = self._char(), []
        self.at += 1
        while self._char() and self._char() != quote:
            if self._char() == "&":
                char, self.at = decoded(self.source, self.at)
                value.append(char)
            else:
                value.append(self._char())
                self.at += 1
        self.at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        offset = self._byte(self.at)
        if not self.open:
            raise unparsable(f"Unexpected end tag at byte offset {offset}")
        self.at += 2
        name = self._name(SPACE + ">").lower()
        self._skip()
        if self._char() != ">":
            raise unparsable(f"Unclosed end tag at byte offset {offset}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise unparsable(
                f"Unmatched end tag at byte offset {offset}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        if self.length > tag.offset:
            self._close(tag)

    def _close(self, tag: Tag) -> None:
        entity: Json = {"offset": tag.offset, "length": self.length - tag.offset}
        match tag.name:
            case "a":
                url = tag.arguments.get("href") or joined(self.pieces[tag.begin :])
                told = link_entity(url)
            case "tg-emoji":
                told = emoji_id(tag.arguments.get("emoji-id", ""))
            case "tg-time":
                told = time_entity(tag.arguments.get("unix", ""), tag.arguments.get("format", ""))
            case "pre" | "code":
                told = self._code(tag, entity)
            case "blockquote" if "expandable" in tag.arguments:
                told = {"type": "expandable_blockquote"}
            case name:
                told = {"type": STYLES[name]}
        if told:
            self.entities.append(told | entity)

    def _code(self, tag: Tag, span: Json) -> Json | None:
        """`pre` around `code` with a language, or the other way round, is one entity."""
        language = tag.arguments.get("class", "")
        language = language[9:] if language.startswith("language-") else ""
        last = self.entities[-1] if self.entities else {}
        if span.items() <= last.items():
            if tag.name == "pre" and last["type"] == "code" and last.get("language"):
                last["type"] = "pre"
                return None
            if tag.name == "code" and last["type"] == "pre" and language:
                last["language"] = language
                return None
        named = {"language": language} if tag.name == "code" and language else {}
        return {"type": tag.name} | named


def joined(pieces: list[str]) -> str:
    """The text of all pieces, with surrogate halves from references put together.

    Raises:
        Refused: a half is alone.
    """
    text = "".join(pieces)
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise unparsable(
            "Text contains invalid Unicode characters after decoding HTML entities, check for"
            " unmatched surrogate code units"
        ) from None
