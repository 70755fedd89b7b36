"""The catalogue: the tests that can be booked, and finding one in a person's words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from typing import Any, Protocol, TypeVar

NOUNS = frozenset(
    (
        *("test", "tests", "check", "level", "анализ", "анализы", "тест", "análisis", "analisis"),
        *("prueba", "examen", "exame", "teste", "analyse", "dosage", "untersuchung", "टेस्ट", "जांच"),
        *("जाँच", "परीक्षण"),
    )
)
"""What any test is called; it says nothing about which one is meant."""
FILLERS = frozenset(("a", "an", "the", "my", "of", "for", "please"))
PARTICLES = frozenset(
    (
        *("на", "во", "для", "de", "del", "da", "do", "das", "dos", "des", "du", "le", "la", "les"),
        *("el", "los", "las", "en", "em", "dans", "im", "auf", "für", "und", "et", "and", "in"),
        *("का", "की", "के", "में", "no", "nos", "nas", "au", "aux", "con", "mit", "vor"),
    )
)
"""Small words inside of names; at the end of one they may begin a time."""
CODE_WORD = re.compile(r"[\w-]+")
WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0963\u0971-\u097f])+")
"""Accents and the vowel signs of Hindi are a part of their word."""
SAYING_LITTLE = frozenset(
    (
        *("full", "count", "complete", "total", "panel", "profile", "function", "long", "term"),
        *("fat", "fats", "alt", "ast", "pee", "sunshine", "fasting", "d", "d3", "oh", "25", "डी"),
    )
)
"""Words of tests that as often mean something else: 'panel', 'fasting'."""
FUZZY_FROM = 4  # letters; shorter words have too many neighbours
SURE_FROM = 6  # letters of a word with a typo where nobody looks at a list: 'lunes' is not 'lues'
NAMED_FROM = 5  # letters of a word that alone stands for a name
LONGEST_NAME = 5  # words
PLAN = "24, 2"
"""When a visit is reminded of, unless its test says so otherwise: hours before it."""
KNOWN = 2048  # tests whose words are kept ready
Translations = Mapping[str, Mapping[str, str]]
"""By language (ISO 639-1) and field: what a lab has written in other languages."""


class Translated(Protocol):
    """A test or a lab."""

    @property
    def translations(self) -> Translations: ...


T = TypeVar("T", bound=Translated)


def in_language(it: T, code: str) -> T:
    """With what its lab has written in this language; the rest as it was written first."""
    known: Any = it
    return replace(known, **it.translations[code]) if it.translations.get(code) else it


@dataclass(frozen=True, slots=True)
class LabTest:
    """What can be booked. preparation: a sentence for the patient, may be empty.

    price in `currency` (ISO 4217): the lab's, where it is offered, and of a booking its own, as it
    was when it was made. fasting_hours: before a visit, 0 = none. synonyms: what else people call
    it, with commas between. translations: of its name and preparation, by language and field.
    move_hours, cancel_hours: before a visit, from when on its patient cannot do that any more.
    reminders: how many hours before a visit, with commas between.
    turnaround_hours: from the sample to the report, 0 = nothing is promised.
    """

    id: int
    code: str
    name: str
    preparation: str
    minutes: int
    price: Decimal
    currency: str
    fasting_hours: int = 0
    retired: bool = False
    version: int = 1
    synonyms: str = ""
    translations: Translations = field(default_factory=dict, hash=False)
    move_hours: int = 0
    cancel_hours: int = 0
    reminders: str = PLAN
    turnaround_hours: int = 0

    @property
    def is_coded(self) -> bool:
        """Whether the name says the code already, as 'TSH (thyroid)' does."""
        words = set(CODE_WORD.findall(self.name.casefold()))
        return words.issuperset(self.code.casefold().split(" + "))

    @property
    def with_code(self) -> str:
        """'Complete blood count (CBC)', the code once."""
        return self.name if self.is_coded else f"{self.name} ({self.code})"


@dataclass(frozen=True, slots=True)
class Words:
    """By what a test is found. phrases: its code, its name, each synonym, all of them whole."""

    code: tuple[str, ...]
    name: tuple[str, ...]
    more: tuple[str, ...]
    phrases: frozenset[tuple[str, ...]]


def search(tests: Iterable[LabTest], wanted: str) -> list[LabTest]:
    """The tests that the words fit, best first: each word begins, or nearly is, one of theirs.

    Nothing wanted, or just 'a test', finds all, by name.
    """
    words = _meant(_words(wanted))
    ranked = [(rank, test.name, test) for test in tests if (rank := _rank(test, words)) is not None]
    return [test for _, _, test in sorted(ranked, key=lambda item: item[:2])]


def leading(tests: Sequence[LabTest], text: str) -> tuple[LabTest, str] | None:
    """The one test that a text begins with, and the rest: 'vitamin d tomorrow 9am'.

    As many words as possible are taken, up to a number, which begins a time, but for one that a
    hyphen ties to its word. None if none, or more than one, is meant.
    """
    words = takewhile(lambda word: not _is_number(text, word), WORD.finditer(text))
    for last in reversed(list(words)[:LONGEST_NAME]):
        begin = text[: last.end()]
        meant, tail = _meant(_words(begin)), _words(last[0])
        if not any(len(word) > 1 for word in meant) or not tail or tail[-1] in _PARTICLES:
            continue
        if test := _sure(tests, meant):
            return test, text[last.end() :].lstrip(" ,;:-)\n\t").rstrip()
    return None


def words_of(tests: Iterable[LabTest]) -> dict[str, frozenset[int]]:
    """The words of each test, its synonyms among them, and which tests have them."""
    found: dict[str, set[int]] = {}
    for test in tests:
        its = _of(test)
        for word in (*its.code, *its.name, *its.more):
            found.setdefault(word, set()).add(test.id)
    return {word: frozenset(ids) for word, ids in found.items()}


def is_roughly_named(words: Iterable[str], known: Mapping[str, frozenset[int]]) -> bool:
    """Whether all of the words are of one test, and some of them say something: 'blood sugar'.

    known: see words_of.
    """
    meant = _meant(word for text in words for word in _words(text))
    if SAYING_LITTLE.issuperset(meant) or not known.keys() >= set(meant):
        return False
    return bool(frozenset.intersection(*(known[word] for word in meant)))


def the_one(tests: Iterable[LabTest], wanted: str) -> LabTest | None:
    """The test that the words mean; None if none, or more than one."""
    return _only(search(tests, wanted), _meant(_words(wanted)))


def is_phrase(test: LabTest, text: str) -> bool:
    """Whether a text is one of a test's names, and all of it."""
    return tuple(_meant(_words(text))) in _of(test).phrases


def joined(words: Iterable[str], name: str) -> str:
    """Synonyms as they are kept, each once and without the name."""
    known, kept = {tuple(_meant(_words(name)))}, []
    for word in words:
        meant = tuple(_meant(_words(word)))
        if meant and meant not in known:
            known.add(meant)
            kept.append(word)
    return ", ".join(kept)


def is_same(one: str, other: str) -> bool:
    """Whether two synonyms differ in nothing that is looked for."""
    return _meant(_words(one)) == _meant(_words(other))


def _is_number(text: str, word: "re.Match[str]") -> bool:
    is_tied = text[max(0, word.start() - 1) : word.start()] == "-" and word.start() > 1
    return word[0][0].isdigit() and not (is_tied and not text[word.start() - 2].isdigit())


def _only(found: Sequence[LabTest], words: list[str]) -> LabTest | None:
    exact = [test for test in found if tuple(words) in _of(test).phrases]
    best = exact or found
    return best[0] if len(best) == 1 else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))


def _plain(words: Iterable[str]) -> frozenset[str]:
    return frozenset(part for word in words for part in _words(word))


_SILENT, _PARTICLES = _plain((*NOUNS, *FILLERS, *PARTICLES)), _plain(PARTICLES) - _plain(FILLERS)


def _meant(words: Iterable[str]) -> list[str]:
    """Without what says nothing."""
    return [word for word in words if word not in _SILENT]


def _of(test: LabTest) -> Words:
    names = [it["name"] for it in test.translations.values() if "name" in it]
    return _read(test.code, test.name, ",".join((test.synonyms, *names)))


@lru_cache(KNOWN)
def _read(code: str, name: str, synonyms: str) -> Words:
    phrases = [tuple(_meant(_words(part))) for part in (code, name, *synonyms.split(","))]
    more = tuple(dict.fromkeys(word for phrase in phrases[2:] for word in phrase))
    return Words(phrases[0], phrases[1], more, frozenset(phrases) - {()})


def _rank(test: LabTest, words: list[str]) -> int | None:
    """0 for the whole of a name, 1 for the code, 2 for words of the name, 3 for synonyms, 4 for a
    typo; None for no fit.
    """
    its = _of(test)
    if not words or tuple(words) in its.phrases:
        return 0
    worst = 1
    for word in words:
        for rank, group in enumerate((its.code, its.name, its.more), 1):
            if any(item.startswith(word) for item in group):
                worst = max(worst, rank)
                break
        else:
            if not any(_nearly(word, item) for item in (*its.code, *its.name, *its.more)):
                return None
            worst = 4
    return worst


def _sure(tests: Sequence[LabTest], words: list[str]) -> LabTest | None:
    """The one test with a phrase of these words, or with them in its name: 'sun' is a day."""
    exact = [test for test in tests if tuple(words) in _of(test).phrases]
    whole = exact or [test for test in tests if _has_phrase(_of(test), words)]
    if whole:
        return whole[0] if len(whole) == 1 else None
    named = [test for test in tests if _is_named(_of(test), words)]
    if len(named) != 1:
        return None
    fit = [test for test in tests if _rank(test, words) is not None]
    return fit[0] if len(fit) == 1 else None


def _has_phrase(its: Words, words: list[str]) -> bool:
    """But for a typo, or in another order."""
    return any(
        len(phrase) == len(words) and all(_is_among(phrase, word) for word in words)
        for phrase in its.phrases
    )


def _is_named(its: Words, words: list[str]) -> bool:
    return all(len(word) >= NAMED_FROM and _is_among(its.name, word) for word in words)


def _is_among(known: Sequence[str], word: str) -> bool:
    if word in known or len(word) < SURE_FROM:
        return word in known
    return any(
        len(item) >= SURE_FROM and _may_be_near(word, item) and _one_apart(word, item)
        for item in known
    )


def _nearly(typed: str, word: str) -> bool:
    """Whether one typo lies between what was typed and the word or its beginning."""
    if min(len(typed), len(word)) < FUZZY_FROM or not _may_be_near(typed, word):
        return False
    lengths = range(len(typed) - 1, len(typed) + 2)
    return any(_one_apart(typed, word[:length]) for length in lengths)


def _may_be_near(typed: str, word: str) -> bool:
    """Quickly: a typo spoils the beginning or the end, and never both."""
    half = len(typed) // 2
    return word.startswith(typed[: half - 1]) or typed[half:] in word


def _one_apart(one: str, other: str) -> bool:
    """At most one letter missing, extra, wrong, or swapped with its neighbour."""
    short, long = sorted((one, other), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    rest, more = short[start:], long[start:]
    if len(short) < len(long):
        return rest == more[1:]
    return rest[1:] == more[1:] or (rest[:2] == more[1::-1] and rest[2:] == more[2:])
