"""A text cut into words, numbers and signs that know where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from domain.when.text.lexicon import SYMBOL, TOKEN, VALUES, Lexicon, same
from domain.when.text.typos import mended

EDGE = 80  # a time stands at the beginning or at the end of a long message
DIGITS = 4
PICTURES = 0x2300  # pictures and emoji lie above
ELISIONS = {"d'": "of", "l'": "the"}
PAIRS = {
    "'": "'",
    '"': '"',
    "\u201c": "\u201d\u201c",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u2018": "\u2019'",
    "\u201a": "\u2018",
    "\u00bb": "\u00ab",
}
QUOTES = re.compile(f"[{''.join(PAIRS)}]")
BEFORE_UNITS = frozenset(("an", "next", "every", "half"))


class Token(NamedTuple):
    """word: a word of the grammar, or as typed in lower case. glued: no blank before it.

    number: in figures. weak: the form is more often something else ('sun', 'mar').
    """

    word: str
    start: int
    end: int
    number: int | None
    glued: bool
    weak: bool = False


class Cut(NamedTuple):
    """A piece of the text before it is known what it means."""

    word: str
    start: int
    end: int


class Pieces(NamedTuple):
    """Those of a text's beginning and, where its middle is left out, of its end."""

    head: list[Cut]
    tail: list[Cut]


BEYOND = ("",) * 8
NOTHING = Token("", 0, 0, None, False)


@dataclass(frozen=True, slots=True)
class Line:
    """A text and its tokens; asking beyond either end finds nothing.

    words: those of the tokens, with some of nothing behind them, for an index below 0 finds these.
    quoted: the indices of tokens that stand in quotation marks.
    """

    text: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    quoted: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, at: int) -> Token:
        return self.tokens[at] if 0 <= at < len(self.tokens) else NOTHING

    def word(self, at: int) -> str:
        """The word there, or ''."""
        try:
            return self.words[at]
        except IndexError:
            return ""

    def skip(self, at: int, *words: str) -> int:
        """The index after an optional word."""
        return at + 1 if self.word(at) in words else at

    def skip_all(self, at: int, *words: str) -> int:
        """The index after any of these words."""
        own = self.words
        while at < len(own) and own[at] in words:
            at += 1
        return at

    def phrase(self, at: int, *words: str) -> int:
        """The index after exactly these words, or 0."""
        same_words = all(self.word(at + n) == word for n, word in enumerate(words))
        return at + len(words) if same_words else 0

    def original(self, at: int) -> str:
        return self.text[self[at].start : self[at].end]


def cuts(text: str) -> Pieces:
    """The pieces of a text; of a very long one those of its beginning and of its end."""
    found = [(m.start(), m.end()) for m in TOKEN.finditer(text)]
    pieces = [found, []] if len(found) <= 2 * EDGE else [found[:EDGE], found[-EDGE:]]
    head, tail = ([Cut(_plain(text[a:b]), a, b) for a, b in part] for part in pieces)
    return Pieces(head, tail)


def _plain(word: str) -> str:
    """As forms are kept; every picture is one sign."""
    if len(word) == 1 and ord(word) >= PICTURES and not word.isalnum():
        return SYMBOL
    return same(word) or SYMBOL  # nothing is left of some marks alone


def tokenise(text: str, pieces: Pieces, known: Lexicon) -> Line:
    """Name the pieces; the middle of a long text becomes one sign that nothing matches."""
    head, tail = pieces
    tokens = list(_tokens(text, head, known))
    if tail:
        tokens.append(Token("\0", head[-1].end, tail[0].start, None, False))
        tokens.extend(_tokens(text, tail, known))
    quoted = _quoted(tokens) if QUOTES.search(text) else frozenset()
    return Line(text, tuple(tokens), (*(token.word for token in tokens), *BEYOND), quoted)


def _quoted(tokens: list[Token]) -> frozenset[int]:
    """What stands between two quotation marks, which an apostrophe is not."""
    inside: set[int] = set()
    opened, closing = 0, ""
    for at, token in enumerate(tokens):
        if closing and token.word in closing and (token.glued or token.word not in "'\""):
            inside |= set(range(opened, at + 1))
            closing = ""
        elif not closing and token.word in PAIRS and (not token.glued or at == 0):
            opened, closing = at, PAIRS[token.word]
    whole = inside and all(at in inside or len(it.word) == 1 for at, it in enumerate(tokens))
    return frozenset() if whole else frozenset(inside)


def _tokens(text: str, pieces: list[Cut], known: Lexicon) -> Iterator[Token]:
    at, counted = 0, False
    words = [piece.word for piece in pieces]
    while at < len(pieces):
        meaning, length = _meaning(words, at, known, counted)
        start, end = pieces[at].start, pieces[at + length - 1].end
        first = pieces[at].word
        gap = text[pieces[at - 1].end : start] if at else " "
        glued = not any(map(str.isspace, gap)) and SYMBOL not in {first, pieces[at - 1].word}
        counted = first.isdecimal() or meaning[0] in VALUES or meaning[0] in BEFORE_UNITS
        if length == 1 and first.isdecimal():
            number = int(first) if len(first) <= DIGITS else None
            yield Token(first, start, end, number, glued)
        else:
            for word in meaning:
                weak = len(word) > 1 and word[-1] == "?"
                yield Token(word[:-1] if weak else word, start, end, None, glued, weak)
        at += length


def _meaning(
    pieces: list[str], at: int, known: Lexicon, counted: bool
) -> tuple[tuple[str, ...], int]:
    """The words of the grammar for the longest form that begins there, and its length."""
    word = pieces[at]
    for words, meaning in known.forms.get(word, ()):
        length = len(words)
        if length == 1 or tuple(pieces[at : at + length]) == words:
            return meaning, length
    elided = ELISIONS.get(word[:2])
    if elided and (named := known.forms.get(word[2:])) and len(named[-1][0]) == 1:
        return (elided, *named[-1][1]), 1  # d'avril
    owned = known.forms.get(word[:-2], ()) if word.endswith("'s") else ()
    if owned and len(owned[-1][0]) == 1:
        return owned[-1][1], 1  # friday's
    fixed = mended(word, known.near, counted) if word.isalpha() else None
    return fixed or known.near.cut.get(word) or (word,), 1
