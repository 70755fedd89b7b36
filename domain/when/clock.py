"""Clock times: '9', '9am', '6.30pm', '14:00', '1800 hrs', 'half past six', 'noon'."""

from datetime import time

from domain.when.numbers import count_at, stands_free
from domain.when.parts import Clock, Impossible, Match, Now, Unsure
from domain.when.tokens import Line
from domain.when.words import COUNTS, TENS

HALVES = {"am": "am", "a.m": "am", "pm": "pm", "p.m": "pm"}
PAST, TO = frozenset(("past", "after")), frozenset(("to", "till", "til", "before", "of"))
NOON = {"noon": time(12), "midnight": time(0), "lunchtime": time(12, 30)}
STARTS = frozenset((*NOON, "half", "quarter", "a", "twelve", *COUNTS, *TENS, "at", "@", "lunch"))
# 10 to 6 is a clock time where 7 to 6 is a score.
STEPS = frozenset((5, 10, 20, 25))


def match(line: Line, at: int, now: Now) -> Match | None:
    """The longest clock time that begins there, with its 'at'."""
    first = line.skip(line.skip(at, "at", "@"), "around", "about", "exactly", "the")
    found = _named(line, first) or _told(line, first) or _figures(line, first, now)
    if found is None:
        return None
    piece, end = found
    if isinstance(piece, Clock) and piece.weak and line.word(at) in {"at", "@"}:
        piece = Clock(piece.time, piece.is_open, weak=False)
    return piece, line.skip(line.skip(end, "exactly", "sharp"), "hours", "hrs")


def _named(line: Line, at: int) -> Match | None:
    lunch = line.phrase(at, "lunch", "time")
    if lunch:
        return Clock(NOON["lunchtime"]), lunch
    noon = line.skip(at, "12")
    word = line.word(noon)
    if word not in NOON or (noon > at and line.word(at) == "12" and word == "lunchtime"):
        return None
    return Clock(NOON[word], is_midnight=word == "midnight"), noon + 1


def _told(line: Line, at: int) -> Match | None:
    """'half past six', 'quarter to 8 pm', 'ten past three', British 'half six', 'nine thirty'."""
    minutes, after = _minutes(line, at)
    if minutes is None:
        return _half_six(line, at) or _nine_thirty(line, at)
    word = line.word(after)
    hour = count_at(line, after + 1) if word in PAST | TO else None
    if hour is None or not 1 <= hour[0] <= 12 or (word == "of" and minutes not in {5, 10, 15, 20}):
        return _nine_thirty(line, at)
    if line[at].number is not None and not _said_to_end(line, hour[1]):
        return None
    total = hour[0] % 12 * 60 + (minutes if word in PAST else -minutes)
    return _with_half(line, total // 60 % 12 or 12, total % 60, hour[1])


def _minutes(line: Line, at: int) -> tuple[int | None, int]:
    """What stands before 'past' and 'to', and the index after it."""
    after = line.skip(at, "a")
    if line.word(after) == "quarter":
        return 15, after + 1
    if line.word(at) == "half" and line.word(at + 1) in PAST:
        return 30, at + 1
    found = count_at(line, at)
    if found is None or not 1 <= found[0] <= 29:
        return None, at
    count, after = found
    named = line.skip(after, "minutes", "minute", "mins", "min")
    figures = line[at].number is not None
    return (None, at) if figures and named == after and count not in STEPS else (count, named)


def _said_to_end(line: Line, at: int) -> bool:
    """'10 to 6' ends there; '10 to 6 people' is none."""
    word = line.word(at)
    return not word.isalpha() or word in {"am", "pm", "o'clock", "in", "on", "at", "tomorrow"}


def _half_six(line: Line, at: int) -> Match | None:
    if line.word(at) != "half" or line[at + 1].word not in COUNTS:
        return None
    hour = COUNTS[line[at + 1].word]
    return _with_half(line, hour, 30, at + 2) if 1 <= hour <= 12 else None


def _nine_thirty(line: Line, at: int) -> Match | None:
    """An hour in words, with minutes or without."""
    hour = COUNTS.get(line.word(at), 0)
    if not 1 <= hour <= 12:
        return None
    minutes = count_at(line, at + 1) if line[at + 1].number is None else None
    if minutes is not None and 10 <= minutes[0] <= 59:
        return _with_half(line, hour, minutes[0], minutes[1])
    piece, end = _with_half(line, hour, 0, at + 1)
    bare = isinstance(piece, Clock) and end == at + 1
    return (Clock(time(hour % 12 or 12), hour < 12, weak=True), end) if bare else (piece, end)


def _figures(line: Line, at: int, now: Now) -> Match | None:
    """'9', '9am', '9:30', '9.30 pm', '14h', '1800 hrs', '17:05:30'."""
    token = line[at]
    if token.number is None or not stands_free(line, at):
        return None
    if token.end - token.start > 2:
        return _military(line, at)
    minute, second, end = _after_hour(line, at + 1, now)
    spread = end > at + 1
    if token.number > 24 or (token.number == 24 and (minute or second)):
        return (Impossible(), end) if spread or _half(line, end)[0] else None
    if minute > 59 or second > 59:
        return Impossible(), end
    if not _half(line, end)[0] and _runs_on(line, end):
        return _range(line, end)
    padded = token.word.startswith("0")
    return _with_half(line, token.number, minute, end, (second, not spread, padded))


def _after_hour(line: Line, at: int, now: Now) -> tuple[int, int, int]:
    """Minutes and seconds glued to the hour, and the index after them."""
    sign, figures = line[at], line[at + 1]
    wide = figures.end - figures.start == 2 and figures.glued
    if sign.glued and figures.number is not None and wide and sign.word in {":", ".", "h"}:
        last, more = line[at + 2], line[at + 3]
        exact = last.word == sign.word == ":" and last.glued and more.glued
        if exact and more.number is not None and more.end - more.start == 2:
            return figures.number, more.number, at + 4
        return figures.number, 0, at + 2
    hours = sign.word == "h" and (sign.glued or now.language != "en")
    return 0, 0, at + 1 if hours or (sign.word == "uhr") else at


def _military(line: Line, at: int) -> Match | None:
    """'1800 hrs', 'at 1800'; a bare year is no time."""
    token = line[at]
    marked = line.word(at + 1) in {"hrs", "hours", "h"} or line.word(at - 1) in {"at", "@"}
    if token.number is None or token.end - token.start != 4 or not marked:
        return None
    hour, minute = divmod(token.number, 100)
    if hour > 23 or minute > 59:
        return Impossible(), at + 1
    return Clock(time(hour, minute)), at + 1


def _runs_on(line: Line, at: int) -> bool:
    """Whether something is glued behind that makes it no clock time: '9%', '9x', '9-11', '3.5'."""
    after = line[at]
    if not after.glued:
        return False
    if after.word in {".", ",", ":", "-", "\u2013", "/"}:
        return line[at + 1].glued and line[at + 1].number is not None
    return after.word not in {"!", "?", ")", '"', "'", "\u201d", "\u2019", ";", "t", "z", "+"}


def _range(line: Line, at: int) -> Match | None:
    """'9-11am' is no single time; '9-11' may be none either."""
    until = line[at + 1]
    if line.word(at) not in {"-", "\u2013"} or until.end - until.start > 2:
        return None
    sure = bool(_half(line, at + 2)[0]) or line.word(at + 2) == ":"
    return Unsure(weak=not sure), _half(line, at + 2)[1]


def _half(line: Line, at: int) -> tuple[str, int]:
    """'am' or 'pm' in its spellings, and the index after it."""
    word = line.word(at)
    if word in HALVES:
        return HALVES[word], at + 1
    if word in {"a", "p"}:
        dotted = line.word(at + 1) == "." and line.word(at + 2) == "m" and line[at + 1].glued
        if dotted:
            return f"{word}m", line.skip(at + 3, ".") if line[at + 3].glued else at + 3
        if line[at].glued and not line[at + 1].glued:
            return f"{word}m", at + 1
    return "", at


def _with_half(
    line: Line, hour: int, minute: int, at: int, more: tuple[int, bool, bool] = (0, False, False)
) -> Match:
    """The time with the a.m., p.m. or o'clock that follows; more: second, weak, padded."""
    second, weak, padded = more
    clocked = line.skip(at, "o'clock")
    half, end = _half(line, clocked)
    weak = weak and not half and clocked == at
    if half:
        return _halved(hour, time(hour % 12, minute, second), half), end
    if hour == 24:
        return (Unsure() if weak else Clock(time(0), is_midnight=True)), end
    return Clock(time(hour, minute, second), 1 <= hour < 12 and not padded, weak), end


def _halved(hour: int, within: time, half: str) -> Clock | Impossible:
    """'12am' is midnight, '14:00pm' is 14:00; '14am' is nothing."""
    if hour > 12:
        return Clock(within.replace(hour=hour)) if half == "pm" and hour < 24 else Impossible()
    if hour == 0 and half == "pm":
        return Impossible()
    return Clock(within.replace(hour=within.hour + (12 if half == "pm" else 0)))
