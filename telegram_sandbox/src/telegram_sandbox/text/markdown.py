"""parse_mode MarkdownV2, with the errors and byte offsets of Telegram's own parser."""

import re
from dataclasses import dataclass, field
from typing import Any

from telegram_sandbox.refusals import Refused, unparsable
from telegram_sandbox.text.links import embedded, link_entity
from telegram_sandbox.text.units import Formatted, units

Json = dict[str, Any]
RESERVED = re.compile(r"[_*\[\]()~`>#+\-=|{}.!\n\\]")
IN_CODE = re.compile(r"[`\\]")
SIGNS = {  # in the order they are tried
    "__": "underline",
    "_": "italic",
    "*": "bold",
    "~": "strikethrough",
    "||": "spoiler",
    "```": "pre",
    "`": "code",
    "![": "embedded",
    "[": "text_link",
}
ENDS = {kind: sign for sign, kind in SIGNS.items()} | {"embedded": "]", "text_link": "]"}
NAMES = {
    "underline": "Underline",
    "italic": "Italic",
    "bold": "Bold",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "pre": "Pre",
    "code": "Code",
    "embedded": "CustomEmoji",
    "text_link": "TextUrl",
    "blockquote": "BlockQuote",
}
LANGUAGE = re.compile(r"([^\s`]+)(?=\s)")
NEWLINE = re.compile(r"\r\n|\n\r|\n|\r")


@dataclass(slots=True)
class Opened:
    """An entity that waits for its end."""

    kind: str
    offset: int  # UTF-16 units of text before it
    source: int  # index into the source
    begin: int  # index into the pieces of text
    language: str = ""


@dataclass(slots=True)
class MarkdownReader:
    """Reads one MarkdownV2 text; `read` gives the text and its entities, or refuses."""

    source: str
    at: int = 0
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    open: list[Opened] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    is_quoting: bool = False

    def read(self) -> Formatted:
        """The whole text.

        Raises:
            Refused: 'can't parse entities: …'.
        """
        while self.at < len(self.source):
            is_code = bool(self.open) and self.open[-1].kind in {"code", "pre"}
            special = (IN_CODE if is_code else RESERVED).search(self.source, self.at)
            end = special.start() if special else len(self.source)
            if end > self.at:
                self._put(self.source[self.at : end])
                self.at = end
            elif self.source[self.at] == "\\":
                self._escape()
            elif self._is_end():
                self._end()
            else:
                self._begin()
        if self.is_quoting and self.open and self.open[-1].kind == "blockquote":
            self._close_quote()
        if self.open:
            raise self._unended()
        return Formatted("".join(self.pieces), tuple(self.entities))

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += units(text)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _unended(self) -> Refused:
        last = self.open[-1]
        where = self._byte(last.source)
        return unparsable(f"Can't find end of {NAMES[last.kind]} entity at byte offset {where}")

    def _escape(self) -> None:
        following = self.source[self.at + 1 : self.at + 2]
        is_escape = bool(following) and 0 < ord(following) <= 126
        self._put(following if is_escape else "\\")
        self.at += 2 if is_escape else 1

    def _is_end(self) -> bool:
        if not self.open:
            return False
        here, kind = self.source[self.at], self.open[-1].kind
        if here == "\n" and self.is_quoting and not self.source.startswith("\n>", self.at):
            return True
        if kind == "blockquote":
            return here == "|" and self._is_expandable_end()
        if kind == "italic":
            return here == "_" and not self.source.startswith("__", self.at)
        if kind == "spoiler" and self._is_expandable_end() and self.open[-1].source == self.at:
            return False
        return self.source.startswith(ENDS[kind], self.at)

    def _is_expandable_end(self) -> bool:
        """`||` as the last thing of a quotation makes it expandable."""
        rest = self.source[self.at : self.at + 3]
        quoting = self.is_quoting and self.open and self.open[-1].kind == "blockquote"
        return (
            bool(quoting)
            and rest in ("||", "||\n")
            and (not self.source.startswith("||\n>", self.at))
        )

    def _begin(self) -> None:
        here = self.source[self.at]
        if here == "\n":
            self._line()
            return
        if here == ">" and self.at == 0:
            self._quote()
            return
        sign = next((sign for sign in SIGNS if self.source.startswith(sign, self.at)), None)
        if sign is None:
            raise unparsable(
                f"Character '{here}' is reserved and must be escaped with the preceding '\\'"
            )
        opened = Opened(SIGNS[sign], self.length, self.at, len(self.pieces))
        self.at += len(sign)
        if sign == "```":
            if language := LANGUAGE.match(self.source, self.at):
                opened.language, self.at = language[1], language.end()
            if newline := NEWLINE.match(self.source, self.at):
                self.at = newline.end()
        self.open.append(opened)

    def _line(self) -> None:
        self._put("\n")
        self.at += 1
        if self.source.startswith(">", self.at):
            if self.is_quoting:
                self.at += 1
            else:
                self._quote()

    def _quote(self) -> None:
        self.open.append(Opened("blockquote", self.length, self.at, len(self.pieces)))
        self.is_quoting = True
        self.at += 1

    def _close_quote(self, kind: str = "blockquote") -> None:
        quote = self.open.pop()
        self.is_quoting = False
        self._add({"type": kind}, quote)

    def _add(self, told: Json, opened: Opened) -> None:
        if self.length > opened.offset:
            span = {"offset": opened.offset, "length": self.length - opened.offset}
            self.entities.append(told | span)

    def _end(self) -> None:
        here, kind = self.source[self.at], self.open[-1].kind
        if kind == "blockquote":
            if here == "|":
                self.at += 2
                self._close_quote("expandable_blockquote")
            else:
                self._close_quote()
            if self.source.startswith("\n", self.at):
                self._put("\n")
                self.at += 1
            return
        if here == "\n":
            raise self._unended()
        opened = self.open.pop()
        self.at += len(ENDS[kind])
        if kind in {"text_link", "embedded"}:
            self._link(opened)
        else:
            named = {"language": opened.language} if opened.language else {}
            self._add({"type": kind} | named, opened)

    def _link(self, opened: Opened) -> None:
        has_url = self.source.startswith("(", self.at)
        if opened.kind == "embedded":
            if not has_url:
                raise unparsable("Custom emoji entity must contain a tg://emoji URL")
            self._add(embedded(self._url("a custom emoji URL")), opened)
            return
        url = self._url("a URL") if has_url else "".join(self.pieces[opened.begin :])
        if told := link_entity(url):
            self._add(told, opened)

    def _url(self, what: str) -> str:
        begin, url = self.at + 1, []
        self.at += 1
        while (here := self.source[self.at : self.at + 1]) != ")":
            if not here:
                raise unparsable(f"Can't find end of {what} at byte offset {self._byte(begin)}")
            if here == "\\" and self.at + 1 < len(self.source):
                self.at += 1
                here = self.source[self.at]
            url.append(here)
            self.at += 1
        self.at += 1
        return "".join(url)
