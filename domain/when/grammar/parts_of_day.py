"""Parts of the day: 'morning', 'in the evening', 'tonight', 'early', 'end of day'."""

from datetime import time

from domain.when.grammar.parts import Match, Now, Part, Past, Unsure
from domain.when.text.lexicon import UNITS
from domain.when.text.tokens import Line

# name -> the usual time and the hour at which the part is over
PARTS = {
    "morning": (time(9), 12),
    "midday": (time(12), 15),
    "afternoon": (time(15), 18),
    "day/pm": (time(15), 18),
    "evening": (time(18), 22),
    "night": (time(20), 24),
    "tonight": (time(20), 24),
    "dawn": (time(5), 7),
}
SHIFTED = {
    ("early", "morning"): time(7),
    ("early", "afternoon"): time(13),
    ("early", "evening"): time(17),
    ("early", "dawn"): time(5),
    ("late", "morning"): time(11),
    ("late", "afternoon"): time(17),
    ("late", "evening"): time(21),
    ("late", "night"): time(22),
    ("late", "tonight"): time(22),
    ("mid", "morning"): time(10),
    ("mid", "afternoon"): time(15),
}
STARTS = frozenset(
    (
        *(*PARTS, "early", "late", "mid", "in", "at", "this", "the", "during", "eod", "on"),
        *("last", "first", "#1th", "by", "before", "after", "previous", "of"),
    )
)


def match(line: Line, at: int, _now: Now) -> Match | None:
    if line.word(at) in {"last", "previous"}:
        over = line.word(at + 1) in {"night", "evening"}
        return (Past(), at + 2) if over else None
    first = line.skip_all(at, "by", "at", "the", "of")
    if line.word(first) == "eod":
        return Part("afternoon", time(17), 24), first + 1
    return _thing(line, at) or _around_noon(line, at) or _part(line, at) or _early(line, at)


def _around_noon(line: Line, at: int) -> Match | None:
    """'before noon', 'after lunch'."""
    named = line.skip(at + 1, "the")
    noon = line.word(named) in {"noon", "lunchtime", "midday", "lunch"}
    if noon and line.word(at - 1) in UNITS and line.word(at) in {"before", "after"}:
        return Unsure(), named + 1  # 'two hours before noon'
    if line.word(at) == "before" and noon:
        return Part("morning", time(11), 12), named + 1
    if line.word(at) == "after" and noon:
        return Part("afternoon", time(14), 18), named + 1
    return None


def _thing(line: Line, at: int) -> Match | None:
    """'first thing in the morning', 'first thing'."""
    after = line.phrase(at, "#1th", "thing") or line.phrase(at, "first", "thing")
    if not after:
        return None
    morning = line.skip_all(after, "in", "the")
    if line.word(morning) == "morning":
        return Part("morning", time(8), 12), morning + 1
    return Part("early", time(8), 12, weak=True), after


def _part(line: Line, at: int) -> Match | None:
    after = line.skip(at, "in", "at", "this", "during", "by", "on", "of")
    is_today = line.word(at) == "this"
    after = line.skip(after, "the")
    shift = line.word(after) if line.word(after) in {"early", "late", "mid"} else ""
    if shift:
        after = line.skip(line.skip(after + 1, "-"), "in")
        after = line.skip(after, "the")
    name = line.word(after)
    if name not in PARTS:
        return None
    usual, until = PARTS[name]
    behind = line.word(after + 1) if line.word(after + 1) in {"early", "late"} and not shift else ""
    usual = SHIFTED.get((shift or behind, name), usual)
    bare = after == at and name != "tonight"
    name = "afternoon" if name == "day/pm" else name
    return Part(name, usual, until, is_today or name == "tonight", weak=bare), after + 1 + bool(
        behind
    )


def _early(line: Line, at: int) -> Match | None:
    """'early tomorrow': the morning, unless another part of the day follows."""
    if line.word(at) == "early":
        return Part("early", time(7), 12, weak=True), at + 1
    return None
