"""Numbers in figures and in words."""

from domain.when.tokens import Line
from domain.when.words import COUNTS, ORDINALS, SUFFIXES, TENS


def count_at(line: Line, at: int) -> tuple[int, int] | None:
    """A whole number: '25', 'twenty five', 'twenty-five'; and the index after it."""
    token = line[at]
    if token.number is not None:
        return token.number, at + 1
    tens = TENS.get(token.word)
    if tens is not None:
        after = line.skip(at + 1, "-")
        ones = COUNTS.get(line.word(after), 0)
        return (tens + ones, after + 1) if 1 <= ones <= 9 else (tens, at + 1)
    ones = COUNTS.get(token.word, -1)
    return (ones, at + 1) if ones >= 0 else None


def ordinal_at(line: Line, at: int) -> tuple[int, int] | None:
    """'3rd', 'third'; and the index after it."""
    token = line[at]
    if token.number is not None:
        after = line[at + 1]
        return (token.number, at + 2) if after.glued and after.word in SUFFIXES else None
    number = ORDINALS.get(token.word)
    return (number, at + 1) if number else None


def stands_free(line: Line, at: int) -> bool:
    """Whether a number begins there that is no piece of a price, a code or a longer number."""
    token, before = line[at], line[at - 1]
    if before.word == "t" and before.glued and line[at - 2].number is not None:
        return True  # 2026-11-03T14:30
    return not token.glued or before.word in {"(", '"', "'", "\u201c", "@", ",", "~", "\u2018"}
