"""Plain sentences about a visit: who types 'book cbc tomorrow 9am' wants no message to themselves.

The grammar of times knows nothing of these words; what it leaves over is read here.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, partial
from typing import NamedTuple, Self

from domain.booking.catalogue import LabTest, is_roughly_named, words_of
from domain.booking.words.plain_words import WORDS
from domain.booking.words.several_tests import several_in
from domain.booking.words.whose import name_at


class Wish(StrEnum):
    """What a sentence asks for."""

    BOOK = "book"
    CANCEL = "cancel"
    MOVE = "move"
    ABSENT = "absent"
    LATE = "late"
    STOP = "stop"  # what was spoken of, whatever it is
    ALTER = "alter"  # the same
    PRICE = "price"
    HELP = "help"
    CLOCK = "clock"
    PLACE = "place"
    MINE = "mine"  # which visits are booked
    PLANS = "plans"  # which messages are planned


TOKEN = re.compile(r"(?:[ldjm]|qu)['’]|[^\s.,;:!?¡¿…()\"“”«»।–]+", re.IGNORECASE)
NAME, NUMBER, UNKNOWN, FILL, ASK = "name", "number", "", "fill", "ask"
IT = "it"
TELLING = frozenset((UNKNOWN, NAME, "test"))
"""What may say which tests are meant."""
SILENT = frozenset((FILL, NUMBER, IT))
LONGEST = 200  # characters; more is a message
FIRST_PERSON = frozenset((Wish.ABSENT, Wish.LATE))
NOUNS = frozenset(("visit", "test", NAME, Wish.MINE))
QUESTIONS = frozenset((Wish.PRICE, Wish.HELP, Wish.CLOCK, Wish.PLACE, Wish.MINE, Wish.PLANS))
BARE = {Wish.MOVE: Wish.ALTER, Wish.CANCEL: Wish.STOP}
"""Without a word for what is meant: 'cancel it'."""
Spans = Sequence[tuple[int, int]]
Table = Mapping[str, Sequence[tuple[Sequence[str], str]]]
"""Phrases, and what they mean."""


@dataclass(frozen=True, slots=True)
class Known:
    """The tests that can be booked, and the names they go by; made once for many texts."""

    tests: Sequence[LabTest] = ()
    names: Table = field(default_factory=dict)
    words: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, tests: Sequence[LabTest]) -> Self:
        """With their codes and names, and the words of these."""
        names = _table({form: NAME for it in tests for form in (it.code, it.name)})
        return cls(tests, names, words_of(tests))


@dataclass(frozen=True, slots=True)
class Plain:
    """What a sentence asks for. is_sure: it can be nothing else. request: a booking's, as typed."""

    wish: Wish
    is_sure: bool
    request: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Another time, and the language of the words around it."""

    language: str
    time: str


class _Word(NamedTuple):
    kind: str
    start: int
    end: int


class _Cut(NamedTuple):
    """A word of the text, in lower case without accents."""

    word: str
    start: int
    end: int


def may_be_wish(text: str, known: Known) -> bool:
    """A cheap look, before the time is read: whether any word is one of a visit."""
    if len(text) > LONGEST:
        return False
    words = [cut.word for cut in _cuts(text, [(0, len(text))])]
    if any(word in known.words for word in words if len(word) > 1):
        return True
    tables = (_leading_words(), known.names)
    tails = [words[at:] for at in range(len(words))]
    return any(_longest(tail, table) for table in tables for tail in tails)


def plain_wish(text: str, kept: Spans | None, known: Known) -> Plain | None:
    """What a text asks the lab for; None if nothing. kept: where no time is; None = not known.

    For whom a visit is to be booked makes it no less sure, and goes into the request.
    """
    if not may_be_wish(text, known):
        return None
    if at := name_at(text):
        first, end = at
        plain = _plain_wish(text[:first] + " " * (end - first) + text[end:], kept, known)
        if plain and plain.wish is Wish.BOOK:
            return replace(plain, request=f"{plain.request} {text[first:end]}".strip())
    return _plain_wish(text, kept, known)


def _plain_wish(text: str, kept: Spans | None, known: Known) -> Plain | None:
    """As plain_wish, which has nothing to say of names."""
    everything, names = [(0, len(text))], known.names
    inside = everything if kept is None else kept
    cuts = _cuts(text, everything)
    left = cuts if kept is None else _cuts(text, kept)
    whole = [list(_read(cuts, table, names)) for table in _tables().values()]
    if any(word.kind == ASK for words in whole for word in words):
        return None
    is_timed = kept is not None
    begins = not text[: inside[0][0]].strip() if inside else False
    read = [words for table in _tables().values() if (words := list(_read(left, table, names)))]
    how = partial(_wish, text, tests=known.tests, is_timed=is_timed, begins=begins)
    found = [(words, meant) for words in read if (meant := how(words))]
    told = [
        (words, (wish, True)) for words in whole for wish in FIRST_PERSON if _head(words) == wish
    ]
    if not (found := told or found):
        rough = next((words for words in read if _is_rough(text, words, known)), None)
        if rough is None:
            return None
        said = _of_kinds(text, rough, TELLING)
        said = said if _are_several(said, known.tests) else _said(text, inside)
        return Plain(Wish.BOOK, not is_timed, " ".join((said, *_outside(text, inside))))
    words, (wish, is_sure) = min(found, key=lambda item: _unknown(item[0]))
    asked = {NAME, "test"} if wish is Wish.PRICE else {NAME}
    if is_sure:
        asked |= {UNKNOWN} if kept is not None else {UNKNOWN, NUMBER}
    if wish is Wish.BOOK and _are_several(_of_kinds(text, words, TELLING), known.tests):
        is_sure, asked = True, {*TELLING}
    named = _of_kinds(text, words, asked)
    return Plain(wish, is_sure, " ".join(filter(None, (named, *_outside(text, inside)))))


def _head(words: Sequence[_Word]) -> str:
    """What it begins with."""
    return next((word.kind for word in words if word.kind not in SILENT), UNKNOWN)


def _wish(
    text: str, words: Sequence[_Word], *, tests: Sequence[LabTest], is_timed: bool, begins: bool
) -> tuple[Wish, bool] | None:
    """What the words ask for in one language, and whether it is sure.

    is_timed: a time was understood; without one it may be among the words that are not known.
    begins: no time stands before the words.
    """
    kinds, head = {word.kind for word in words} - SILENT, _head(words)
    is_known = UNKNOWN not in kinds
    for wish in FIRST_PERSON & kinds:
        return Wish(wish), is_known
    if (asked := _asked(text, words, is_timed=is_timed)) is not None:
        return asked, True
    if not {Wish.STOP, Wish.MOVE, Wish.CANCEL}.isdisjoint(kinds):
        return _change(words, is_timed=is_timed, begins=begins)
    if Wish.BOOK in kinds and NOUNS.isdisjoint(kinds) and not is_known:
        is_test = _is_test(text, words, tests)
        if is_test or head == Wish.BOOK:
            return Wish.BOOK, is_test
    if {"visit", "test"}.isdisjoint(kinds) and head not in {Wish.BOOK, NAME}:
        return None
    return Wish.BOOK, is_known or (head != UNKNOWN and not is_timed)


def _change(words: Sequence[_Word], *, is_timed: bool, begins: bool) -> tuple[Wish, bool] | None:
    """To cancel or to move: a visit, or whatever was spoken of."""
    kinds, head = {word.kind for word in words}, _head(words)
    is_known, wish = UNKNOWN not in kinds, Wish.MOVE if Wish.MOVE in kinds else Wish.CANCEL
    is_visit = not NOUNS.isdisjoint(kinds) or Wish.BOOK in kinds
    if is_visit and wish in kinds:
        return wish, is_known or (head == wish and not is_timed)
    if not kinds - SILENT <= {Wish.STOP, *BARE}:
        return None
    is_led = IT in kinds and begins and wish is Wish.MOVE
    return BARE[wish], is_led or not is_timed


def _asked(text: str, words: Sequence[_Word], *, is_timed: bool) -> Wish | None:
    """What is asked, if it is a question: 'how much is ...' can go on with any words.

    It leads in most languages; where a question ends with it, nothing unknown stands before it.
    """
    kinds = {word.kind for word in words} - SILENT - NOUNS - {"test", UNKNOWN}
    found = [word.kind for word in words if word.kind in QUESTIONS]
    if not found or not kinds <= QUESTIONS:
        return None
    asked, unknown = Wish(found[0]), _unknown(words)
    if is_timed:
        is_one = not unknown and asked is not Wish.HELP
    elif asked is Wish.PRICE:
        is_one = _head(words) == asked or "?" in text or not unknown
    else:
        most = ("?" in text) + (_head(words) == asked)
        is_one = unknown <= (0 if asked in {Wish.MINE, Wish.PLANS} else most)
    return asked if is_one else None


def _is_rough(text: str, words: Sequence[_Word], known: Known) -> bool:
    """Whether they name tests as people do: 'blood sugar', 'sugar and cholesterol'."""
    meant = [it for it in words if it.kind in TELLING]
    if len(meant) != sum(it.kind not in SILENT for it in words):
        return False
    said = [text[it.start : it.end] for it in meant]
    return is_roughly_named(said, known.words) or _are_several(" ".join(said), known.tests)


def _of_kinds(text: str, words: Iterable[_Word], kinds: Collection[str]) -> str:
    """The words of these kinds alone."""
    return " ".join(text[word.start : word.end] for word in words if word.kind in kinds)


def _are_several(text: str, tests: Sequence[LabTest]) -> bool:
    found = several_in(tests, text)
    return found is not None and len(found[0]) > 1 and not found[1]


def asks_to_tell(text: str) -> bool:
    """'remind me tonight': whether words ask for a message, in whatever language."""
    cuts = _cuts(text[:LONGEST], [(0, len(text[:LONGEST]))])
    return any(word.kind == ASK for table in _tables().values() for word in _read(cuts, table))


def gives_up(text: str) -> bool:
    """'never mind', 'cancel it': no answer to any question."""
    plain = plain_wish(text, None, Known())
    return plain is not None and plain.wish is Wish.STOP and plain.is_sure


def _is_test(text: str, words: Sequence[_Word], tests: Sequence[LabTest]) -> bool:
    """Whether what is not known are tests in other words: 'book a sugar test'."""
    found = several_in(tests, _of_kinds(text, words, {UNKNOWN}))
    return found is not None and not found[1]


def _unknown(words: Iterable[_Word]) -> int:
    return sum(word.kind == UNKNOWN for word in words)


def _said(text: str, inside: Spans) -> str:
    """The parts of the text that are no time."""
    return " ".join(part for start, end in inside if (part := text[start:end].strip(" ,;:-\n")))


def _outside(text: str, inside: Spans) -> list[str]:
    """The parts of the text that are time."""
    ends = [0, *(end for span in inside for end in span), len(text)]
    spans = zip(ends[::2], ends[1::2], strict=True)
    return [part for start, end in spans if (part := text[start:end].strip(" ,;:-\n"))]


def time_alone(text: str) -> Change | None:
    """'make it 6pm instead' -> '6pm', in whatever language; None without such words."""
    if len(text) > LONGEST:
        return None
    left = [
        Change(language, time)
        for language, words in _changes().items()
        if (time := _without_change(text, words)) not in {"", text}
    ]
    return min(left, key=lambda change: len(change.time), default=None)


def _without_change(text: str, table: Table) -> str:
    words = list(_read(_cuts(text, [(0, len(text))]), table))
    while words and words[0].kind == "change":
        words.pop(0)
    while words and words[-1].kind == "change":
        words.pop()
    return text[words[0].start : words[-1].end] if words else ""


def _cuts(text: str, inside: Spans) -> list[_Cut]:
    """The words in these parts of the text; a 🙏 is none."""
    found = [token for span in inside for token in TOKEN.finditer(text, *span)]
    words = [token for token in found if any(map(str.isalnum, token[0]))]
    return [_Cut(_plain(token[0]), token.start(), token.end()) for token in words]


def _read(cuts: Sequence[_Cut], table: Table, names: Table | None = None) -> Iterator[_Word]:
    """What the words mean, the longest phrases first."""
    plain, at = [cut.word for cut in cuts], 0
    while at < len(cuts):
        kind, count = _longest(plain[at:], names or {}) or _longest(plain[at:], table) or ("", 1)
        kind = NUMBER if not kind and plain[at].isdigit() else kind
        yield _Word(kind, cuts[at].start, cuts[at + count - 1].end)
        at += count


def _longest(words: Sequence[str], table: Table) -> tuple[str, int] | None:
    exact, open_ended = table.get(words[0]), table.get(words[0][:2] + "*")
    if exact is None and open_ended is None:
        return None
    near = (*(exact or ()), *(open_ended or ()))
    fits = [(kind, len(phrase)) for phrase, kind in near if _fits(words, phrase)]
    return max(fits, key=lambda item: item[1], default=None)


def _fits(words: Sequence[str], phrase: Sequence[str]) -> bool:
    if len(words) < len(phrase):
        return False
    for word, form in zip(words, phrase, strict=False):
        if word != form and not (form[-1] == "*" and word.startswith(form[:-1])):
            return False
    return True


@cache
def _leading_words() -> Table:
    """What may lead to a visit, in all languages at once."""
    merged: dict[str, list[tuple[Sequence[str], str]]] = {}
    for table in _tables().values():
        for key, phrases in table.items():
            if leading := [one for one in phrases if one[1] not in {FILL, ASK}]:
                merged.setdefault(key, []).extend(leading)
    return merged


@cache
def _tables() -> Mapping[str, Table]:
    return _by_language(is_change=False)


@cache
def _changes() -> Mapping[str, Table]:
    return _by_language(is_change=True)


def _by_language(*, is_change: bool) -> Mapping[str, Table]:
    forms: dict[str, dict[str, str]] = {}
    for line in WORDS.strip().splitlines():
        head, _, phrases = line.partition(":")
        language, kind = head.split()
        if (kind == "change") is is_change:
            forms.setdefault(language, {}).update(dict.fromkeys(phrases.split("|"), kind))
    return {language: _table(items) for language, items in forms.items()}


def _table(forms: Mapping[str, str]) -> Table:
    """Phrases by their first word, or by its first two letters and `*`."""
    table: dict[str, list[tuple[Sequence[str], str]]] = {}
    for form, kind in forms.items():
        words = tuple(_plain(token[0]) for token in TOKEN.finditer(form))
        if words:
            first = words[0]
            key = first[:2] + "*" if first.endswith("*") else first
            table.setdefault(key, []).append((words, kind))
    return table


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(char for char in letters if not unicodedata.combining(char))
