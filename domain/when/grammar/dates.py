"""Dates of the calendar: '3 nov', 'nov 3 2026', '2026-11-03', '03/11', 'the 15th'."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from domain.when.grammar.figures import figures
from domain.when.grammar.numbers import count_at, ordinal_at, stands_free
from domain.when.grammar.parts import Day, Impossible, Match, Now
from domain.when.grammar.years import coming, in_year, real
from domain.when.text.tokens import Line
from domain.when.text.words import MONTHS, ORDINALS, PARTS, UNITS, VALUES, WEEKDAYS

STARTS = frozenset((*MONTHS, *ORDINALS, *VALUES, "the", "on", "at", "of", "in", "dayno", "day~"))
# 'on the 2nd floor' is no day.
COUNTED = frozenset(
    (
        *(
            "floor",
            "time",
            "day",
            "row",
            "door",
            "page",
            "street",
            "avenue",
            "st",
            "ave",
            "attempt",
        ),
        *("try", "place", "edition", "grade", "class", "person", "one", "half", "quarter", "round"),
        *("birthday", "anniversary", "chapter", "lap", "lane", "level", "deck", "gate", "seat"),
        *("section", "century", "step", "part", "position", "option", "of", "hole", "line", "item"),
        *(*UNITS, "team", "draft", "version", "shift", "game", "match", "race"),
        *("dose", "child", "baby", "building", "base"),
    )
)
ENDS = frozenset(("", "at", ",", ".", "@", "on", "!", "?", ":", "ko", *PARTS))


def match(line: Line, at: int, now: Now) -> Match | None:
    """The longest date that begins there."""
    first = line.skip_all(at, "on", "the", "of")
    if line.word(at) == "in":
        return day_month(line, line.skip(at + 1, "the"), now)  # em 3 de julho
    return (
        figures(line, first, now)
        or day_month(line, first, now)
        or _month_day(line, first, now)
        or _day_of_month(line, first, now)
        or (_numbered(line, at, now))
    )


def day_month(line: Line, at: int, now: Now) -> Match | None:
    """'3 nov', '3rd of november 2026', '3. november', 'dia 3 de novembro'."""
    at = line.skip(at, "dayno", "day~")
    found = ordinal_at(line, at) or count_at(line, at)
    if found is None or not stands_free(line, at):
        return None
    day, after = found
    after = line.skip_all(line.skip(line.skip(after, "dayno"), "."), "of", "-", "the")
    month = MONTHS.get(line.word(after))
    if month is None:
        return None
    return _with_year(line, month, day, after + 1, now)


def _month_day(line: Line, at: int, now: Now) -> Match | None:
    """'nov 3', 'november the 3rd, 2026'."""
    month = MONTHS.get(line.word(at))
    if month is None:
        return None
    after = line.skip(line.skip(line.skip(at + 1, "."), "the"), "-")
    found = ordinal_at(line, after) or count_at(line, after)
    if found is None or not 1 <= found[0] <= 99:
        return None
    day, end = found
    following = line[end]
    if following.word in {"am", "pm", "o'clock"} or (following.glued and following.word == ":"):
        return None
    return _with_year(line, month, day, end, now)


def _with_year(line: Line, month: int, day: int, at: int, now: Now) -> Match:
    after = line.skip(line.skip(at, ","), "'", "of", "-")
    token = line[after]
    length = token.end - token.start
    if token.number is not None and length == 4 and 1900 <= token.number <= 2999:
        return in_year(token.number, month, day), _after_year(line, after + 1)
    if token.number is not None and length == 2 and line.word(after - 1) == "'":
        return in_year(2000 + token.number, month, day), after + 1
    last = line.phrase(at, "next", "year")
    this = line.phrase(at, "this", "year")
    if last or this:
        return in_year(now.today.year + bool(last), month, day), last or this
    return coming(month, day, now), at


def _after_year(line: Line, at: int) -> int:
    """Over the Russian 'года', 'г.'."""
    if line.word(at) != "year":
        return at
    return at + 2 if line.word(at + 1) == "." and line.original(at) == "г" else at + 1


def _day_of_month(line: Line, at: int, now: Now) -> Match | None:
    """'the 15th': of this month or of the first one after it that has the day."""
    token = line[at]
    found = ordinal_at(line, at) if token.number is not None or token.word in ORDINALS else None
    asked = line.word(at - 1) in {"the", "on", "at"}
    if found is None or (token.number is None and (not asked or line.word(found[1]) not in ENDS)):
        return None
    number, end = found
    weak = not line.phrase(at - 2, "on", "the") or line.word(end) in COUNTED
    return _monthly(number, line.skip(end, "dayno"), now, weak and line.word(end) != "dayno")


def _numbered(line: Line, at: int, now: Now) -> Match | None:
    """'dia 15', '15 числа', 'am 15.', 'le 15 à 9h'."""
    first = line.skip_all(at, "on", "the", "of", "at")
    before = line.word(first) in {"dayno", "day~"}
    named = first + 1 if before else first
    found = count_at(line, named)
    if found is None or not stands_free(line, named) or not 1 <= found[0] <= 99:
        return None
    number, end = found
    if line.word(end) == "dayno":
        return _monthly(number, end + 1, now, weak=False)
    beside = _beside_weekday(line, named, number, end, now) and first == at
    if beside or (before and not _is_hour(line, end)):
        return _monthly(number, end, now, weak=False)
    if first == at or line[named].number is None or _is_hour(line, end):
        return None
    return _pointed(line, first, number, end, now)


def _pointed(line: Line, at: int, number: int, end: int, now: Now) -> Match | None:
    """'am 15.', 'le 15'; doubtful where neither a time nor the end follows."""
    typed = line.original(at - 1).casefold()
    dotted = typed in {"am", "zum", "bis"} and line.word(end) == "." and line[end].glued
    if dotted and (not line[end + 1].glued or line.word(end + 1) in ENDS):
        return _monthly(number, end + 1, now, weak=False)
    closed = line.word(end) in ENDS - {"."}
    sure = closed and (number > 12 or line.word(end) == "at")
    open_ended = typed in {"le", "el"} and number <= 31 and line[end].number is None
    fits = (sure and line.word(at - 1) == "the") or open_ended
    return _monthly(number, end, now, weak=not sure or typed not in {"le", "el"}) if fits else None


def _beside_weekday(line: Line, at: int, number: int, end: int, now: Now) -> bool:
    """'lunes 25 a las 10', 'friday 27'."""
    weekday = WEEKDAYS.get(line.word(at - 1))
    if weekday is None or not 1 <= number <= 31:
        return False
    ahead = [day.weekday() for day in islice(_months(number, now.today), 2)]
    closed = number > 12 and (number > 24 or weekday in ahead) and line.word(end) in ENDS
    return closed or line.word(end) in {"at", "@", ","}


def _is_hour(line: Line, at: int) -> bool:
    return line.word(at) in {"o'clock", "hour~", "h", ":", "am", "pm"}


def _monthly(number: int, end: int, now: Now, weak: bool) -> Match:
    ahead = tuple(found for found in _months(number, now.today) if found >= now.today)
    if not ahead:
        return Impossible(weak=True), end
    return Day(ahead[:2], weak=weak, number=number), end


def _months(number: int, today: date) -> Iterator[date]:
    for ahead in range(14):
        month = today.month - 1 + ahead
        found = real(today.year + month // 12, month % 12 + 1, number)
        if found:
            yield found
