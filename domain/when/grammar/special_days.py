"""Days by what they are: 'first monday of april', 'end of the month', 'christmas'."""

from datetime import date, timedelta

from domain.when.grammar.dates import coming
from domain.when.grammar.days import monday_of
from domain.when.grammar.parts import Day, Every, Impossible, Match, Now
from domain.when.text.lexicon import ANDS, MONTHS, ORDINALS, VALUES, WEEKDAYS
from domain.when.text.numbers import count_at, ordinal_at
from domain.when.text.tokens import Line

DAY = timedelta(days=1)
OF = frozenset(("of", "in", "on", "at"))
EDGES = frozenset(("end", "start", "beginning", "mid", "middle"))
STARTS = frozenset(
    (
        *(*ORDINALS, *VALUES, *EDGES, "the", "on", "last", "at", "eom", "eow", "in", "of"),
        *("thanksgiving", "next", "this", "coming"),
    )
)


def match(line: Line, at: int, now: Now) -> Match | None:
    first = line.skip_all(at, "on", "at", "in", "the", "of")
    return _feast(line, first, now) or nth(line, first, now) or _edge(line, first, now)


def is_feast(word: str) -> bool:
    """Whether a word of the grammar is a fixed holiday, '@12-25'."""
    return word[:1] == "@" and len(word) > 3


def _feast(line: Line, at: int, now: Now) -> Match | None:
    at = line.skip(at, "next", "this", "coming")
    word = line.word(at)
    if word == "thanksgiving":
        days = (day_in(date(now.today.year + late, 11, 1), 4, 3) for late in (0, 1))
        return Day(tuple(day for day in days if day and day >= now.today)), at + 1
    if not is_feast(word):
        return None
    month, day = (int(part) for part in word[1:].split("-"))
    after = line[at + 1]
    if after.number is not None and after.end - after.start == 4 and after.number > 1900:
        found = date(after.number, month, day)
        return Day((found,)), at + 2
    return coming(month, day, now), at + 1


def nth(line: Line, at: int, now: Now) -> Match | None:
    """'first monday of april', 'last day of the month', '1st of next month', '... every month'."""
    several, end = ordinals_at(line, at)
    if several and _of_every_month(line, end):
        every = Every("month", number=several[0], numbers=several[1:])
        return every, _of_every_month(line, end)
    found = (-1, at + 1) if line.word(at) == "last" else ordinal_at(line, at)
    found = found or numbered(line, at)
    if found is None:
        return None
    number, after = found
    weekday = WEEKDAYS.get(line.word(after))
    day = line.word(after) in {"day", "dayno", "day~"}
    named = after + 1 if weekday is not None or day else after
    if named == after and number == -1:
        return None
    repeated = _of_every_month(line, named)
    if repeated:
        days = () if weekday is None else ((number, weekday),)
        return Every("month", days=days, number=None if days else number), repeated
    months, end = _months(line, line.skip_all(named, *OF), now)
    bare = line.word(named) not in OF and (named == after or line.word(named) in {"", "next"})
    if not months or end == named or bare:
        return None
    found_days = [day_in(month, number, weekday) for month in months]
    ahead = tuple(item for item in found_days if item is not None and item >= now.today)
    return (Day(ahead[:2]) if ahead else Impossible()), end


def numbered(line: Line, at: int) -> tuple[int, int] | None:
    """'el 5 de cada mes', 'am 1. jeden Monats', '5 del mes que viene': the day, the index after."""
    counted = ordinal_at(line, at) or count_at(line, at)
    if counted is None or not 1 <= counted[0] <= 31:
        return None
    number, end = counted
    pointed = line.word(end) == "." and line[end].glued
    after = line.skip_all(line.skip(end + pointed, "dayno"), "of", "in", "the")
    named = line.skip(after, "every", "next", "this", "coming")
    linked = pointed or after > end
    return (number, end + pointed) if linked and line.word(named) == "month" else None


def ordinals_at(line: Line, at: int) -> tuple[tuple[int, ...], int]:
    """'1st and 15th', 'the 5th, 10th and 20th': none or at least two; and the index after."""
    found, end = [], at
    while (item := ordinal_at(line, end if end == at else _next_listed(line, end))) is not None:
        found.append(item[0])
        end = item[1]
    return (tuple(found), end) if len(found) > 1 else ((), at)


def _next_listed(line: Line, at: int) -> int:
    listed = line.skip_all(at, ",", *ANDS)
    return line.skip(listed, "the", "on") if listed > at else len(line)


def _of_every_month(line: Line, at: int) -> int:
    """The index after 'of every month', 'de cada mes', 'каждого месяца', or 0."""
    every = line.skip_all(at, "of", "in", "on", "at", "the", "dayno")
    if line.word(every) != "every" or line.word(every + 1) != "month":
        return 0
    return line.skip(every + 2, "of", "on")


def _months(line: Line, at: int, now: Now) -> tuple[list[date], int]:
    """First days of the months that may be meant, in order, and the index after the words."""
    this = now.today.replace(day=1)
    after = line.skip(at, "the")
    month = MONTHS.get(line.word(after))
    if month is not None:
        year = this.year if month >= this.month else this.year + 1
        given = line[after + 1]
        if given.number is not None and given.end - given.start == 4 and given.number > 1900:
            return [date(given.number, month, 1)], after + 2
        return [date(year, month, 1), date(year + 1, month, 1)], after + 1
    for words in (("next", "month"), ("month", "next"), ("month", "coming"), ("coming", "month")):
        if line.phrase(after, *words):
            return [_next(this)], after + 2
    if line.phrase(after, "this", "month"):
        return [this], after + 2
    if line.word(after) == "month":
        return [this, _next(this)], after + 1
    return [], at


def _next(month: date) -> date:
    return (month + 31 * DAY).replace(day=1)


def day_in(month: date, number: int, weekday: int | None) -> date | None:
    """The nth day or weekday of the month; -1 is the last."""
    if weekday is None:
        found = _next(month) - DAY if number == -1 else month + (number - 1) * DAY
    elif number == -1:
        last = _next(month) - DAY
        found = last - (last.weekday() - weekday) % 7 * DAY
    else:
        found = month + ((weekday - month.weekday()) % 7 + 7 * (number - 1)) * DAY
    return found if found.month == month.month else None


def _edge(line: Line, at: int, now: Now) -> Match | None:
    """'end of the month', 'end of next week', 'eom'; 'start of june', 'middle of the month'."""
    word = line.word(at)
    if word in {"eom", "eow"}:
        kind = "month" if word == "eom" else "week"
        return _edge_of(kind, "end", 0, now), at + 1
    if word not in EDGES:
        return None
    edge = {"beginning": "start", "middle": "mid"}.get(word, word)
    after = line.skip_all(at + 1, "of", "the", "-", "in", "on")
    month = MONTHS.get(line.word(after))
    if month is not None:
        given = line[after + 1].number if line[after + 1].end - line[after + 1].start == 4 else None
        year = given or now.today.year + (month < now.today.month)
        if not now.today.year <= year <= now.today.year + 100:
            return Impossible(), after + 2
        return _in_month(date(year, month, 1), edge), after + 1 + bool(given)
    ahead = int(line.word(after) in {"next", "coming"})
    named = line.skip(after, "this", "next", "coming")
    kind = line.word(named)
    if kind not in {"month", "week", "year"}:
        return None
    behind = line.word(named + 1) in {"next", "coming"}
    return _edge_of(kind, edge, ahead or int(behind), now), named + 1 + behind


def _in_month(first: date, edge: str) -> Day:
    return Day(({"end": _next(first) - DAY, "start": first, "mid": first + 14 * DAY}[edge],))


def _edge_of(kind: str, edge: str, ahead: int, now: Now) -> Day:
    this = now.today.replace(day=1)
    if kind == "month":
        following = _in_month(_next(this), edge)
        return following if ahead else Day((*_in_month(this, edge).options, *following.options))
    if kind == "year":
        year = this.year + ahead
        ends = {"end": date(year, 12, 31), "start": date(year, 1, 1), "mid": date(year, 7, 1)}
        return Day((ends[edge],))
    monday = monday_of(now.today) + 7 * ahead * DAY
    day = monday + {"end": 4, "start": 0, "mid": 2}[edge] * DAY
    late = monday + 6 * DAY if edge == "end" else day + 7 * DAY
    return Day((day if day >= now.today else late,))
