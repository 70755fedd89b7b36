"""Words with one letter wrong, missing, doubled or swapped, found without comparing to each."""

from collections.abc import Iterator

from domain.when.words import MENDABLE, NEVER_MENDED

SHORTEST, LONGEST = 5, 11


def mended(word: str) -> str:
    """The one word of time at one edit from `word` (five letters and more), else `word`."""
    if not SHORTEST <= len(word) <= LONGEST or word in MENDABLE or word in NEVER_MENDED:
        return word
    near = {found for form in _shorter(word) for found in NEAR.get(form, ()) if _one(word, found)}
    return near.pop() if len(near) == 1 else word


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


def _index() -> dict[str, tuple[str, ...]]:
    near: dict[str, tuple[str, ...]] = {}
    for word in sorted(MENDABLE):
        for form in _shorter(word):
            near[form] = (*near.get(form, ()), word)
    return near


NEAR = _index()
"""A word of time with up to one letter left out -> the words it may be."""
