"""Days by name: 'today', 'next friday', 'friday week', 'this weekend', 'next month'."""

from datetime import date, timedelta

from domain.when.grammar.parts import Day, Elapsed, Match, Now, Past
from domain.when.text.lexicon import ANDS, FROM_TO, PLURALS, STRONG, UNITS, WEEKDAYS
from domain.when.text.tokens import Line

WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
SEVERAL = {"weekday": WORKDAYS, "weekdays": WORKDAYS, "weekend": WEEKEND, "weekends": WEEKEND}
LISTED = frozenset((",", "/", "+", *ANDS))
DAY, WEEK = timedelta(days=1), timedelta(days=7)
AHEAD = frozenset(("next", "coming"))
HOW = AHEAD | {"this", "afternext"}
BACK = frozenset(("last", "previous", "past"))
STARTS = frozenset(
    (
        *(*WEEKDAYS, *HOW, *BACK, "today", "tomorrow", "overmorrow", "yesterday", "the", "on"),
        *("weekend", "week", "month", "year", "at", "in"),
    )
)
FOLLOWED = frozenset((*WEEKDAYS, *UNITS, "weekend", "night", "evening", "morning", "afternoon"))


def match(line: Line, at: int, now: Now) -> Match | None:
    first = line.skip_all(at, "on", "the", "at", "in")
    first += first > at and line.word(first) == "a" and line.word(first + 1) in WEEKDAYS
    if line.word(first) in BACK and line.word(first + 1) in FOLLOWED:
        return Past(), first + 2
    return (
        _near(line, first, now)
        or _weekday(line, first, now)
        or _weekend(line, first, now)
        or _period(line, first, now)
    )


def monday_of(day: date) -> date:
    """The Monday on or before."""
    return day - day.weekday() * DAY


def weekdays_at(line: Line, at: int, least: int = 2) -> tuple[tuple[int, ...], int] | None:
    """'monday and friday', 'mon, wed & fri', 'mon-fri', 'mondays'; and the index after them."""
    ranged = _range(line, at)
    if ranged is not None:
        return ranged
    found: list[int] = []
    end, after, bare, plural = at, at, False, False
    while (number := weekday_at(line, after)) is not None:
        found.append(number)
        plural = plural or line.word(after) in PLURALS
        end = after + 1
        listed = line.skip_all(end, *LISTED)
        after = line.skip_all(listed, "the", "on", "every")
        bare = bare or (listed == end and weekday_at(line, after) is not None)
    if (len(found) < least and not plural) or (bare and len(found) < 3) or not found:
        return None
    return tuple(sorted(set(found))), end


def _range(line: Line, at: int) -> tuple[tuple[int, ...], int] | None:
    """'mon-fri', 'monday to friday', 'de lunes a viernes', 'somvar se shukravar tak'."""
    first = weekday_at(line, at)
    last = line.skip_all(at + 2, "the", "on")
    joined = line.word(at + 1) in FROM_TO | {"at", "se"}
    until = weekday_at(line, last) if first is not None and joined else None
    if first is None or until is None:
        return None
    days = {(first + n) % 7 for n in range((until - first) % 7 + 1)}
    return tuple(sorted(days)), line.skip(last + 1, "until", "until<")


def weekday_at(line: Line, at: int) -> int | None:
    word = line.word(at)
    return WEEKDAYS.get(word, PLURALS.get(word))


def working_days_after(day: date, count: int) -> date:
    """So many days from Monday to Friday on; holidays are not known."""
    while count:
        day += DAY
        count -= day.weekday() < 5
    return day


def _near(line: Line, at: int, now: Now) -> Match | None:
    word, today = line.word(at), now.today
    if word == "yesterday":
        return Past(), at + 1
    days = {"today": 0, "tomorrow": 1, "overmorrow": 2}.get(word)
    if days is None:
        return None
    named = today + days * DAY
    return (
        (Day((named + WEEK,)), at + 2) if line.word(at + 1) == "week" else (Day((named,)), at + 1)
    )


def _weekday(line: Line, at: int, now: Now) -> Match | None:
    """'friday', 'next friday', 'friday week', 'friday after next', 'lunes que viene'."""
    how = line.word(at) if line.word(at) in HOW else ""
    named = line.skip(at + 1, "coming", "next") if how else at
    weekday = WEEKDAYS.get(line.word(named))
    if how in AHEAD and line.word(named) in {"weekday", "weekdays"}:
        return Day((working_days_after(now.today, 1),)), named + 1
    if weekday is None:
        return _week(line, at, now)
    end = named + 1
    if line.word(end) in BACK and line.word(end + 1) not in {"day", "#1", "a"}:
        return Past(), end + 1
    if not how and line.word(end) in HOW and line.word(end + 1) not in FOLLOWED:
        how, end = line.word(end), end + 1
    if how:
        return _ahead(weekday, how, now), end
    return _plain(line, named, weekday, now)


def _ahead(weekday: int, how: str, now: Now) -> Day:
    soonest = now.today + (weekday - now.today.weekday()) % 7 * DAY
    if how == "this":
        return Day((soonest, soonest + WEEK), weekday=weekday)
    if how == "coming":
        return Day((soonest if soonest > now.today else soonest + WEEK,), weekday=weekday)
    named_so = monday_of(now.today) + WEEK + weekday * DAY
    if how == "afternext":
        return Day((named_so + WEEK,))
    nearer = (soonest,) if now.today < soonest < named_so else ()
    return Day((named_so,), nearer, weekday=weekday)


def _plain(line: Line, at: int, weekday: int, now: Now) -> Match | None:
    soonest = now.today + (weekday - now.today.weekday()) % 7 * DAY
    end = at + 1
    after_next = line.phrase(end, "after", "next")
    if after_next:
        return Day((soonest + WEEK,)), after_next
    if line.word(end) == "week" and line.word(end + 1) not in {"after", "coming", "next"}:
        ahead = soonest if soonest > now.today else soonest + WEEK
        return Day((ahead + WEEK,)), end + 1
    if line.word(end) == "fortnight":
        return Day((soonest + 2 * WEEK,)), end + 1
    short = line[at].weak and line.word(at - 1) not in {"on", "until"}
    end += line[at].weak and line[end].glued and line.word(end) == "."
    if short and at and now.language not in {"en", "hi"} and _is_message(line, end):
        return None  # 'às 9 ter reunião'
    return Day((soonest, soonest + WEEK), weekday=weekday, weak=short), end


def _is_message(line: Line, at: int) -> bool:
    """Whether a word stands there that says nothing about time."""
    word = line.word(at)
    return word.isalpha() and word not in STRONG and word not in {"at", "on", "the", "in", "a~"}


def _week(line: Line, at: int, now: Now) -> Match | None:
    """'next week', 'semana que viene'; narrowed later by a weekday elsewhere."""
    monday = monday_of(now.today)
    numbered = _week_number(line, at, now)
    if numbered is not None:
        return numbered
    ahead, end = _which(line, at, "week")
    after = line.phrase(at, "week", "after", "next")
    if after or ahead == "afternext":
        return Day((monday + 2 * WEEK,), week=monday + 2 * WEEK), after or end
    if ahead in AHEAD:
        return Day((monday + WEEK,), week=monday + WEEK), end
    return (Day((now.today,), week=monday, weak=True), end) if ahead == "this" else None


def _week_number(line: Line, at: int, now: Now) -> Match | None:
    """'week 50', 'KW 51': the coming one of that number (ISO 8601), narrowed by a weekday."""
    number = line[at + 1].number
    if line.word(at) != "week" or number is None or not 1 <= number <= 53:
        return None
    if line.word(at + 2) in UNITS or line[at - 1].number is not None or line.word(at + 2) == ":":
        return None
    for year in (now.today.year, now.today.year + 1):
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        if monday + 6 * DAY >= now.today:
            return Day((monday,), week=monday, weak=True), at + 2
    return None


def _which(line: Line, at: int, unit: str) -> tuple[str, int]:
    """How a week, month or year is named, before it or behind it; and the index after it."""
    if line.word(at) in HOW:
        named = line.skip(at + 1, "coming", "next")
        return (line.word(at), named + 1) if line.word(named) == unit else ("", at)
    behind = line.word(at) == unit and line.word(at + 1) in HOW
    return (line.word(at + 1), at + 2) if behind else ("", at)


def _weekend(line: Line, at: int, now: Now) -> Match | None:
    how, end = _which(line, at, "weekend")
    if not how and line.word(at) != "weekend":
        return None
    end = end if how else at + 1
    if line.word(end) in BACK:
        return Past(), end + 1
    saturday = monday_of(now.today) + 5 * DAY
    after = line.phrase(end, "after", "next")
    if after or how == "afternext":
        return Day((saturday + 2 * WEEK,)), after or end
    if how == "next":
        nearer = (saturday,) if saturday > now.today else ()
        return Day((saturday + WEEK,), nearer), end
    if how == "coming" and saturday <= now.today:
        return Day((saturday + WEEK,)), end
    return Day((saturday, saturday + DAY, saturday + WEEK)), end


def _period(line: Line, at: int, now: Now) -> Match | None:
    """'next month', 'next year': their first day."""
    today = now.today
    how, end = _which(line, at, "month")
    if how in {"next", "coming", "afternext"}:
        year, month = divmod(today.year * 12 + today.month + (how == "afternext"), 12)
        first = date(year, month + 1, 1)
        return Day((first,), month=first), end
    if how == "this":
        return Day((today,), month=today.replace(day=1), weak=True), end
    how, end = _which(line, at, "year")
    if how in AHEAD:
        return Day((date(today.year + 1, 1, 1),)), end
    back = line.word(at) in UNITS and line.word(at + 1) in {"previous", "last"}
    return (Past(), at + 2) if back else None


def shifted(line: Line, at: int, now: Now, length: Elapsed) -> Match | None:
    """'a week from friday', 'a week on friday', 'two days after tomorrow', 'a week today'."""
    if length.months and not length.days and line.word(at) == "today":
        return Elapsed(months=length.months, marked=True), at + 1
    if length.seconds or length.months:
        return None
    from_there = line.skip(line.skip(at, "from", "on", "after", "past"), "the")
    if from_there == at and length.days % 7:
        return None  # 'un día mañana'
    anchor = _near(line, from_there, now) or _weekday(line, from_there, now)
    if anchor is None or not isinstance(anchor[0], Day) or anchor[0].week is not None:
        return None
    first = next((day for day in anchor[0].options if day > now.today), now.today)
    if line.word(from_there) == "today":
        first = now.today
    return Day((first + length.days * DAY,)), anchor[1]
