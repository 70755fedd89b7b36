"""Parts of the day: 'morning', 'in the evening', 'tonight', 'early', 'end of day'."""

from datetime import time

from domain.when.parts import Match, Now, Part, Past
from domain.when.tokens import Line

# name -> the usual time and the hour at which the part is over
PARTS = {
    "morning": (time(9), 12),
    "afternoon": (time(15), 18),
    "evening": (time(18), 22),
    "night": (time(20), 24),
    "tonight": (time(20), 24),
}
SHIFTED = {
    ("early", "morning"): time(7),
    ("early", "afternoon"): time(13),
    ("early", "evening"): time(17),
    ("late", "morning"): time(11),
    ("late", "afternoon"): time(17),
    ("late", "evening"): time(21),
    ("late", "night"): time(22),
    ("late", "tonight"): time(22),
    ("mid", "morning"): time(10),
    ("mid", "afternoon"): time(15),
}
END_OF_DAY = (("end", "of", "day"), ("end", "of", "the", "day"), ("close", "of", "business"))
STARTS = frozenset(
    (
        *(*PARTS, "early", "late", "mid", "in", "at", "this", "the", "during", "end", "close"),
        *("eod", "cob", "last", "first", "by"),
    )
)


def match(line: Line, at: int, _now: Now) -> Match | None:
    """The longest part of the day that begins there."""
    if line.word(at) == "last":
        over = line.word(at + 1) in {"night", "evening"}
        return (Past(), at + 2) if over else None
    ended = _end_of_day(line, at)
    if ended:
        return Part("afternoon", time(17), 24), ended
    first = line.phrase(at, "first", "thing", "in", "the", "morning")
    if first:
        return Part("morning", time(8), 12), first
    return _part(line, at) or _early(line, at)


def _end_of_day(line: Line, at: int) -> int:
    first = line.skip(line.skip(at, "by", "at"), "the")
    if line.word(first) in {"eod", "cob"}:
        return first + 1
    return next((end for words in END_OF_DAY if (end := line.phrase(first, *words))), 0)


def _part(line: Line, at: int) -> Match | None:
    after = line.skip(at, "in", "at", "this", "during", "by")
    is_today = line.word(at) == "this"
    after = line.skip(after, "the")
    shift = line.word(after) if line.word(after) in {"early", "late", "mid"} else ""
    if shift:
        after = line.skip(after + 1, "-")
    name = line.word(after)
    if name not in PARTS:
        return None
    usual, until = PARTS[name]
    usual = SHIFTED.get((shift, name), usual)
    bare = after == at and name != "tonight"
    return Part(name, usual, until, is_today or name == "tonight", weak=bare), after + 1


def _early(line: Line, at: int) -> Match | None:
    """'early tomorrow': the morning, unless another part of the day follows."""
    if line.word(at) == "early":
        return Part("early", time(7), 12, weak=True), at + 1
    first = line.phrase(at, "first", "thing")
    return (Part("early", time(8), 12, weak=True), first) if first else None
