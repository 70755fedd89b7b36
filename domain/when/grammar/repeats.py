"""What repeats: 'every monday', 'mon-fri', 'every other day', 'on the 1st of every month'."""

from dataclasses import replace
from datetime import timedelta

from domain.when.grammar import days as day
from domain.when.grammar import special_days
from domain.when.grammar.bounds import day_at
from domain.when.grammar.clock_in_words import NOON
from domain.when.grammar.days import weekdays_at
from domain.when.grammar.lengths import DAYS, amount_of_unit
from domain.when.grammar.lengths import STARTS as LENGTHS
from domain.when.grammar.parts import Day, Every, Match, Now, Past, Unsure
from domain.when.text.lexicon import PARTS, PLURALS, UNITS, WEEKDAYS
from domain.when.text.numbers import count_at, ordinal_at
from domain.when.text.tokens import Line

SEVERAL = {name: tuple((0, number) for number in days) for name, days in day.SEVERAL.items()}
ADVERBS = {
    "daily": Every("day"),
    "weekly": Every("week"),
    "monthly": Every("month"),
    "yearly": Every("year"),
    "hourly": Every("hour"),
    "nightly": Every("day"),
    "fortnightly": Every("week", 2),
    "quarterly": Every("month", 3),
    "weekdays": Every("week", days=SEVERAL["weekdays"]),
    "weekends": Every("week", days=SEVERAL["weekends"]),
}
STARTS = frozenset(
    (
        *(
            *ADVERBS,
            *PLURALS,
            *WEEKDAYS,
            "every",
            "other",
            "on",
            "the",
            "from",
            "unsure",
            "twice",
            "once",
        ),
        *("of", "at", "#2", "#3", "#4"),
    )
)

_NAMED = frozenset((*UNITS, *WEEKDAYS, "weekday"))

WAYS = {"before": -1, "ago>": -1, "after": 1, "past": 1}
OFFSET_STARTS = LENGTHS | {"day", "day~", "week", "the"}
DAY = timedelta(days=1)


def match(line: Line, at: int, now: Now) -> Match | None:
    first = line.skip_all(at, "on", "the", "at")
    word = line.word(first)
    if word in {"unsure", "twice"} or line.phrase(first + 1, "times", "a"):
        often = line.skip_all(first + 1, "times", "a", "per", "the", "on")
        return Unsure(weak=word == "twice"), often + (line.word(often) in UNITS)
    if word == "once":
        return _once(line, first)
    if word == "every":
        return _every(line, first + 1, now)
    if word in ADVERBS:
        every = ADVERBS[word]
        weak = word not in {"weekdays", "weekends"} and first == at
        return replace(every, weak=weak), line.skip(first + 1, "basis")
    if word == "other" and line.word(first + 1) in PLURALS:
        return _in_turn(line, first + 1, 2)
    return _in_steps(line, first) or _listed(line, line.skip(first, "from"))


def _once(line: Line, at: int) -> Match | None:
    """'once a week', 'раз в день', 'una vez al mes'."""
    after = line.skip_all(at + 1, "a", "per", "every", "the", "in", "at", "on", "#1")
    counted = count_at(line, after)
    count, named = counted or (1, after)
    unit = UNITS.get(line.word(named))
    return (Every(unit, count), named + 1) if unit else None


def _in_steps(line: Line, at: int) -> Match | None:
    """'de 2 em 2 horas', 'de dos en dos días'."""
    first, second = count_at(line, at + 1), count_at(line, at + 3)
    if line.word(at) != "of" or first is None or second is None or first[0] != second[0]:
        return None
    unit = UNITS.get(line.word(second[1]))
    return (Every(unit, first[0]), second[1] + 1) if unit and first[1] == at + 2 else None


def _every(line: Line, at: int, now: Now) -> Match | None:
    first = line.skip_all(at, "the", "of")
    nth = special_days.nth(line, first, now, repeats=True)
    if nth is not None and isinstance(nth[0], Every):
        return nth
    if line.word(first) in SEVERAL:
        return Every("week", days=SEVERAL[line.word(first)]), first + 1
    if line.word(first) in PARTS or line.word(first) in NOON:
        return Every("day"), first
    if line.word(first) == "quarter" and line.word(first + 1) not in UNITS:
        return Every("month", 3), first + 1
    other = line.skip(first, "other")
    if other == first and not of_month(line, first):
        second = ordinal_at(line, first)
        fits = second is not None and second[0] == 2 and line.word(second[1]) in _NAMED
        other = second[1] if second is not None and fits else first
    return (
        (_ordered(line, first) if of_month(line, first) else None)
        or (_in_turn(line, other, 2) if other > first else None)
        or numbered(line, first)
        or _dated(line, first, now)
        or _counted(line, first)
        or _ordered(line, first)
        or _listed(line, first, least=1)
    )


def _in_turn(line: Line, at: int, interval: int) -> Match | None:
    """'every other tuesday', 'every third day'."""
    unit = UNITS.get(line.word(at))
    if unit is not None:
        return Every(unit, interval), at + 1
    listed = _listed(line, at, least=1)
    if listed is None or not isinstance(listed[0], Every):
        return (Unsure(), at + 1) if line.word(at) in SEVERAL else None
    return replace(listed[0], interval=interval), listed[1]


def _counted(line: Line, at: int) -> Match | None:
    """'every 15 minutes', 'every two weeks', 'every hour and a half', 'every month'."""
    several = count_at(line, at)
    if several is not None and day.weekday_at(line, several[1]) is not None:
        return _in_turn(line, several[1], several[0])
    alone = UNITS.get(line.word(at)) if line[at + 1].number is not None else None
    found = (1.0, alone, at + 1) if alone else amount_of_unit(line, at, marked=True)
    if found is None:
        return None
    count, unit, end = found
    if unit == "fortnight":
        count, unit = count * 2, "week"
    if unit == "hour" and count != int(count):
        count, unit = count * 60, "minute"
    if count != int(count) or not 1 <= count <= 1000:
        return Unsure(), end
    number = line[end].number
    daily = count == 1 and line.word(end - 1) == "day~"
    if daily and number is not None and 1 <= number <= 31 and not _is_clock(line, end + 1):
        return Every("month", number=number), end + 1
    monthly = in_month(line, line.skip_all(end, "on", "the", "at", "of", "in"), int(count))
    if unit == "month" and monthly is not None:
        return monthly
    return Every(unit, int(count)), line.skip(end, "later", "mein")


def _is_clock(line: Line, at: int) -> bool:
    glued = line[at].glued and line.word(at) in {":", ".", "h"}
    return glued or line.word(at) in {"o'clock", "hour~", "am", "pm", *PARTS}


def _dated(line: Line, at: int, now: Now) -> Match | None:
    """'every 25 december', 'every christmas', 'todo dia 5', 'every 15th', 'every 5th of june'."""
    found = day_at(line, line.skip(at, "year"), now)
    if found is None:
        return None
    named, end = found
    if named.feast is not None:
        month, number = named.feast
        return Every("year", number=number, month=month), end
    if named.number is not None and (line.word(end) not in _NAMED):
        closed = line.skip_all(end, "of", "the", "in")
        monthly = line.word(closed) == "month" and closed > end
        return Every("month", number=named.number), closed + 1 if monthly else end
    return None


def _ordered(line: Line, at: int) -> Match | None:
    """'every third day'; 'every first monday' is one of the month, others are unsure."""
    found = (-1, at + 1) if line.word(at) == "last" else ordinal_at(line, at)
    if found is None:
        return None
    number, after = found
    if line.word(after) in UNITS and number > 1:
        return Every(UNITS[line.word(after)], number), after + 1
    weekday = WEEKDAYS.get(line.word(after))
    named = of_month(line, at)
    if weekday is not None and (number in {1, -1} or named):
        return Every("month", days=((number, weekday),)), named or after + 1
    if line.word(after) in {"day", "dayno", "day~"} and (number in {1, -1} or named):
        return Every("month", number=number), named or after + 1
    return Unsure(), after + 1


def _listed(line: Line, at: int, least: int = 2) -> Match | None:
    """'monday and friday', 'mondays'; a list of one with 'every'."""
    found = weekdays_at(line, at, least)
    if found is None:
        return None
    named, end = found
    alone = len(named) == 1 and least == 2 and any(line.word(n) in PLURALS for n in range(at, end))
    return Every("week", days=tuple((0, number) for number in named), weak=alone), end


def numbered(line: Line, at: int) -> Match | None:
    """'jeden 5. des Monats', 'every 1st and 15th'."""
    several, end = special_days.ordinals_at(line, at)
    if several:
        after = line.skip_all(end, "of", "in", "the")
        every = Every("month", number=several[0], numbers=several[1:])
        return every, after + 1 if line.word(after) == "month" else end
    found = special_days.numbered(line, at)
    if found is None:
        return None
    return Every("month", number=found[0]), line.skip_all(found[1], "of", "in", "the") + 1


def of_month(line: Line, at: int) -> int:
    """The index after 'second tuesday of the month', or 0."""
    found = (-1, at + 1) if line.word(at) == "last" else ordinal_at(line, at)
    if found is None or not (line.word(found[1]) in WEEKDAYS or line.word(found[1]) in UNITS):
        return 0
    after = line.skip_all(found[1] + 1, "of", "in", "the", "on", "at", "every")
    return after + 1 if line.word(after) == "month" else 0


def in_month(line: Line, at: int, interval: int) -> Match | None:
    """What follows 'every month on the'."""
    numbers, after = special_days.orders_at(line, at)
    target, end = special_days.target_at(line, after)
    if not numbers or (len(numbers) == 1 and numbers[0] > 0 and target in {None, "day"}):
        return None
    every = special_days.series(numbers, target)
    return (replace(every, interval=interval), end) if isinstance(every, Every) else (every, end)


def match_offset(line: Line, at: int, now: Now) -> Match | None:
    """The day that is so many days before or after another."""
    found = amount_of_unit(line, line.skip_all(at, "on", "the"), marked=True)
    if found is None:
        return None
    count, unit, end = found
    way = WAYS.get(line.word(end))
    other = day_at(line, line.skip_all(end + 1, "the"), now) if way and unit in DAYS else None
    if other is None or way is None or count != int(count):
        return None
    named, after = other
    days = (day + way * int(count) * DAYS[unit] * DAY for day in named.options)
    ahead = tuple(day for day in days if day >= now.today)
    return (Day(ahead[:2]) if ahead else Past()), after
