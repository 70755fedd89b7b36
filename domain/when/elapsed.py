"""Lengths of time: 'in 90 min', '2h30m', 'half an hour', 'an hour and a half', 'in 3 days'.

Hours, minutes and seconds are added to the instant; days and longer move the calendar.
"""

from domain.when.numbers import count_at, stands_free
from domain.when.parts import Elapsed, Match, Now, Past, Unsure
from domain.when.tokens import Line
from domain.when.words import COUNTS, SHORT_UNITS, TENS, UNITS

SECONDS = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "week": 7, "fortnight": 14}
MONTHS = {"month": 1, "year": 12}
ARTICLES = frozenset(("a", "an", "one"))
STARTS = frozenset(
    ("in", "after", "half", "a", "an", "quarter", "another", *COUNTS, *TENS, "within")
)

Amount = tuple[float, str, int]
"""How many of which unit, and the index after it."""


def match(line: Line, at: int, now: Now) -> Match | None:
    """The longest length of time that begins there."""
    first = line.skip(at, "in", "after", "within")
    marked = first > at
    total, end = _sum(line, first, now, marked)
    if total is None:
        return None
    if line.word(end) == "ago":
        return Past(), end + 1
    after = _later(line, end)
    if after:
        return Elapsed(*total, marked=True), after
    if line.word(end) in {"before", "after", "past", "to", "till", "until"} and total[2] == 0:
        return Unsure(), end + 1
    unmarked = not marked
    return Elapsed(*total, marked=marked, weak=unmarked), end


def _later(line: Line, end: int) -> int:
    """The index after 'from now', 'later', or 0."""
    return (
        line.phrase(end, "from", "now")
        or line.phrase(end, "from", "right", "now")
        or line.phrase(end, "from", "today")
        or line.phrase(end, "later")
    )


def _sum(line: Line, at: int, now: Now, marked: bool) -> tuple[tuple[int, int, int] | None, int]:
    """(months, days, seconds) and the index after the last amount; None without an amount."""
    months, days, seconds, end, seen = 0, 0, 0.0, at, set[str]()
    while (found := _amount(line, end if end == at else _and(line, end), now, marked)) is not None:
        count, unit, after = found
        if unit in seen or (unit not in SECONDS and count != int(count)):
            break
        seen.add(unit)
        months += int(count) * MONTHS.get(unit, 0)
        days += int(count) * DAYS.get(unit, 0)
        seconds += count * SECONDS.get(unit, 0)
        end = after
    return ((months, days, round(seconds)) if seen else None), end


def _and(line: Line, at: int) -> int:
    return line.skip(line.skip(at, ","), "and")


def _amount(line: Line, at: int, now: Now, marked: bool) -> Amount | None:
    """One count with its unit."""
    worded = _in_words(line, at)
    if worded is not None:
        return worded
    counted = _count(line, at)
    if counted is None:
        return None
    count, after = counted
    if line.word(after) == "and" and line.word(after + 1) == "a" and line.word(after + 2) == "half":
        count, after = count + 0.5, after + 3
    unit = _unit(line, after)
    if unit == "hour" and not marked and line[at].end - line[at].start == 4:
        return None  # 1800 hrs
    if unit is None or (unit == "hour" and not marked and now.language in {"fr", "pt", "es"}):
        return None
    return _with_half(line, count, unit, after + 1)


def _with_half(line: Line, count: float, unit: str, after: int) -> Amount:
    """'an hour and a half', 'in 2h30' included."""
    if unit in SECONDS:
        if line.phrase(after, "and", "a", "half"):
            return count + 0.5, unit, after + 3
        if line.phrase(after, "and", "a", "quarter"):
            return count + 0.25, unit, after + 3
        minutes = line[after].number
        ends = line[after + 1].word not in UNITS
        if unit == "hour" and line[after].glued and minutes is not None and minutes < 60 and ends:
            return count + minutes / 60, unit, after + 1
    return count, unit, after


def _in_words(line: Line, at: int) -> Amount | None:
    """'half an hour', 'a quarter of an hour', 'a couple of days'."""
    after = line.skip(at, "a", "an")
    if line.word(after) == "half":
        unit = UNITS.get(line.word(line.skip(after + 1, "a", "an")))
        last = line.skip(after + 1, "a", "an") + 1
        halves = {"hour": (30.0, "minute"), "day": (12.0, "hour"), "minute": (30.0, "second")}
        return (*halves[unit], last) if unit in halves else None
    quarter = line.phrase(after, "quarter", "of", "an", "hour") or line.phrase(
        after, "quarter", "hour"
    )
    if quarter:
        return 15.0, "minute", quarter
    three = line.phrase(at, "three", "quarters", "of", "an", "hour")
    if three:
        return 45.0, "minute", three
    if line.word(after) == "couple":
        last = line.skip(after + 1, "of")
        unit = UNITS.get(line.word(last))
        return (2.0, unit, last + 1) if unit else None
    return None


def _count(line: Line, at: int) -> tuple[float, int] | None:
    """'90', 'two', '1.5', 'an', 'another'."""
    if line.word(at) in {"a", "an", "another"}:
        return 1.0, at + 1
    if line[at].number is not None and not _may_begin(line, at):
        return None
    found = count_at(line, at)
    if found is None:
        return None
    count, after = found
    point, digits = line[after], line[after + 1]
    if point.glued and point.word in {".", ","} and digits.glued and digits.number is not None:
        return count + digits.number / 10.0 ** (digits.end - digits.start), after + 2
    return float(count), after


def _may_begin(line: Line, at: int) -> bool:
    """A number glued to a unit before it is the next amount: '2h30m'."""
    return stands_free(line, at) or line.word(at - 1) in UNITS


def _unit(line: Line, at: int) -> str | None:
    token = line[at]
    if token.word in SHORT_UNITS and not token.glued and line[at - 1].number is None:
        return None
    if token.word == "second" and line[at - 1].word in ARTICLES and line[at + 1].word in UNITS:
        return None
    return UNITS.get(token.word)
