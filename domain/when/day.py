"""Days by name: 'today', 'next friday', 'friday week', 'this weekend', 'next month'."""

from datetime import date, timedelta

from domain.when.parts import Day, Elapsed, Match, Now, Past, Repeats
from domain.when.tokens import Line
from domain.when.words import UNITS, WEEKDAYS

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Words that are more often something else.
WEAK = frozenset(("sun", "sat", "wed", "mon", "tue", "thu", "fri"))
PLURALS = frozenset(f"{name}s" for name in WEEKDAYS if name.endswith("day"))
STARTS = frozenset(
    (
        *(*WEEKDAYS, *PLURALS, "today", "tomorrow", "day", "the", "on", "this", "next", "coming"),
        *("weekend", "yesterday", "last", "previous", "past", "every", "each", "daily", "hourly"),
        *("nightly", "weekdays", "monthly", "week"),
    )
)
FOLLOWED = frozenset((*WEEKDAYS, *UNITS, "weekend", "night", "evening", "morning", "afternoon"))


def match(line: Line, at: int, now: Now) -> Match | None:
    """The longest name of a day that begins there."""
    word = line.word(at)
    if word in {"last", "previous", "past"} and line.word(at + 1) in FOLLOWED:
        return Past(), at + 2
    if word in {"every", "each"}:
        return _every(line, at)
    if word in PLURALS or word in {"daily", "nightly", "hourly", "weekdays", "monthly"}:
        return Repeats(weak=True), at + 1
    first = line.skip(line.skip(at, "on"), "the")
    return (
        _near(line, first, now)
        or _weekday(line, first, now)
        or _weekend(line, first, now)
        or _period(line, first, now)
    )


def monday_of(day: date) -> date:
    """The Monday on or before."""
    return day - day.weekday() * DAY


def _every(line: Line, at: int) -> Match | None:
    after = line.skip(line.skip(at + 1, "other", "single"), "second")
    timed = line.word(after) in FOLLOWED or line.word(after) == "weekday"
    if timed or line[after].number is not None:
        return Repeats(), after + 1
    return None


def _near(line: Line, at: int, now: Now) -> Match | None:
    word, today = line.word(at), now.today
    if word == "day" and line.word(at + 1) == "after" and line.word(at + 2) == "tomorrow":
        return Day((today + 2 * DAY,)), at + 3
    if word == "day" and line.phrase(at, "day", "before", "yesterday"):
        return Past(), at + 3
    if word == "yesterday":
        return Past(), at + 1
    days = {"today": 0, "tomorrow": 1}.get(word)
    if days is None:
        return None
    named = today + days * DAY
    return (
        (Day((named + WEEK,)), at + 2) if line.word(at + 1) == "week" else (Day((named,)), at + 1)
    )


def _weekday(line: Line, at: int, now: Now) -> Match | None:
    """'friday', 'next friday', 'friday week', 'friday next week', 'friday after next'."""
    how = line.word(at) if line.word(at) in {"next", "this", "coming"} else ""
    named = line.skip(at + 1, "coming") if how else at
    weekday = WEEKDAYS.get(line.word(named))
    if weekday is None:
        return _week(line, at, now)
    soonest = now.today + (weekday - now.today.weekday()) % 7 * DAY
    week = monday_of(now.today) + WEEK
    end = named + 1
    if how == "next":
        named_so = week + weekday * DAY
        nearer = (soonest,) if now.today < soonest < named_so else ()
        return Day((named_so,), nearer), end
    after_next = line.phrase(end, "after", "next")
    if after_next:
        return Day((soonest + WEEK,)), after_next
    if line.word(end) == "week" and line.word(end + 1) != "after":
        ahead = soonest if soonest > now.today else soonest + WEEK
        return Day((ahead + WEEK,)), end + 1
    short = line.word(named) in WEAK and not how and named == at and line.word(at - 1) != "on"
    return Day((soonest, soonest + WEEK), weekday=weekday, weak=short), end


def _week(line: Line, at: int, now: Now) -> Match | None:
    """'next week', 'next week on friday'; narrowed later by a weekday elsewhere."""
    monday = monday_of(now.today)
    week = line.phrase(at, "next", "week")
    after = line.phrase(at, "week", "after", "next")
    if after:
        return Day((monday + 2 * WEEK,), week=monday + 2 * WEEK), after
    if week:
        return Day((monday + WEEK,), week=monday + WEEK), week
    this = line.phrase(at, "this", "week")
    return (Day((now.today,), week=monday, weak=True), this) if this else None


def _weekend(line: Line, at: int, now: Now) -> Match | None:
    how = line.word(at) if line.word(at) in {"next", "this", "coming"} else ""
    named = line.skip(at + 1, "coming") if how else at
    if line.word(named) != "weekend":
        return None
    saturday = monday_of(now.today) + 5 * DAY
    if how == "next":
        nearer = (saturday,) if saturday > now.today else ()
        return Day((saturday + WEEK,), nearer), named + 1
    return Day((saturday, saturday + DAY, saturday + WEEK)), named + 1


def _period(line: Line, at: int, now: Now) -> Match | None:
    """'next month', 'next year': their first day."""
    today = now.today
    if line.word(at) != "next":
        return None
    if line.word(at + 1) == "month":
        year, month = divmod(today.year * 12 + today.month, 12)
        return Day((date(year, month + 1, 1),)), at + 2
    if line.word(at + 1) == "year":
        return Day((date(today.year + 1, 1, 1),)), at + 2
    return None


def shifted(line: Line, at: int, now: Now, length: Elapsed) -> Match | None:
    """'a week from friday', 'a week on friday', 'two days after tomorrow', 'a week today'."""
    from_there = line.skip(at, "from", "on", "after")
    anchor = _near(line, from_there, now) or _weekday(line, from_there, now)
    if anchor is None or length.seconds or length.months or not isinstance(anchor[0], Day):
        return None
    first = next((day for day in anchor[0].options if day > now.today), now.today)
    if line.word(from_there) == "today":
        first = now.today
    return Day((first + length.days * DAY,)), anchor[1]
