"""Lengths of time: 'in 90 min', '2h30m', 'half an hour', 'an hour and a half', 'in 3 days'.

Hours, minutes and seconds are added to the instant; days and longer move the calendar.
"""

from domain.when.grammar import clock
from domain.when.grammar.days import working_days_after
from domain.when.grammar.parts import Clock, Day, Elapsed, Match, Now, Past, Shift, Unsure
from domain.when.text.lexicon import ANDS, HALVED, PARTS, UNITS, VALUES
from domain.when.text.numbers import amount_at, and_part, count_at, fraction_at, stands_free
from domain.when.text.tokens import Line

SECONDS = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "week": 7, "fortnight": 14}
MONTHS = {"month": 1, "year": 12}
SHORT_UNITS = {
    "s": "second",
    "m": "minute",
    "h": "hour",
    "d": "day",
    "w": "week",
    "mi": "minute",
    "mo": "month",
    "j": "day",
    "y": "year",
}
"""Units only when glued to their number: '30m'."""
SIGNS = {"\u00bd": "half", "\u00bc": "quarter", "\u00be": "threequarter"}
MARKS = frozenset(("in", "within", "after", "ahead"))
STARTS = frozenset(
    (
        *(*MARKS, "half", "a", "an", "quarter", "threequarter", "another", "on", "the", "ago>"),
        *("plushalf", "plusquarter", "minusquarter", "of", *VALUES, *HALVED),
        *("\u00bd", "\u00bc", "\u00be"),
    )
)
WAYS = {"before": -1, "ago>": -1, "until": -1, "to": -1, "after": 1, "past": 1, "later": 1}
MOST = 400  # working days
AMBIGUOUS = frozenset(("before", "past", "to", "until", "ago>"))

FOLLOWING = frozenset(("from", "after", "past", "later", "ago"))

Amount = tuple[float, str, int]
"""How many of which unit, and the index after it."""
Total = tuple[int, int, int]
"""Months, days and seconds."""


def match(line: Line, at: int, now: Now) -> Match | None:
    if line.word(at) == "ago>":
        return _ago(line, at + 1)
    first = at + 1 if line.word(at) in MARKS else at
    marked = first > at
    first = line.skip_all(first, "around", "sometime") if marked else first
    working = _working_days(line, first, now)
    if working is not None:
        return working
    total, end = _sum(line, first, marked)
    if total is not None and total[2] and (shift := _shift(line, first, end, total[2], now=now)):
        return shift
    timely = marked and line.word(at) != "after"  # 'depois das 18h' is o'clock
    if total is None or (not timely and not _is_length(line, first, end, now)):
        return None
    return _placed(line, total, line.skip(end, "time") if marked else end, marked)


def _ago(line: Line, at: int) -> Match | None:
    """'vor 3 Tagen', 'hace una hora'."""
    length, end = _sum(line, at, marked=True)
    return (Past(), end) if length is not None else None


def _placed(line: Line, total: Total, end: int, marked: bool) -> Match:
    """The length with what follows it: 'ago', 'from now', 'before' something."""
    after = _later(line, end)
    if line.word(end) == "ago" or after:
        return (Elapsed(*total, marked=True), after) if after else (Past(), end + 1)
    if line.word(end) in AMBIGUOUS and total[2] == 0 and not marked:
        return Unsure(), end + 1
    return Elapsed(*total, marked=marked, weak=not marked), end


def _working_days(line: Line, at: int, now: Now) -> Match | None:
    """'in 3 business days': from Monday to Friday, holidays unknown."""
    counted = count_at(line, at)
    if counted is None or line.word(counted[1]) not in {"weekday", "weekdays"}:
        return None
    count, after = counted
    end = line.skip(_later(line, after + 1) or after + 1, "time")
    if line.word(end) == "ago" or not 0 < count < MOST:
        return Unsure(), end + 1
    marked = line.word(at - 1) in MARKS or end > after + 1
    return Day((working_days_after(now.today, count),), weak=not marked), end


def _shift(line: Line, at: int, end: int, seconds: int, *, now: Now) -> Match | None:
    """'half an hour before midnight', '20 minutes after 6pm'; 'raat 9 baje se 20 minat pehle'."""
    way, after = WAYS.get(line.word(end), 0), line.skip_all(end + 1, "the", "at", "of", "se")
    if way:
        part = line.skip_all(after, *PARTS)
        named = clock.match(line, part, now)
        if line.word(after) == "midday" or (named and isinstance(named[0], Clock)):
            return Shift(way * seconds), end + 1
    before = line.word(at - 2) in {"o'clock", "hour~", "noon", "midnight", *PARTS}
    back = {"ago": -1, "later": 1}.get(line.word(end), 0)
    if before and line.word(at - 1) in {"se", "of"} and back:
        return Shift(back * seconds), end + 1
    return None


def _is_length(line: Line, at: int, end: int, now: Now) -> bool:
    """Without a word for 'in': no 'for 3 days', no 'one day' and no o'clock."""
    one = line[at].number is None and UNITS.get(line.word(end - 1)) == "day" and end - at == 2
    someday = one and line.word(at) in {"#1", "a"} and line.word(end) not in FOLLOWING
    return line.word(at - 1) != "for" and not someday and not _tells_clock(line, at, end, now)


def unit_at(line: Line, at: int) -> str | None:
    token = line[at]
    spaced = line[at - 2].word in MARKS  # in 1 h 30 min
    if token.word in SHORT_UNITS and (token.glued or spaced) and line[at - 1].number is not None:
        return SHORT_UNITS[token.word]
    return UNITS.get(token.word)


def _later(line: Line, end: int) -> int:
    """The index after 'from now', 'later', or 0."""
    if line.word(end) in {"later", "mein"}:
        return line.skip(end + 1, "later", "mein")
    return line.phrase(end, "from", "today") or line.phrase(end, "from", "now")


def _tells_clock(line: Line, at: int, end: int, now: Now) -> bool:
    """'9 heures', '9h', '9 часов' without a word for 'in' are o'clock; so is '1800 hrs'."""
    later = _later(line, end) or line.word(end) == "ago"
    words = {line.word(n) for n in range(at, end)}
    short = line.word(at + 1) == "h" and (
        now.language not in {"en", "hi"} or (line[at].number or 0) in range(13, 24)
    )
    several = line.word(end - 1) != "hour~" or bool(words & {"half", "withhalf", *HALVED})
    wide = line[at].end - line[at].start == 4 and line[at].number is not None
    return not later and (
        short
        or (not several and "hour~" in words)
        or (wide and not words.isdisjoint(("hour", "h")))
    )


def _sum(line: Line, at: int, marked: bool) -> tuple[Total | None, int]:
    """The total and the index after the last amount; None without an amount."""
    months, days, seconds, end, seen = 0, 0, 0.0, at, set[str]()
    while (
        found := amount_of_unit(line, end if end == at else _and(line, end), marked)
    ) is not None:
        count, unit, after = found
        if unit in seen or (unit not in SECONDS and count != int(count)):
            break
        seen.add(unit)
        months += int(count) * MONTHS.get(unit, 0)
        days += int(count) * DAYS.get(unit, 0)
        seconds += count * SECONDS.get(unit, 0)
        end, marked = after, False
    return ((months, days, round(seconds)) if seen else None), end


def _and(line: Line, at: int) -> int:
    return line.skip(line.skip(at, ","), *ANDS)


def amount_of_unit(line: Line, at: int, marked: bool) -> Amount | None:
    """One count with its unit; behind 'in' a unit alone is one: 'через час'."""
    worded = _in_words(line, at)
    if worded is not None:
        return worded
    counted = _count(line, at)
    if counted is None:
        unit = UNITS.get(line.word(at)) if marked and len(line.word(at)) > 2 else None
        plain = unit and line[at + 1].number is None
        return _with_half(line, 1.0, unit, at + 1) if unit and plain else None
    count, after = counted
    unit = unit_at(line, after)
    if unit == "second" and line.word(after - 1) in {"a", "#1"} and line.word(after + 1) in UNITS:
        return None
    return _with_half(line, count, unit, after + 1) if unit else None


def _with_half(line: Line, count: float, unit: str, after: int) -> Amount:
    """'an hour and a half', 'in 2h30' included."""
    if unit in SECONDS:
        part, end = and_part(line, after)
        if part and UNITS.get(line.word(end)) is None:
            return count + part, unit, end
        more = count_at(line, after + 1) if unit == "hour" and line.word(after) in ANDS else None
        if more and 1 < more[0] < 60 and unit_at(line, more[1]) is None:
            return count + more[0] / 60, unit, more[1]
        minutes = line[after].number
        ends = unit_at(line, after + 1) is None
        if unit == "hour" and minutes is not None and minutes < 60 and ends:
            glued = line[after].glued
            wide = line[after - 1].word != "h" or line[after].end - line[after].start == 2
            bare = line.word(after + 1) in {"", ",", ".", "later"} and wide
            if glued or bare:
                return count + minutes / 60, unit, after + 1
    return count, unit, after


def _in_words(line: Line, at: int) -> Amount | None:
    """'half an hour', 'a quarter of an hour', 'meia hora'."""
    after = line.skip(at, "a", "an", "the", "#1")
    word = line.word(after)
    word = SIGNS.get(word, word)
    if word not in {"half", "quarter", "threequarter"}:
        return None
    named = line.skip_all(after + 1, "of", "a", "an", "#1")
    unit = UNITS.get(line.word(named))
    if unit == "hour":
        return {"half": 30.0, "quarter": 15.0, "threequarter": 45.0}[word], "minute", named + 1
    halves = {"day": (12.0, "hour"), "minute": (30.0, "second"), "year": (6.0, "month")}
    return (*halves[unit], named + 1) if word == "half" and unit in halves else None


def _count(line: Line, at: int) -> tuple[float, int] | None:
    """'90', 'two', '1.5', 'an', 'another'."""
    first = line.skip(at, "the") if line.word(at + 1) in VALUES else at
    if line.word(first) in {"a", "an", "another"}:
        more = amount_at(line, first + 1) if line.word(first) == "another" else None
        return more or (1.0, first + 1)
    if line[first].number is not None and not _may_begin(line, first):
        return None
    wide = line[first].number is not None and line[first].end - line[first].start > 3
    if wide and fraction_at(line, first) is None:
        counted = count_at(line, first)
        return (float(counted[0]), counted[1]) if counted else None
    return amount_at(line, first)


def _may_begin(line: Line, at: int) -> bool:
    """A number glued to a unit before it is the next amount: '2h30m'."""
    return stands_free(line, at) or unit_at(line, at - 1) is not None
