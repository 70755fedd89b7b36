"""Days by what they are: 'first monday of april', 'end of the month', 'christmas'."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from domain.when.grammar.dates import coming
from domain.when.grammar.days import AHEAD, monday_of
from domain.when.grammar.parts import Day, Every, Impossible, Match, Now, Unsure
from domain.when.text.lexicon import ANDS, MONTHS, ORDINALS, PLURALS, VALUES, WEEKDAYS
from domain.when.text.numbers import count_at, ordinal_at
from domain.when.text.tokens import Line

DAY = timedelta(days=1)
WEEKS = 5  # of a month
SPANNING = frozenset((*MONTHS, *AHEAD, "this", "month", "week"))
ALIKE = {"quarter": 4, "other": 2, "ago": 1}
"""Words of other meanings that are ordinals before a weekday: cuarto sábado, pehle somvar."""
Target = int | str | None
"""A weekday, "workday", "day" or nothing."""
Span = tuple[date, date]
"""First and last day."""
OF = frozenset(("of", "in", "on", "at"))
EDGES = frozenset(("end", "start", "beginning", "mid", "middle"))
STARTS = frozenset(
    (
        *(
            *ORDINALS,
            *VALUES,
            *EDGES,
            *MONTHS,
            *ALIKE,
            "day",
            "day~",
            "dayno",
            "nextlast",
            "month",
            "week",
            "the",
            "on",
            "last",
            "at",
            "eom",
            "eow",
            "in",
            "of",
        ),
        *("thanksgiving", "next", "this", "coming"),
    )
)


def match(line: Line, at: int, now: Now) -> Match | None:
    first = line.skip_all(at, "on", "at", "in", "the", "of")
    return (
        _feast(line, first, now)
        or nth(line, first, now)
        or _within(line, first, now)
        or _edge(line, first, now)
    )


def is_feast(word: str) -> bool:
    """Whether a word of the grammar is a fixed holiday, '@12-25'."""
    return word[:1] == "@" and len(word) > 3


def _feast(line: Line, at: int, now: Now) -> Match | None:
    at = line.skip(at, "next", "this", "coming")
    word = line.word(at)
    if word == "thanksgiving":
        days = (day_in(_month(date(now.today.year + late, 11, 1)), 4, 3) for late in (0, 1))
        return Day(tuple(day for day in days if day and day >= now.today)), at + 1
    if not is_feast(word):
        return None
    month, day = (int(part) for part in word[1:].split("-"))
    after = line[at + 1]
    if after.number is not None and after.end - after.start == 4 and after.number > 1900:
        found = date(after.number, month, day)
        return Day((found,)), at + 2
    return coming(month, day, now), at + 1


def nth(line: Line, at: int, now: Now, *, repeats: bool = False) -> Match | None:
    """'first monday of april', 'last day of the month', '1st and 15th of every month'.

    repeats: 'every' stands before it.
    """
    numbers, after = _numbers_at(line, at)
    if not numbers:
        return None
    target, end = target_at(line, after)
    repeated = _every_month(line, end, numbers, target, repeats=repeats)
    if repeated:
        return series(numbers, target), repeated
    yearly = _every_year(line, end, target, repeats=repeats)
    if yearly is not None:
        every = series(numbers, target)
        month, last = yearly
        named = replace(every, unit="year", month=month) if isinstance(every, Every) else every
        return named, last
    return _once(line, numbers[0], target, end, now=now) if len(numbers) == 1 else None


def _numbers_at(line: Line, at: int) -> tuple[tuple[int, ...], int]:
    """'first and third', '1. und 15.', '5 del': which ones, and the index after them."""
    numbers, after = orders_at(line, at)
    figures, end = figures_at(line, at) if len(numbers) < 2 else ((), at)
    if len(figures) > 1:
        return figures, end
    pointed = None if numbers else numbered(line, at)
    return ((pointed[0],), pointed[1]) if pointed else (numbers, after)


def _every_month(
    line: Line, end: int, numbers: tuple[int, ...], target: Target, *, repeats: bool
) -> int:
    """The index after 'of every month', which two ordinals or 'every' before them make of a month.

    0 if it is none.
    """
    said = _of_every_month(line, end)
    if said:
        return said
    month = line.skip_all(end, *OF, "the", "dayno")
    plain = line.word(month) == "month" and line.word(month + 1) not in AHEAD
    several = len(numbers) > 1
    if plain and (several or (repeats and target not in {None, "day"})):
        return month + 1
    return end if repeats and several and isinstance(target, int) else 0


def _every_year(line: Line, end: int, target: Target, *, repeats: bool) -> tuple[int, int] | None:
    """The month of 'second sunday in may every year', and the index after it."""
    at = line.skip_all(end, *OF, "the")
    month = MONTHS.get(line.word(at))
    if month is None or target in {None, "day"}:
        return None
    yearly = line.phrase(at + 1, "every", "year") or line.phrase(at + 1, "yearly")
    return (month, yearly or at + 1) if yearly or repeats else None


def _within(line: Line, at: int, now: Now) -> Match | None:
    """'mahine ke aakhri din', 'अगले महीने के पहले सोमवार': the month first."""
    if line.word(at) not in SPANNING:
        return None
    spans, end = _spans(line, at, now)
    numbers, after = orders_at(line, line.skip_all(end, "of", "in"))
    target, last = target_at(line, after)
    if not spans or line.word(end) != "of" or len(numbers) != 1 or target is None:
        return None
    days = [day_in(span, numbers[0], target) for span in spans]
    ahead = tuple(day for day in days if day is not None and day >= now.today)
    return (Day(ahead[:2]) if ahead else Impossible()), last


def _once(line: Line, number: int, target: Target, end: int, *, now: Now) -> Match | None:
    """The day of the month or week that is named, which comes next."""
    if target is None and number < 0:
        return None
    spans, last = _spans(line, line.skip_all(end, *OF), now)
    bare = line.word(end) not in OF and (target is None or line.word(end) in {"", *AHEAD})
    if not spans or last == end or bare:
        return None
    days = [day_in(span, number, target) for span in spans]
    ahead = tuple(day for day in days if day is not None and day >= now.today)
    named = isinstance(target, int) and any(line.word(at) in MONTHS for at in range(end, last))
    nth = (spans[0][0].month, number, target) if named and isinstance(target, int) else None
    return (Day(ahead[:2], nth=nth) if ahead else Impossible()), last


def series(numbers: tuple[int, ...], target: Target) -> Every | Unsure:
    """'first and third tuesday', 'last working day', '15th and last day' of every month."""
    if target == "workday":
        workdays = tuple((0, number) for number in range(5))
        one = len(numbers) == 1
        return Every("month", days=workdays, position=numbers[0]) if one else Unsure()
    if isinstance(target, int):
        if max(map(abs, numbers)) > WEEKS:
            return Unsure()  # 'third and 15th wednesday'
        return Every("month", days=tuple((number, target) for number in sorted(numbers)))
    return Every("month", number=numbers[0], numbers=numbers[1:])


def target_at(line: Line, at: int) -> tuple[Target, int]:
    """What an ordinal counts: a weekday, a working day, a day, or nothing that is said."""
    word = line.word(at)
    weekday = WEEKDAYS.get(word, PLURALS.get(word))
    if weekday is not None:
        return weekday, at + 1
    if word in {"weekday", "weekdays"}:
        return "workday", at + 1
    return ("day", at + 1) if word in {"day", "dayno", "day~"} else (None, at)


def order_at(line: Line, at: int) -> tuple[int, int] | None:
    """'third', 'last', 'second to last': which one, from the end below none; the index after."""
    if line.word(at) in {"last", "nextlast"}:
        return (-1 if line.word(at) == "last" else -2), at + 1
    found = ordinal_at(line, at)
    if found is None:
        said = ALIKE.get(line.word(at))
        after = line.word(at + 1)
        return (said, at + 1) if said and (after in ANDS or after in WEEKDAYS) else None
    back = line.skip(line.skip(found[1], "-"), "to")
    back = line.skip(back, "-")
    ended = line.word(back) == "last" and found[0] < 6
    return (-found[0], back + 1) if ended else found


def figures_at(line: Line, at: int) -> tuple[tuple[int, ...], int]:
    """'1. und 15.', 'días 1 y 15': numbers of days of the month, and the index after them."""
    found, end = [], line.skip(at, "dayno", "day~", "day")
    while (number := line[end].number) is not None and number <= 31:
        found.append(number)
        pointed = line.word(end + 1) == "." and line[end + 1].glued
        last = end + 1 + pointed
        end = line.skip_all(last, ",", "&", "and", "and+")
        if end == last or line[end].number is None:
            return tuple(found), line.skip(last, "dayno")
    return (), at


def orders_at(line: Line, at: int) -> tuple[tuple[int, ...], int]:
    """'third', '1st and 15th', 'the first and the last', and the index after them."""
    found, end = [], at
    while (item := order_at(line, end if end == at else _next_listed(line, end))) is not None:
        found.append(item[0])
        end = item[1]
    return tuple(found), end


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
    found, end = orders_at(line, at)
    return (found, end) if len(found) > 1 else ((), at)


def _next_listed(line: Line, at: int) -> int:
    listed = line.skip_all(at, ",", *ANDS)
    return line.skip_all(listed, "the", "on", "at", "in") if listed > at else len(line)


def _of_every_month(line: Line, at: int) -> int:
    """The index after 'of every month', 'de cada mes', 'каждого месяца', or 0."""
    every = line.skip_all(at, "of", "in", "on", "at", "the", "dayno")
    if line.word(every) == "monthly":
        return every + 1
    if line.word(every) != "every" or line.word(every + 1) != "month":
        return 0
    return line.skip(every + 2, "of", "on")


def _spans(line: Line, at: int, now: Now) -> tuple[list[Span], int]:
    """Months or weeks that may be meant, in order, and the index after the words."""
    this = now.today.replace(day=1)
    after = line.skip(at, "the")
    month = MONTHS.get(line.word(after))
    if month is not None:
        year = this.year if month >= this.month else this.year + 1
        given = line[after + 1]
        if given.number is not None and given.end - given.start == 4 and given.number > 1900:
            return [_month(date(given.number, month, 1))], after + 2
        return [_month(date(year + late, month, 1)) for late in (0, 1)], after + 1
    ahead = line.word(after) in AHEAD
    named = line.skip(after, "this", *AHEAD)
    kind = line.word(named)
    behind = line.word(named + 1) in AHEAD
    end = named + 1 + behind
    if kind == "week":
        monday = monday_of(now.today) + 7 * (ahead or behind) * DAY
        return ([(monday, monday + 6 * DAY)], end) if end > named + 1 or named > after else ([], at)
    if kind != "month":
        return [], at
    if ahead or behind:
        return [_month(_next(this))], end
    return [_month(this)] if named > after else [_month(this), _month(_next(this))], end


def _month(first: date) -> Span:
    return first, _last(first)


def _last(month: date) -> date:
    """The month's last day: also of the calendar's last month, which has no next one."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def _next(month: date) -> date:
    return (month + 31 * DAY).replace(day=1)


def day_in(span: Span, number: int, target: Target) -> date | None:
    """The nth day, working day or weekday of the month or week; -1 is the last."""
    first, last = span
    days = [first + n * DAY for n in range((last - first).days + 1)]
    if target == "workday":
        days = [day for day in days if day.weekday() < 5]
    elif isinstance(target, int):
        days = [day for day in days if day.weekday() == target]
    at = number - 1 if number > 0 else number
    return days[at] if -len(days) <= at < len(days) else None


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
    return Day(({"end": _last(first), "start": first, "mid": first + 14 * DAY}[edge],))


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
