"""Days by what they are: 'first monday of april', 'end of the month', 'christmas'."""

from datetime import date, timedelta

from domain.when.dates import coming
from domain.when.day import monday_of
from domain.when.numbers import ordinal_at
from domain.when.parts import Day, Impossible, Match, Now
from domain.when.tokens import Line
from domain.when.words import MONTHS, ORDINALS, WEEKDAYS

DAY = timedelta(days=1)
FEASTS = {
    ("christmas", "eve"): (12, 24),
    ("christmas", "day"): (12, 25),
    ("christmas",): (12, 25),
    ("xmas", "eve"): (12, 24),
    ("xmas",): (12, 25),
    ("boxing", "day"): (12, 26),
    ("new", "year's", "eve"): (12, 31),
    ("new", "years", "eve"): (12, 31),
    ("new", "year's", "day"): (1, 1),
    ("new", "years", "day"): (1, 1),
    ("valentine's", "day"): (2, 14),
    ("valentines", "day"): (2, 14),
    ("halloween",): (10, 31),
}
STARTS = frozenset((*(words[0] for words in FEASTS), *ORDINALS, "the", "on", "last", "end", "at"))
STARTS |= {"eom", "eow", "in", "by"}


def match(line: Line, at: int, now: Now) -> Match | None:
    """The longest such day that begins there."""
    first = line.skip(line.skip(at, "on", "at", "by", "in"), "the")
    return _feast(line, first, now) or _nth(line, first, now) or _end(line, first, now)


def _feast(line: Line, at: int, now: Now) -> Match | None:
    for words, (month, day) in FEASTS.items():
        end = line.phrase(at, *words)
        if end:
            return coming(month, day, now), end
    return None


def _nth(line: Line, at: int, now: Now) -> Match | None:
    """'first monday of april', 'last friday of the month', '1st of next month'."""
    found = (-1, at + 1) if line.word(at) == "last" else ordinal_at(line, at)
    if found is None:
        return None
    nth, after = found
    weekday = WEEKDAYS.get(line.word(after))
    named = after + 1 if weekday is not None or line.word(after) == "day" else after
    if named == after and nth == -1:
        return None
    months, end = _months(line, line.skip(named, "of", "in"), now)
    if not months or end == named or line.word(named) not in {"of", "in"}:
        return None
    days = [_day_in(month, nth, weekday) for month in months]
    ahead = tuple(day for day in days if day is not None and day >= now.today)
    return (Day(ahead[:2]) if ahead else Impossible()), end


def _months(line: Line, at: int, now: Now) -> tuple[list[date], int]:
    """First days of the months that may be meant, in order, and the index after the words."""
    this = now.today.replace(day=1)
    after = line.skip(at, "the")
    month = MONTHS.get(line.word(after))
    if month is not None:
        year = this.year if month >= this.month else this.year + 1
        return [date(year, month, 1), date(year + 1, month, 1)], after + 1
    if line.phrase(after, "next", "month"):
        return [_next(this)], after + 2
    if line.word(after) == "month" and after > at:
        return [this, _next(this)], after + 1
    if line.phrase(after, "this", "month"):
        return [this], after + 2
    return [], at


def _next(month: date) -> date:
    return (month + 31 * DAY).replace(day=1)


def _day_in(month: date, nth: int, weekday: int | None) -> date | None:
    """The nth day or weekday of the month; -1 is the last."""
    if weekday is None:
        found = _next(month) - DAY if nth == -1 else month + (nth - 1) * DAY
    elif nth == -1:
        last = _next(month) - DAY
        found = last - (last.weekday() - weekday) % 7 * DAY
    else:
        found = month + ((weekday - month.weekday()) % 7 + 7 * (nth - 1)) * DAY
    return found if found.month == month.month else None


def _end(line: Line, at: int, now: Now) -> Match | None:
    """'end of the month', 'end of next week', 'eom': the last day, of a week its Friday."""
    if line.word(at) in {"eom", "eow"}:
        return Day((_last_of(line.word(at)[-1], 0, now),)), at + 1
    after = line.phrase(at, "end", "of")
    if not after:
        return None
    ahead = int(line.word(after) == "next")
    named = line.skip(line.skip(after, "the"), "this", "next")
    kind = {"month": "m", "week": "w", "year": "y"}.get(line.word(named), "")
    month = MONTHS.get(line.word(named))
    if month is not None:
        year = now.today.year + (month < now.today.month)
        return Day((_next(date(year, month, 1)) - DAY,)), named + 1
    return (Day((_last_of(kind, ahead, now),)), named + 1) if kind else None


def _last_of(kind: str, ahead: int, now: Now) -> date:
    this = now.today.replace(day=1)
    if kind == "m":
        return _next(_next(this) if ahead else this) - DAY
    if kind == "y":
        return date(this.year + ahead, 12, 31)
    friday = monday_of(now.today) + (4 + 7 * ahead) * DAY
    return friday if friday >= now.today else monday_of(now.today) + 6 * DAY
