"""What people type -> the words of the grammar, language by language."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from domain.when.languages import ar, de, en, es, fr, hi, it, pt, ru, tr, uk
from domain.when.languages import id as indonesian
from domain.when.text.typos import Near, index

# One class a token, no nesting: linear in the text. Devanagari vowel signs belong to words.
# What nobody sees: marks of direction, joiners, variants of signs. Inside a word it stays there.
UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u20e3"
LETTER = r"[^\W\d_]|[\u0900-\u0965]"
TOKEN = re.compile(
    rf"\d+|(?:{LETTER}|(?<=[^\W\d_])['\u2019](?=[^\W\d_])"
    rf"|(?<=[\w\u0900-\u0965])[{UNSEEN}]+(?=[^\W\d_]))+|[^\s{UNSEEN}]"
)
SYMBOL = "\u2726"
"""Stands for any picture: nothing is glued to one."""
SOURCES = {
    "en": en,
    "hi": hi,
    "ru": ru,
    "es": es,
    "de": de,
    "pt": pt,
    "fr": fr,
    "it": it,
    "uk": uk,
    "id": indonesian,
    "tr": tr,
    "ar": ar,
}
LANGUAGES = tuple(SOURCES)
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# Spellings that mean the same: the Russian yo, typographic apostrophes, Hindi dots.
SAME = str.maketrans(
    {
        **dict.fromkeys((*range(0x200B, 0x2010), 0xAD, *range(0x2060, 0x206A))),
        "ё": "е",
        "\u2019": "'",
        "\u093c": None,
        "\u0901": "\u0902",
        "\u095c": "\u0921",
        "\u095d": "\u0922",
        "\u095b": "\u091c",
        "\u095e": "\u092b",
    }
)
SHORTEST_FOLDED = 3
MIXED = frozenset(("en", "hi"))

Words = tuple[str, ...]

WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
"""Monday is 0."""

PLURALS = {f"{name}s": number for name, number in WEEKDAYS.items()}

MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june", "july", "august"),
            *("september", "october", "november", "december"),
        ),
        start=1,
    )
}

UNITS = {
    name: name for name in ("second", "minute", "hour", "day", "week", "fortnight", "month", "year")
}

PARTS = frozenset(
    (
        *("morning", "midday", "afternoon", "day/pm", "evening", "night", "tonight", "dawn"),
        *("early", "late"),
    )
)
NEAR = frozenset(("today", "tomorrow", "overmorrow", "yesterday"))

VALUES = {f"#{number}": number for number in range(1001)}
ORDINALS = {f"#{number}th": number for number in range(1, 32)} | {"second": 2}
HOURS_OF = {f"#{number}of": number for number in range(1, 13)}
ORDERS = tuple(map(tuple, (WEEKDAYS, PLURALS, MONTHS, VALUES, ORDINALS)))
"""Meanings on which a line of a language may count on, see domain.when.languages."""
HALVED = {"#1.5": 1.5, "#2.5": 2.5, "#3.5": 3.5}
SUFFIXES = frozenset(("st", "nd", "rd", "th"))

ANDS = frozenset(("and", "and+", "&"))
"""`and+` is the word of a language that adds minutes to the hour with it: y, e, et."""
FROM_TO = frozenset(("-", "\u2013", "\u2014", "to", "until", "a~"))
"""Between the ends of a range."""
ADVERBS = ("daily", "weekly", "monthly", "yearly", "hourly", "nightly", "fortnightly", "quarterly")
EVERY = frozenset(
    (
        *(
            "every",
            *ADVERBS,
            "weekdays",
            "weekends",
            *PLURALS,
            "once",
            "other",
            "times",
            "twice",
            "unsure",
        ),
    )
)
"""A text with one of these may repeat."""

STRONG = frozenset(
    (
        *(*WEEKDAYS, *PLURALS, *MONTHS, *UNITS, *PARTS, *NEAR, *EVERY),
        *("weekday", "weekend", "noon", "midnight", "next", "coming", "o'clock", "opener", "later"),
        *("halfto", "plushalf", "plusquarter", "minusquarter", "half", "quarter", "afternext"),
    )
)
"""Words that tell a language when its own form of them is used."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The forms of one language over those of English.

    forms: first word -> (all words, what they mean), the longest first. used: form -> how surely
    it tells that the language is used. own: first words of its own forms. near: words that are
    recognised with one letter wrong.
    """

    forms: dict[str, tuple[tuple[Words, Words], ...]]
    used: dict[str, float]
    own: frozenset[str]
    near: Near


def lexicon(language: str) -> Lexicon:
    """The lexicon of a language we know, of English otherwise; made when it is first read."""
    return _build(language if language in SOURCES else "en")


@cache
def _build(language: str) -> Lexicon:
    own = _forms(language)
    merged = _carriers() | _beside(language) | own
    grouped: dict[str, list[tuple[Words, Words]]] = {}
    for words, meaning in merged.items():
        grouped.setdefault(words[0], []).append((words, meaning))
    ordered = {
        first: tuple(sorted(found, key=lambda item: -len(item[0])))
        for first, found in grouped.items()
    }
    names = frozenset(words[0] for words in own)
    near = _near(merged, own, SOURCES[language].NEVER_MENDED)
    return Lexicon(ordered, used_in(language), names, near)


def used_in(language: str) -> dict[str, float]:
    """The words of time that a language has, and how surely each tells that it is used."""
    return _telling(_forms(language), set(SOURCES[language].SHARED.split()))


@cache
def _carriers() -> dict[Words, Words]:
    """What carries a number in any language: it does so in every text."""
    found = {words: to for name in SOURCES for words, to in _forms(name).items()}
    told = {"carrier", "dose", "rating"}
    return {words: to for words, to in found.items() if to[0] in told and len(words[0]) > 3}


def _beside(language: str) -> dict[Words, Words]:
    """English as it is mixed with a language: without forms that mean something else there.

    'four' is an oven in French and 'mon' is mine; Hindi is mixed with all of English.
    """
    english = _forms("en")
    if language in MIXED:
        return english
    short = {words for words, to in english.items() if to[0] in WEEKDAYS and len(words[0]) == 3}
    foreign = {words for words, to in english.items() if to[0][0] == "#" or to[0][-1] == "?"}
    return {words: to for words, to in english.items() if words not in short | foreign}


def same(word: str) -> str:
    """The word in the spelling that forms are kept in."""
    lowered = word.casefold()
    return lowered if lowered.isascii() else lowered.translate(SAME)


@lru_cache(maxsize=2)
def _forms(language: str) -> dict[Words, Words]:
    """Form -> meaning; what is typed without accents means the same unless it has its own."""
    found = dict(_lines(SOURCES[language].WORDS))
    folded: dict[Words, Words] = {}
    for words, meaning in found.items():
        folded |= {other: meaning for other in _folded(words) if other not in folded}
    return folded | found


def _lines(text: str) -> Iterator[tuple[Words, Words]]:
    for line in text.strip().splitlines():
        meaning, _, forms = line.partition(": ")
        for to, form in _meant(meaning, forms):
            words = tuple(same(word) for word in TOKEN.findall(form))
            yield words, to
            if "-" in words:
                yield tuple(word for word in words if word != "-"), to


def _meant(meaning: str, forms: str) -> Iterator[tuple[Words, str]]:
    """Each form with its meaning; '#5..: five | six / siz' counts on, `..?` marks all of it."""
    first, counts, mark = meaning.partition("..")
    if not counts:
        yield from ((tuple(meaning.split()), form) for form in forms.split("|"))
        return
    places = forms.split("|")
    order = next(names for names in ORDERS if first in names)
    start = order.index(first)
    for name, several in zip(order[start : start + len(places)], places, strict=True):
        yield from (((name + mark,), form) for form in several.split(" / "))


def _folded(words: Words) -> Iterator[Words]:
    if not any(word.isalpha() and not word.isascii() for word in words):
        return
    plain = tuple(_plain(word) for word in words)
    if len("".join(plain)) >= SHORTEST_FOLDED:
        yield plain
        yield tuple(word.translate(UMLAUTS) for word in words)


def _plain(word: str) -> str:
    """Without accents; only Latin letters have any that people leave out."""
    parts = unicodedata.normalize("NFD", word)
    return "".join(part for part in parts if not "\u0300" <= part <= "\u036f")


def _telling(own: dict[Words, Words], shared: set[str]) -> dict[str, float]:
    told: dict[str, float] = {}
    for words, meaning in own.items():
        word = words[0]
        if len(word) < 2 or word in shared or not word[0].isalpha():
            continue
        sure = any(item.rstrip("?") in STRONG for item in meaning) and len(words) == 1
        told[word] = max(told.get(word, 0.0), 1.0 if sure else 0.4)
    return told


def _near(merged: dict[Words, Words], own: dict[Words, Words], never: str) -> Near:
    """Only names of days, months and units are long and clear enough to be mended."""
    mendable = {*WEEKDAYS, *MONTHS, *NEAR, "tonight", "morning", "evening", "afternoon", "weekend"}
    mendable |= {"midnight", "fortnight", "weekday", "weekdays", "daily", "weekly"}
    single = {words[0]: to for words, to in merged.items() if len(words) == 1}
    names = {words[0]: to for words, to in own.items() if len(words) == 1 and to[0] in mendable}
    units = {word: to for word, to in single.items() if to[0] in MENDED_UNITS}
    known = frozenset((*never.split(), *(word for words in merged for word in words)))
    return index(names, units, known)


_english = {words[0] for words in _forms("en") if len(words) == 1}
TELLING: dict[str, list[tuple[str, float]]] = {}
"""Word -> the languages that it tells, and how surely."""
for _name in LANGUAGES:
    for _word, _sure in used_in(_name).items():
        if _name == "en" or _word not in _english:
            TELLING.setdefault(_word, []).append((_name, _sure))
MENDED_UNITS = frozenset(UNITS)
UNITS |= {"hour~": "hour", "day~": "day", "day/pm": "day"}
"""`day/pm` is the Russian дня: 3 дня is three days, в 3 дня is 3 p.m. `day~` may stand before a
day of the month: dia 15. `hour~` is the word of a language that says o'clock with it, too: heure,
hora, час."""
