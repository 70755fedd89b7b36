"""What people type or paste, without what nobody sees of it."""

import unicodedata
from collections.abc import Iterable
from functools import cache

BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Fillers: no spaces to Unicode, blanks to the eye."""
UNSEEN = frozenset(
    chr(code)
    for first, last in (
        *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x17B4, 0x17B5), (0x180B, 0x180F)),
        *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F)),
        *((0xFEFF, 0xFEFF), (0xFFF0, 0xFFFC), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A)),
        (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
)
"""Unicode's Default_Ignorable_Code_Point, less the fillers; with what stands for a lost picture."""
JOINERS = "\u200c\u200d"
JOINED = frozenset(
    (
        *("ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL"),
        *("TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "MONGOLIAN", "TIBETAN"),
    )
)
"""Scripts in which a joiner is part of the spelling."""
TURNS_RIGHT, TURNS_LEFT = "\u202d", "\u202e"
"""They make what follows look as if it stood the other way round."""
_DROPPED = dict.fromkeys(map(ord, UNSEEN - set(JOINERS))) | dict.fromkeys(map(ord, BLANK), " ")


def seen(text: str) -> str:
    """The text as it looks: composed (NFC), without direction marks, soft hyphens and the like.

    Joiners stay where a script, or an emoji, is spelled with them. Line breaks stay.
    """
    return unicodedata.normalize("NFC", _joined(text.translate(_DROPPED)))


def one_line(text: str) -> str:
    """What is seen of it, in one line and with single spaces."""
    return " ".join(seen(text).split())


def is_turned(text: str) -> bool:
    """Whether a mark of direction makes the text look other than it is spelled."""
    turned = {*text} & {TURNS_RIGHT, TURNS_LEFT}
    ways = {unicodedata.bidirectional(char) for char in text} if turned else set()
    return (TURNS_RIGHT in turned and bool(ways & {"R", "AL"})) or (
        TURNS_LEFT in turned and "L" in ways
    )


def scripts_of(text: str) -> set[str]:
    """First words of Unicode's names for its characters: 'LATIN', 'CJK', 'THAI', ..."""
    return set(map(_script, text))


def _joined(text: str) -> str:
    if not any(joiner in text for joiner in JOINERS):
        return text
    return "".join(_with_joiners(text))


def _with_joiners(text: str) -> Iterable[str]:
    before = waiting = ""
    for char in text:
        if char in JOINERS:
            waiting = waiting or char
            continue
        if waiting and _is_joined(before) and _is_joined(char):
            yield waiting
        yield char
        before, waiting = char, ""


def _is_joined(char: str) -> bool:
    return bool(char) and (_script(char) in JOINED or unicodedata.category(char) in {"So", "Sk"})


@cache
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def folded(text: str) -> str:
    """For comparing: lower case, no accents, signs between words as blanks; 'Нью-Йорк', 'Köln'."""
    plain = unicodedata.normalize("NFKD", seen(text).casefold())
    kept = (char for char in plain if unicodedata.category(char) != "Mn")
    return " ".join("".join(c if c.isalnum() else _between(c) for c in kept).split())


def _between(char: str) -> str:
    """A mark that spells a vowel stays; an apostrophe joins; every other sign parts words."""
    return char if unicodedata.category(char) == "Mc" else "" if char in "'’ʼ`" else " "
