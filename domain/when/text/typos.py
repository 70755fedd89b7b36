"""Words with one letter wrong, missing, doubled or swapped, found without comparing to each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SHORTEST, LONGEST = 5, 14
LEAST = 4  # letters of a name that is cut short
VOWELS = re.compile("[aeiouáéíóúâêôãõàèùäöüаеиоуыэюя]")
BONES = re.compile(r"(.)\1")
CUTTABLE = frozenset(
    (
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("january", "february", "april", "july", "august", "september", "october", "november"),
        *("december", "today", "tomorrow", "overmorrow"),
    )
)
Meanings = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Near:
    """A form with up to one letter left out -> the forms it may be.

    names count anywhere, units only behind a number; known words are never mended. meanings:
    form -> what it means. cut: names as people cut them short, 'vend' and 'mrgn'.
    """

    names: dict[str, tuple[str, ...]]
    units: dict[str, tuple[str, ...]]
    known: frozenset[str]
    meanings: dict[str, tuple[str, ...]]
    cut: Meanings


def index(names: Meanings, units: Meanings, known: frozenset[str]) -> Near:
    """What `mended` looks words up in; only words of five letters and more are mended."""
    return Near(
        _index(names, SHORTEST),
        _index(units, SHORTEST - 1),
        known,
        units | names,
        _cut(names, known),
    )


def _cut(names: Meanings, known: frozenset[str]) -> Meanings:
    """The beginnings of names and their consonants, where that is one thing; a doubtful one."""
    found: dict[str, set[str]] = {}
    for name, meaning in names.items():
        if len(meaning) == 1 and meaning[0] in CUTTABLE and name.isalpha():
            bones = BONES.sub(r"\1", VOWELS.sub("", name))
            starts = [name[:length] for length in range(LEAST, len(name)) if len(name) > SHORTEST]
            for form in (*starts, *([bones] if len(bones) >= LEAST - 1 else [])):
                found.setdefault(form, set()).add(meaning[0])
    single = {form: next(iter(to)) for form, to in found.items() if len(to) == 1}
    return {form: (f"{to}?",) for form, to in single.items() if form not in known}


def mended(word: str, near: Near, counted: bool) -> tuple[str, ...] | None:
    """What the words of time at one edit from `word` mean, if that is one thing.

    counted: it stands where a unit is likely, as behind a number.
    """
    if word in near.known or len(word) > LONGEST:
        return None
    unit = _mended(word, near.units, near) if counted and len(word) >= SHORTEST - 1 else None
    return unit or (_mended(word, near.names, near) if len(word) >= SHORTEST else None)


def _mended(word: str, table: dict[str, tuple[str, ...]], near: Near) -> tuple[str, ...] | None:
    found = {name for form in _shorter(word) for name in table.get(form, ()) if _one(word, name)}
    meanings = {near.meanings[name] for name in found}
    return meanings.pop() if len(meanings) == 1 else None


def _shorter(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _one(a: str, b: str) -> bool:
    """One insertion, deletion, substitution or swap of neighbours lies between."""
    if abs(len(a) - len(b)) > 1:
        return False
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
    if at is None:
        return len(a) != len(b)
    swapped = a[at + 1 : at + 2] + a[at : at + 1] + a[at + 2 :] == b[at:]
    return (
        a[at + 1 :] == b[at + 1 :]
        or a[at:] == b[at + 1 :]
        or a[at + 1 :] == b[at:]
        or (len(a) == len(b) and swapped)
    )


def _index(words: Iterable[str], shortest: int) -> dict[str, tuple[str, ...]]:
    near: dict[str, tuple[str, ...]] = {}
    for word in sorted(words):
        if len(word) >= shortest:
            for form in dict.fromkeys(_shorter(word)):
                near[form] = (*near.get(form, ()), word)
    return near
