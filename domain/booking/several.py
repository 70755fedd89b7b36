"""Several tests in one visit, as one: how it is called, how to prepare for it, what it costs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.booking.catalogue import LabTest, in_language
from domain.booking.reminding import MOST_REMINDERS, hours_of
from domain.typed_text import folded

MOST = 4  # tests in one visit: as many as have room in a button
PLUS = " + "
WIDTH = 15  # bits of a test's number, where several stand in one
SEVERAL = 1 << (WIDTH * MOST)
SENTENCE = re.compile(r"(?<=[.!?।])\s+")
_NOTHING = """
    none|nothing|no preparation|no preparation needed|keine|keine vorbereitung|nichts|не нужна|нет
    |не требуется|подготовка не нужна|ninguna|nada|no requiere preparación|aucune|rien
    |aucune préparation|nenhum|nenhuma|nenhum preparo|कोई नहीं|कुछ नहीं
"""
NOTHING = frozenset(map(folded, _NOTHING.split("|")))
"""How a preparation begins that asks for none."""


def joined(tests: Sequence[LabTest]) -> LabTest:
    """All tests of a visit as the one that it shows, under the id of the first.

    Minutes and prices are summed, in one currency; of fasting the strictest holds, and of what is
    to be done before, each sentence stands once.
    """
    first, *more = tests
    if not more:
        return first
    languages = dict.fromkeys(code for test in tests for code in test.translations)
    told = {code: _words([in_language(test, code) for test in tests]) for code in languages}
    plain = _words(tests)
    return replace(
        first,
        code=PLUS.join(test.code for test in tests),
        name=plain["name"],
        preparation=plain["preparation"],
        minutes=sum(test.minutes for test in tests),
        price=sum((test.price for test in more), first.price),
        fasting_hours=strictest(tests),
        move_hours=max(test.move_hours for test in tests),
        cancel_hours=max(test.cancel_hours for test in tests),
        turnaround_hours=max(test.turnaround_hours for test in tests),
        reminders=_reminders(tests),
        synonyms="",
        translations=told,
    )


def _reminders(tests: Sequence[LabTest]) -> str:
    """Each test's, as far as there is room for them, the farthest first."""
    hours = {one for test in tests for one in hours_of(test.reminders)}
    return ", ".join(map(str, sorted(hours, reverse=True)[:MOST_REMINDERS]))


def strictest(tests: Iterable[LabTest]) -> int:
    """Hours of fasting before a visit for all of them; 0 = none."""
    return max((test.fasting_hours for test in tests), default=0)


def preparation(tests: Sequence[LabTest]) -> str:
    """What is to be done before a visit for all of them, each sentence once.

    What a shorter fast says of its hours is left out, and so is 'none' beside anything else.
    """
    hours, said = strictest(tests), [test for test in tests if test.preparation]
    asked = [test for test in said if test.fasting_hours or not _asks_nothing(test)]
    told: dict[str, str] = {}
    for test in sorted(asked or said[:1], key=lambda test: -test.fasting_hours):
        for sentence in SENTENCE.split(test.preparation.strip()):
            is_shorter = 0 < test.fasting_hours < hours
            if not (is_shorter and re.search(rf"\b{test.fasting_hours}\b", sentence)):
                told.setdefault(folded(sentence), sentence)
    return " ".join(told.values())


def number_of(ids: Sequence[int]) -> int:
    """The ids of a visit's tests as one number, which is the id itself where there is one."""
    if len(ids) < 2:
        return ids[0] if ids else 0
    return SEVERAL + sum(one << (WIDTH * at) for at, one in enumerate(ids))


def ids_in(number: int) -> tuple[int, ...]:
    """The ids that a number stands for; none for 0."""
    if number < SEVERAL:
        return (number,) if number else ()
    rest, found = number - SEVERAL, []
    while rest:
        found.append(rest % (1 << WIDTH))
        rest >>= WIDTH
    return tuple(found)


def may_join(ids: Sequence[int]) -> bool:
    """Whether these make one visit: each once, and not too many."""
    is_short = all(0 < one < 1 << WIDTH for one in ids) or len(ids) == 1
    return 0 < len(ids) <= MOST and len(set(ids)) == len(ids) and is_short


def _asks_nothing(test: LabTest) -> bool:
    return folded(SENTENCE.split(test.preparation.strip())[0]).strip(" .!।") in NOTHING


def _words(tests: Sequence[LabTest]) -> dict[str, str]:
    names = PLUS.join(test.name for test in tests)
    return {"name": names, "preparation": preparation(tests)}
