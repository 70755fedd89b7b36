"""What managers type about tests and labs, as it is kept."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from babel import Locale

from domain.booking.catalogue import Translations, is_same, joined
from domain.booking.price import CURRENCY
from domain.booking.reminding import plan_of
from domain.desk.tracker import LONGEST
from domain.manage.line.price import currency_of, price_of
from domain.manage.standard import LANGUAGES, standard_tests
from domain.refusals import EntryInvalid
from domain.time.zone_search import find_place
from domain.typed_answers import Answer, means
from domain.typed_text import folded, one_line, seen

MOST_SYNONYMS, LONGEST_SYNONYM = 100, 60
LONGEST_CUT_OFF = 336  # hours
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,11}")


class Field(StrEnum):
    """What can be typed of a test or a lab; the value rides in buttons. TEST, LAB: all of it."""

    CODE = "c"
    NAME = "n"
    PRICE = "p"
    MINUTES = "m"
    FASTING = "f"
    PREPARATION = "r"
    ADDRESS = "a"
    ZONE = "z"
    OPENING = "o"
    PIN = "g"
    CURRENCY = "u"
    LANGUAGES = "w"
    SYNONYMS = "y"
    MOVE = "v"
    CANCEL = "x"
    REMINDERS = "d"
    TURNAROUND = "h"
    TEST = "t"
    LAB = "l"


TEST_FIELDS = (
    *(Field.NAME, Field.PRICE, Field.MINUTES, Field.FASTING, Field.PREPARATION),
    *(Field.MOVE, Field.CANCEL, Field.REMINDERS, Field.SYNONYMS, Field.TURNAROUND),
)
LAB_FIELDS = (
    *(Field.NAME, Field.ADDRESS, Field.ZONE, Field.CURRENCY),
    *(Field.LANGUAGES, Field.OPENING, Field.PIN),
)
COLUMNS: Mapping[Field, str] = {
    Field.CODE: "code",
    Field.NAME: "name",
    Field.PRICE: "price",
    Field.MINUTES: "minutes",
    Field.FASTING: "fasting_hours",
    Field.PREPARATION: "preparation",
    Field.ADDRESS: "address",
    Field.ZONE: "zone",
    Field.OPENING: "opening",
    Field.CURRENCY: "currency",
    Field.LANGUAGES: "languages",
    Field.SYNONYMS: "synonyms",
    Field.MOVE: "move_hours",
    Field.CANCEL: "cancel_hours",
    Field.REMINDERS: "reminders",
    Field.TURNAROUND: "turnaround_hours",
}


TRANSLATED = frozenset((Field.NAME, Field.PREPARATION, Field.ADDRESS, Field.OPENING))
"""What patients read."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Which test or lab, and the version of it that a person looked at when they changed it."""

    id: int
    version: int


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A new value of a field, as it was typed. language: of a translation, as in LANGUAGES."""

    revision: Revision
    field: Field
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class NewLabTest:
    """A test in one line: 'CRP; C-reactive protein; 12.50; 10'. minutes may be left out."""

    code: str
    name: str
    price: Decimal
    minutes: int


def value_of(field: Field, text: str, currency: str = CURRENCY) -> object:
    """What is typed for a field. currency: of prices at the lab. Raises EntryInvalid."""
    text = seen(text).strip()
    return price_of(text, currency) if field is Field.PRICE else READERS[field](text)


def translations_with(known: Translations, edit: FieldChange) -> Translations:
    """Those that are known, with what was typed: '-' takes one away. Raises EntryInvalid."""
    words = dict(known.get(edit.language, {}))
    words.pop(COLUMNS[edit.field], None)
    if not means(edit.text, Answer.NOTHING):
        words[COLUMNS[edit.field]] = str(value_of(edit.field, edit.text))
    changed = {**known, edit.language: words}
    return {language: words for language, words in changed.items() if words}


def still_true(known: Translations, field: Field) -> Translations:
    """Those that hold when a field was written anew: a name stays what it is called elsewhere, and
    what people do, or where they go, may be wrong now.
    """
    if field not in TRANSLATED or field is Field.NAME:
        return known
    kept = {
        language: {name: text for name, text in words.items() if name != COLUMNS[field]}
        for language, words in known.items()
    }
    return {language: words for language, words in kept.items() if words}


def new_test(text: str | Sequence[str], currency: str = CURRENCY) -> NewLabTest:
    """A test from one line, or from its parts. Raises EntryInvalid."""
    parts = _parts(text)
    if len(parts) not in {3, 4}:
        raise EntryInvalid(Field.TEST)
    minutes = _number(1, 480, Field.MINUTES)(parts[3]) if len(parts) == 4 else 10
    code, name = _code(parts[0]), _line(2, 80)(parts[1])
    return NewLabTest(code, name, price_of(parts[2], currency), minutes)


def new_lab(text: str | Sequence[str]) -> dict[str, str]:
    """A lab from its parts or one line: 'South; 5 Park Road; Berlin'. Raises EntryInvalid."""
    parts = _parts(text)
    if len(parts) != 3:
        raise EntryInvalid(Field.LAB)
    name, address = _line(2, 60)(parts[0]), _line(2, 120, Field.ADDRESS)(parts[1])
    return {"name": name, "address": address, "zone": _zone(parts[2])}


TEST_PARTS, LAB_PARTS = ("", Field.NAME, Field.PRICE), (Field.NAME, Field.ADDRESS, Field.ZONE)


def parts_of(kind: Field, had: Sequence[str], text: str) -> tuple[str, ...]:
    """What is known of a new test or lab, kind, once this is typed as well: a whole line, or the
    next part of it. A name alone makes a test's code. Raises EntryInvalid for a name that is none.
    """
    parts = tuple(filter(None, _parts(text))) if ";" in text else (*had, *_parts(text))
    if kind is Field.TEST and len(parts) == 1:
        name = READERS[Field.NAME](parts[0])
        return code_for(str(name)), str(name)
    return parts


def part_missing(kind: Field, parts: Sequence[str]) -> Field | None:
    """What is to be asked next; None once all of it is there."""
    wanted = TEST_PARTS if kind is Field.TEST else LAB_PARTS
    return None if len(parts) >= len(wanted) else Field(wanted[max(1, len(parts))])


def code_for(name: str) -> str:
    """A code for a test that is called so: the standard one, else the name's first letters."""
    for code, one in standard_tests().items():
        if folded(name) in {folded(code), *(folded(each[0]) for each in one.words.values())}:
            return code
    letters = "".join(char for char in folded(name).upper() if char.isascii() and char.isalnum())
    return letters[:6] or "TEST"


def _parts(text: str | Sequence[str]) -> list[str]:
    parts = text.split(";") if isinstance(text, str) else text
    return [seen(part).strip() for part in parts]


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise EntryInvalid(Field.CODE)
    return text.upper()


def _line(least: int, most: int, field: Field = Field.NAME) -> Callable[[str], str]:
    def read(text: str) -> str:
        line = one_line(text)
        if not least <= len(line) <= most or not any(map(str.isalnum, line)):
            raise EntryInvalid(field)
        return line

    return read


def _prose(most: int, field: Field) -> Callable[[str], str]:
    def read(text: str) -> str:
        prose = "" if means(text, Answer.NOTHING) else text
        if len(prose) > most:
            raise EntryInvalid(field)
        return prose

    return read


def _number(least: int, most: int, field: Field) -> Callable[[str], int]:
    def read(text: str) -> int:
        digits = text.split(maxsplit=1)[0] if text.split() else ""
        if not (digits.isascii() and digits.isdigit() and least <= int(digits[:6]) <= most):
            raise EntryInvalid(field)
        return int(digits)

    return read


def _cut_off(field: Field) -> Callable[[str], int]:
    number = _number(0, LONGEST_CUT_OFF, field)
    return lambda text: 0 if means(text, Answer.NOTHING) else number(text)


def _reminders(text: str) -> str:
    plan = "" if not text or means(text, Answer.NOTHING) else plan_of(text)
    if plan is None:
        raise EntryInvalid(Field.REMINDERS)
    return plan


def _zone(text: str) -> str:
    zone = find_place(text)
    if zone is None:
        raise EntryInvalid(Field.ZONE)
    return zone


def synonyms_of(before: str, text: str, name: str) -> str:
    """Those that a test has, with what is typed: 'sugar, Zucker' is added, '-sugar' goes, '-' is
    the end of all. Raises EntryInvalid.
    """
    kept = [word for word in before.split(", ") if word]
    for typed in map(one_line, seen(text).replace(";", ",").replace("\n", ",").split(",")):
        word = typed.lstrip("-–—− ")
        if not word and typed:
            kept = []
        elif word != typed:
            kept = [one for one in kept if not is_same(one, word)]
        elif typed:
            kept.append(_line(2, LONGEST_SYNONYM, Field.SYNONYMS)(typed))
    if len(kept) > MOST_SYNONYMS:
        raise EntryInvalid(Field.SYNONYMS)
    return joined(kept, name)


def languages_of(text: str) -> str:
    """Codes of the languages that are named, the main one first: 'Deutsch, English' -> 'de, en'.

    Raises EntryInvalid.
    """
    named = [part for part in re.split(r"[,;/\n\s]+", _names_in(text)) if part not in {"", "and"}]
    codes = [_languages().get(name) for name in named]
    if not codes or None in codes:
        raise EntryInvalid(Field.LANGUAGES)
    return ", ".join(dict.fromkeys(code for code in codes if code))


def _names_in(text: str) -> str:
    return seen(text).casefold().replace("(brasil)", "").replace("-br", "")


@cache
def _languages() -> Mapping[str, str]:
    """By code, and by name in each of them."""
    names = {code: code for code in LANGUAGES}
    for code in LANGUAGES:
        for other in LANGUAGES:
            names[(Locale(code).get_language_name(other) or code).casefold()] = code
    return names


READERS: Mapping[Field, Callable[[str], object]] = {
    Field.CODE: _code,
    Field.NAME: _line(2, 80),
    Field.MINUTES: _number(1, 480, Field.MINUTES),
    Field.FASTING: _number(0, 48, Field.FASTING),
    Field.TURNAROUND: _number(0, LONGEST, Field.TURNAROUND),
    Field.PREPARATION: _prose(500, Field.PREPARATION),
    Field.ADDRESS: _line(2, 120, Field.ADDRESS),
    Field.ZONE: _zone,
    Field.REMINDERS: _reminders,
    Field.OPENING: _prose(300, Field.OPENING),
    Field.CURRENCY: currency_of,
    Field.LANGUAGES: languages_of,
    Field.MOVE: _cut_off(Field.MOVE),
    Field.CANCEL: _cut_off(Field.CANCEL),
    Field.SYNONYMS: lambda text: synonyms_of("", text, ""),
}
