"""Clock times in figures: '9', '9am', '6.30pm', '14:00', '14h30', '1800 hrs'; and 'noon'."""

from datetime import time

from domain.when.grammar.clock_in_words import FIRST, NOON, half_at, spelled_clock, with_half
from domain.when.grammar.parts import Clock, Impossible, Match, Now, Unsure
from domain.when.text.lexicon import ANDS, NEAR, PARTS, STRONG, VALUES, WEEKDAYS
from domain.when.text.numbers import is_carried, stands_free
from domain.when.text.tokens import Line

AT = frozenset(("at", "@"))
STARTS = frozenset(
    (
        "nowtime",
        "hour~",
        *NOON,
        *FIRST,
        *AT,
        *VALUES,
        "around",
        "the",
        "sometime",
        "in",
        "on",
        "this",
    )
)
CLOCKED = frozenset(("am", "pm", "o'clock", ":", "h"))
KNOWN = STRONG | {"at", "on", "by", "in", "until", "from", "around", "the"}
HOURS = frozenset(("hour", "hour~", "h"))
GLUED_AFTER = frozenset(
    ("!", "?", ")", '"', "'", "\u201d", "\u2019", ";", "t", "z", "+", "\u00bb", "sometime", "ko")
)


def match(line: Line, at: int, now: Now) -> Match | None:
    about = line.word(at) == "hour~" and line[at - 1].number is None  # часов в шесть
    first = line.skip_all(line.skip(at + about, "on"), "at", "@", "around", "sometime")
    if about and first == at + 1 and line[first].number is None:
        return None  # 'jam 9'
    first = line.skip(first, "the") if first > at else first
    first += line.word(first) == "this" and line.word(first + 1) in NOON
    found = _noon(line, first, now) or spelled_clock(line, first) or _figures(line, first, now)
    if found is None:
        return None
    piece, end = found
    asked = {line.word(n) for n in range(at, first)}
    if isinstance(piece, Clock) and piece.weak and (about or asked & AT):
        piece = Clock(piece.time, piece.is_open, weak=False)
    return piece, line.skip_all(end, "sometime") if line.word(end) == "sometime" else end


def _noon(line: Line, at: int, now: Now) -> Match | None:
    """'noon', '12 noon'; 'this time' is what the clock shows now."""
    if line.word(at) == "nowtime":
        return Clock(now.wall.time().replace(second=0, microsecond=0)), at + 1
    noon = line.skip(at, "12")
    word = line.word(noon)
    if word not in NOON or (noon > at and word == "lunchtime"):
        return None
    if line.word(noon + 1) in ANDS | {"minus"} and spelled_clock(line, noon) is not None:
        return None
    if noon > at and line.word(noon + 1) in PARTS:
        return None
    return Clock(NOON[word], is_midnight=word == "midnight"), noon + 1


def _figures(line: Line, at: int, now: Now) -> Match | None:
    """'9', '9am', '9:30', '9.30 pm', '14h', '1800 hrs', '17:05:30'."""
    token = line[at]
    if token.end - token.start > 2:
        return _basic(line, at) or (_military(line, at) if stands_free(line, at) else None)
    if token.number is None or not stands_free(line, at):
        return None
    minute, second, end = _after_hour(line, at + 1, now)
    spread = end > at + 1
    if _is_counted(line, at, end):
        return None
    if token.number * 60 + minute > 24 * 60 or minute > 59 or second > 59:
        return (Impossible(), end) if spread or half_at(line, end)[0] else None
    iso = line.word(at - 1) == "t" and line.word(end) == "-"  # T09:00-04:00
    if not half_at(line, end)[0] and not iso and _runs_on(line, end):
        return _range(line, end)
    padded = token.word.startswith("0") or (line.word(at + 1) == "h" and spread)
    weak = not spread or _is_odd(line, at, minute)
    return with_half(line, token.number, minute, end, more=(second, weak, padded))


def _is_odd(line: Line, at: int, minute: int) -> bool:
    """'version 3.11'; 'Software 4.20' beside another clock time."""
    if line.word(at + 1) != ".":
        return False
    named = line.word(at - 1).isalpha() and line.word(at - 1) not in KNOWN
    return minute % 5 != 0 or (named and any(token.word in CLOCKED for token in line.tokens))


def _is_counted(line: Line, at: int, end: int) -> bool:
    """'bed 6', 'v4.15', '0.5 mg': a bare number or a decimal that is no clock time."""
    decimal = line.word(at + 1) in {".", ","} and line[at + 1].glued
    bare = (end == at + 1 or decimal) and not half_at(line, end)[0]
    clocked = line.word(end) in {"o'clock", "hour~"} or line.word(at - 1) in AT
    return bare and not clocked and (line.word(end) == "dose" or is_carried(line, at))


def _after_hour(line: Line, at: int, now: Now) -> tuple[int, int, int]:
    """Minutes and seconds glued to the hour, and the index after them."""
    sign, figures = line[at], line[at + 1]
    wide = figures.end - figures.start == 2 and figures.glued
    spaced = sign.word == "h" and now.language != "en" and figures.end - figures.start == 2
    wide = (wide and sign.glued) or spaced
    if figures.number is not None and wide and sign.word in {":", ".", "h"}:
        last, more = line[at + 2], line[at + 3]
        exact = last.word == sign.word == ":" and last.glued and more.glued
        if exact and more.number is not None and more.end - more.start == 2:
            return figures.number, more.number, at + 4
        end = line.skip(at + 2, "h", "hour") if sign.word in {":", "."} else at + 2
        return figures.number, 0, end + 1 if line[end].glued and line.word(end) == "min" else end
    hours = sign.word == "h" and (sign.glued or now.language != "en")
    return 0, 0, at + 1 if hours else at


def _military(line: Line, at: int) -> Match | None:
    """'1800 hrs', 'at 1800', '0930'; a bare year is no time."""
    token = line[at]
    marked = line.word(at + 1) in HOURS | {"o'clock"}
    asked = line.word(at - 1) in AT
    half = half_at(line, at + 1)
    wide = token.end - token.start
    closed = token.word[0] == "0" and line.word(at + 1) in {"", ",", "."}
    padded = wide == 4 and (closed or _is_day(line, at)) and line[at - 1].number is None
    if token.number is None or wide not in {3, 4} or not (marked or asked or half[0] or padded):
        return None
    hour, minute = divmod(token.number, 100)
    if hour > 23 or minute > 59 or (wide == 3 and not half[0] and _names(line, at + 1)):
        sure = marked or asked or half[0]
        return (Impossible(), at + 1) if wide == 4 and sure else None
    after = at + 2 if marked else at + 1
    is_padded = token.word.startswith("0") or (wide == 4 and not half[0])
    return with_half(line, hour, minute, after, more=(0, False, is_padded))


def _basic(line: Line, at: int) -> Match | None:
    """'0930' and '093000' behind the T of ISO 8601."""
    digits = line.word(at)
    if line.word(at - 1) != "t" or not digits.isdecimal() or not line.word(at - 2).isdecimal():
        return None
    hour, minute, second = int(digits[:2]), int(digits[2:4] or 0), int(digits[4:6] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return Impossible(), at + 1
    return Clock(time(hour, minute, second)), at + 1


def _names(line: Line, at: int) -> bool:
    """'at 221 Baker Street' is no time."""
    word = line.word(at)
    return word.isalpha() and word not in NEAR | WEEKDAYS.keys() | PARTS | {"on", "in", "o'clock"}


def _is_day(line: Line, at: int) -> bool:
    """'1830 tomorrow', 'friday 1830'."""
    days = NEAR | WEEKDAYS.keys() | {"tonight"}
    return line.word(at + 1) in days or line.word(at - 1) in days


def _runs_on(line: Line, at: int) -> bool:
    """Whether something is glued behind that makes it no clock time: '9%', '9x', '9-11', '3.5'."""
    after = line[at]
    if not after.glued:
        return False
    if after.word in {".", ",", ":", "-", "\u2013", "/"}:
        return line[at + 1].glued and line[at + 1].number is not None
    return after.word not in GLUED_AFTER and after.word not in {"o'clock", "hour~"}


def _range(line: Line, at: int) -> Match | None:
    """'9-11am' is no single time; '9-11' may be none either."""
    until = line[at + 1]
    if line.word(at) not in {"-", "\u2013"} or until.end - until.start > 2:
        return None
    sure = bool(half_at(line, at + 2)[0]) or line.word(at + 2) == ":"
    return Unsure(weak=not sure), half_at(line, at + 2)[1]
