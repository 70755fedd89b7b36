"""The catalogue: the tests that can be booked, and finding one in a person's words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

SYNONYMS = {
    "CBC": "full blood count hemogram haemogram haemoglobin hemoglobin anemia anaemia fbc "
    "blutbild hemograma hemogramme numération sang sangre sangue blut кровь крови оак खून",
    "LIPID": "cholesterol triglycerides hdl ldl fat fats cholesterin blutfette colesterol "
    "triglicéridos cholestérol холестерин холестерина कोलेस्ट्रॉल",
    "HBA1C": "a1c diabetes diabetic long-term hemoglobin langzeitzucker",
    "TSH": "thyrotropin schilddrüse tiroides tireoide tiroide thyroïde щитовидка щитовидной ттг "
    "थायराइड थायरॉइड",
    "VITD": "vit d3 sunshine calcidiol vitamina vitamine витамин विटामिन डी",
    "UA": "urine pee urin harn orina urina моча мочи पेशाब यूरिन",
    "LIVER": "lft function alt ast bilirubin hepatic leber leberwerte hígado fígado foie печень "
    "печени लिवर",
    "GLU": "sugar fbs fpg diabetes diabetic blood zucker blutzucker azúcar glucosa açúcar glicose "
    "sucre glycémie sangre sangue сахар сахара глюкоза глюкозу кровь शुगर",
}
"""Words that people use for a test, by its code."""
FILLERS = frozenset(("a", "an", "the", "my", "of", "for", "test", "please", "check", "level"))
WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0966-\u097f])+")  # Hindi vowel signs are no \w
SAYING_LITTLE = frozenset(
    (
        *("full", "count", "complete", "total", "panel", "profile", "function", "long", "term"),
        *("fat", "fats", "alt", "ast", "pee", "sunshine", "fasting", "d", "d3", "oh", "25", "डी"),
    )
)
"""Words of tests that as often mean something else: 'panel', 'fasting'."""
FUZZY_FROM = 4  # letters; shorter words have too many neighbours
LONGEST_NAME = 5  # words


@dataclass(frozen=True, slots=True)
class LabTest:
    """What can be booked. preparation: a sentence for the patient, may be empty.

    price in `currency` (ISO 4217): the lab's, where it is offered, and of a booking its own, as it
    was when it was made. fasting_hours: before a visit, 0 = none.
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


def search(tests: Iterable[LabTest], wanted: str) -> list[LabTest]:
    """The tests that the words fit, best first: each word begins, or nearly is, one of theirs.

    Nothing wanted finds all, by name.
    """
    words = _meant(_words(wanted))
    ranked = [(rank, test.name, test) for test in tests if (rank := _rank(test, words)) is not None]
    return [test for _, _, test in sorted(ranked, key=lambda item: item[:2])]


def leading(tests: Sequence[LabTest], text: str) -> tuple[LabTest, str] | None:
    """The one test that a text begins with, and the rest: 'vitamin d tomorrow 9am'.

    As many words as possible are taken, up to a number, which begins a time. None if none, or
    more than one, is meant.
    """
    words = takewhile(lambda word: not word[0][0].isdigit(), WORD.finditer(text))
    for last in reversed(list(words)[:LONGEST_NAME]):
        begin = text[: last.end()]
        is_name = any(len(word) > 1 for word in _words(begin))
        if is_name and (test := _only(search(tests, begin), begin)):
            return test, text[last.end() :].lstrip(" ,;:-\n\t").rstrip()
    return None


def words_of(tests: Iterable[LabTest]) -> dict[str, frozenset[int]]:
    """The words of each test, its synonyms among them, and which tests have them."""
    found: dict[str, set[int]] = {}
    for test in tests:
        for word in _words(f"{test.code} {test.name} {SYNONYMS.get(test.code, '')}"):
            found.setdefault(word, set()).add(test.id)
    return {word: frozenset(ids) for word, ids in found.items()}


def is_roughly_named(words: Iterable[str], known: Mapping[str, frozenset[int]]) -> bool:
    """Whether all of the words are of one test, and some of them say something: 'blood sugar'.

    known: see words_of.
    """
    meant = [word for text in words for word in _words(text) if word not in FILLERS]
    if SAYING_LITTLE.issuperset(meant) or not known.keys() >= set(meant):
        return False
    return bool(frozenset.intersection(*(known[word] for word in meant)))


def _only(found: Sequence[LabTest], wanted: str) -> LabTest | None:
    exact = [test for test in found if _words(wanted) in (_words(test.code), _words(test.name))]
    best = exact or found
    return best[0] if len(best) == 1 else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))


def _meant(words: list[str]) -> list[str]:
    return [word for word in words if word not in FILLERS] or words


def _rank(test: LabTest, words: list[str]) -> int | None:
    """0 for the code, 1 for words of the name, 2 for synonyms, 3 for a typo; None for no fit."""
    code, name = _words(test.code), _words(test.name)
    more = _words(SYNONYMS.get(test.code, ""))
    worst = 0
    for word in words:
        for rank, group in enumerate((code, name, more)):
            if any(item.startswith(word) for item in group):
                worst = max(worst, rank)
                break
        else:
            if not any(_nearly(word, item) for item in (*code, *name, *more)):
                return None
            worst = 3
    return worst


def _nearly(typed: str, word: str) -> bool:
    """Whether one typo lies between what was typed and the word or its beginning."""
    if min(len(typed), len(word)) < FUZZY_FROM:
        return False
    lengths = range(len(typed) - 1, len(typed) + 2)
    return any(_one_apart(typed, word[:length]) for length in lengths)


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
