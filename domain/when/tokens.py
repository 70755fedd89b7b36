"""A text cut into words, numbers and signs that know where they stand."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from domain.when.typo import mended
from domain.when.words import ALIASES

# One class a token, no nesting: linear in the text. Devanagari vowel signs belong to words.
TOKEN = re.compile(r"\d+|(?:[^\W\d_]|[\u0900-\u0965]|(?<=[^\W\d_])['\u2019](?=[^\W\d_]))+|\S")
EDGE = 80  # a time stands at the beginning or at the end of a long message
DIGITS = 4


class Token(NamedTuple):
    """word: lower case, abbreviations and typos undone. glued: no blank before it."""

    word: str
    start: int
    end: int
    number: int | None
    glued: bool


NOTHING = Token("", 0, 0, None, False)


@dataclass(frozen=True, slots=True)
class Line:
    """A text and its tokens; asking beyond either end finds nothing."""

    text: str
    tokens: tuple[Token, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, at: int) -> Token:
        return self.tokens[at] if 0 <= at < len(self.tokens) else NOTHING

    def word(self, at: int) -> str:
        """The word there, or ''."""
        return self[at].word

    def skip(self, at: int, *words: str) -> int:
        """The index after an optional word."""
        return at + 1 if self[at].word in words else at

    def phrase(self, at: int, *words: str) -> int:
        """The index after exactly these words, or 0."""
        same = all(self[at + n].word == word for n, word in enumerate(words))
        return at + len(words) if same else 0

    def original(self, at: int) -> str:
        """As it was typed."""
        return self.text[self[at].start : self[at].end]


def tokenise(text: str) -> Line:
    """Cut; of a very long text the middle becomes one sign that nothing matches."""
    found = [(m.start(), m.end()) for m in TOKEN.finditer(text)]
    if len(found) <= 2 * EDGE:
        return Line(text, tuple(_tokens(text, found)))
    head, tail = found[:EDGE], found[-EDGE:]
    middle = Token("\0", head[-1][1], tail[0][0], None, False)
    return Line(text, (*_tokens(text, head), middle, *_tokens(text, tail)))


def _tokens(text: str, spans: list[tuple[int, int]]) -> list[Token]:
    return [
        _token(text, start, end, start > 0 and not text[start - 1].isspace())
        for start, end in spans
    ]


def _token(text: str, start: int, end: int, glued: bool) -> Token:
    raw = text[start:end]
    if raw.isdecimal():
        number = int(raw) if len(raw) <= DIGITS else None
        return Token(raw, start, end, number, glued)
    word = raw.casefold().replace("\u2019", "'")
    return Token(ALIASES.get(word) or mended(word), start, end, None, glued)
