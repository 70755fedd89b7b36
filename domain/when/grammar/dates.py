"""Dates of the calendar: '3 nov', 'nov 3 2026', '2026-11-03', '03/11', 'the 15th'."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from domain.when.grammar.parts import Day, Impossible, Match, Now
from domain.when.text.lexicon import MONTHS, ORDINALS, PARTS, STRONG, UNITS, VALUES, WEEKDAYS
from domain.when.text.numbers import count_at, fraction_at, is_carried, ordinal_at, stands_free
from domain.when.text.tokens import Line

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
        *("dose", "carrier", "child", "baby", "building", "base"),
    )
)
ENDS = frozenset(("", "at", ",", ".", "@", "on", "!", "?", ":", "ko", "noon", "midnight", *PARTS))

NOONS = frozenset(("noon", "midnight"))
ASKING = frozenset(("at", "on", "the", "by", "of", "in", "until", "from", "to", "for", "before"))
MOST_POINTS = 10
SEPARATORS = frozenset("/-.")

YEARS_AHEAD = 9  # within which 29 February returns


def match(line: Line, at: int, now: Now) -> Match | None:
    first = line.skip_all(at, "on", "the", "of")
    basic = line.word(first)
    if len(basic) == 8 and basic.isdecimal() and basic[:2] in {"19", "20"}:
        return in_year(int(basic[:4]), int(basic[4:6]), int(basic[6:])), _after_iso(line, first + 1)
    if line.word(first + 2) == "w" and (week := _iso_week(line, first)) is not None:
        return week
    if line.word(at) == "in":
        return day_month(line, line.skip(at + 1, "the"), now)  # em 3 de julho
    return (
        figures(line, first, now)
        or day_month(line, first, now)
        or _month_day(line, first, now)
        or _day_of_month(line, first, now)
        or (_numbered(line, at, now))
    )


def _iso_week(line: Line, at: int) -> Match | None:
    """'2026-W24-5'; without the day its Monday."""
    year, week, day = line[at].number, line[at + 3].number, line[at + 5].number
    if year is None or week is None or line.word(at + 1) != "-" or not line[at + 2].glued:
        return None
    dayed = line.word(at + 4) == "-" and line[at + 4].glued and day is not None
    try:
        found = date.fromisocalendar(year, week, (day or 0) if dayed else 1)
    except ValueError:
        return Impossible(), at + 4 + 2 * dayed
    return Day((found,)), _after_iso(line, at + 4 + 2 * dayed)


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
    return _with_year(line, month, day, after + 1, now=now)


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
    return _with_year(line, month, day, end, now=now)


def _with_year(line: Line, month: int, day: int, at: int, *, now: Now) -> Match:
    after = line.skip(line.skip(at, ","), "'", "of", "-")
    token = line[after]
    length = token.end - token.start
    if token.number is not None and length == 4 and 1900 <= token.number <= 2999:
        return in_year(token.number, month, day), _after_year(line, after + 1)
    if token.number is not None and length == 2 and line.word(after - 1) == "'":
        return in_year(2000 + token.number, month, day), after + 1
    if token.number is not None and length == 2 and _is_year(line, after, now):
        return in_year(2000 + token.number, month, day), after + 1
    last = line.phrase(at, "next", "year")
    this = line.phrase(at, "this", "year")
    if last or this:
        return in_year(now.today.year + bool(last), month, day), last or this
    return coming(month, day, now), at


def _is_year(line: Line, at: int, now: Now) -> bool:
    """'1 nov 28 9:00', '1 nov 28 at 9': two figures between a date and a time, or at the end."""
    near = 0 <= (line[at].number or 0) - now.today.year % 100 < YEARS_AHEAD
    timed = line[at + 1].number is not None and line[at + 2].word in {":", "am", "pm", "h"}
    return near and not line[at].glued and (timed or line.word(at + 1) in {"", "at", "@", ","})


def _after_year(line: Line, at: int) -> int:
    """Over the Russian 'года', 'г.'."""
    if line.word(at) != "year":
        return at
    return at + 2 if line.word(at + 1) == "." and line.original(at) == "г" else at + 1


def _day_of_month(line: Line, at: int, now: Now) -> Match | None:
    """'the 15th': of this month or of the first one after it that has the day."""
    token = line[at]
    tens = VALUES.get(token.word) in {20, 30}
    counts = token.number is not None or token.word in ORDINALS or tens
    found = ordinal_at(line, at) if counts else None
    clocked = found is not None and _tells(line, line.skip(found[1], "at"))
    asked = line.word(at - 1) in {"the", "on", "at"} or clocked
    asked = asked or (tens and found is not None and found[1] > at + 1)
    if found is None or (token.number is None and (not asked or line.word(found[1]) not in ENDS)):
        return None
    number, end = found
    weak = not line.phrase(at - 2, "on", "the") or line.word(end) in COUNTED
    return _monthly(number, line.skip(end, "dayno"), now, weak and line.word(end) != "dayno")


def _tells(line: Line, at: int) -> bool:
    """Whether an hour stands there, behind 'at'; noon needs none."""
    behind = line.word(at - 1) == "at"
    hour = line[at].number is not None or line.word(at) in VALUES
    return line.word(at) in NOONS or (behind and hour)


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
    beside = _beside_weekday(line, named, number, end, now=now) and first == at
    if beside or (before and not _is_hour(line, end)):
        return _monthly(number, end, now, weak=False)
    worded = line[named].number is None and line.word(end) != "at"
    if first == at or worded or _is_hour(line, end):
        return None
    return _pointed(line, first, number, end, now=now)


def _pointed(line: Line, at: int, number: int, end: int, *, now: Now) -> Match | None:
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


def _beside_weekday(line: Line, at: int, number: int, end: int, *, now: Now) -> bool:
    """'lunes 25 a las 10', 'friday 27'."""
    weekday = WEEKDAYS.get(line.word(at - 1))
    if weekday is None or not 1 <= number <= 31:
        return False
    ahead = [day.weekday() for day in islice(_months(number, now.today), 2)]
    closed = number > 12 and (number > 24 or weekday in ahead) and line.word(end) in ENDS
    return closed or (line.word(end) in {"at", "@", ","} and line.word(end + 1) not in PARTS)


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


def figures(line: Line, at: int, now: Now) -> Match | None:
    """Numbers with one sign between them; the order by locale unless a year leads."""
    first, sign, second = line[at], line[at + 1], line[at + 2]
    if first.number is None or second.number is None or not stands_free(line, at):
        return None
    if sign.word not in SEPARATORS or not (sign.glued and second.glued):
        return None
    third = line[at + 4]
    three = line[at + 3].word == sign.word and line[at + 3].glued and third.glued
    if three and third.number is not None:
        return _three(line, at, now)
    if line[at + 3].glued and line[at + 3].word in {"/", "-"} and third.glued:
        return None
    return _two(line, at, now)


def _three(line: Line, at: int, now: Now) -> Match:
    a, b, c = (line[at + n].number or 0 for n in (0, 2, 4))
    end = at + 5
    if line[at].end - line[at].start == 4:
        return in_year(a, b, c), _after_iso(line, end)
    year = c + 2000 if line[at + 4].end - line[at + 4].start <= 2 else c
    orders = _orders(a, b, now)
    found = [day for month, number in orders if (day := real(year, month, number))]
    if not found:
        return Impossible(), end
    sure = now.sure_of_order or len(found) == 1 or found[0] == found[1]
    return Day((found[0],), () if sure else (found[1],)), end


def _two(line: Line, at: int, now: Now) -> Match | None:
    """'3/11'; with a point only where that is how dates are written, a hyphen is a range."""
    sign, end = line.word(at + 1), at + 3
    dotted = sign == "." and line[end].word == "." and line[end].glued
    if sign == "-" or (sign == "." and not dotted and not _is_dotted(line, at, now)):
        return None
    if sign == "." and line.word(end) in {"am", "pm"}:
        return None
    a, b = line[at].number or 0, line[at + 2].number or 0
    orders = _orders(a, b, now)
    if (
        fraction_at(line, at)
        or line.word(end) == "of"
        or _is_fraction(line, at, end)
        or _is_reading(line, at, end)
    ):
        return None  # 2/3 of the team, 1/2 cup, 24/7, 120/80
    found = [day for month, number in orders if isinstance(day := coming(month, number, now), Day)]
    if not found:
        return Impossible(), end
    sure = now.sure_of_order or len(found) == 1 or a == b
    others = () if sure else found[1].options[:1]
    rating = b == MOST_POINTS >= a and is_plain(line, at - 1) and not line[end].glued
    return Day(found[0].options, others, feast=found[0].feast, weak=rating), end + dotted


def is_plain(line: Line, at: int) -> bool:
    """Whether a word stands there that has nothing to do with time: 'apgar 9/10' is no date."""
    word = line.word(at)
    return word.isalpha() and word not in STRONG and word not in ASKING


def _is_reading(line: Line, at: int, end: int) -> bool:
    """'BP 118/76', 'room 4.10', '2.5 mg'."""
    rated = line.word(at - 1) in {"a", "an", "#1"}
    return is_carried(line, at) or line.word(end) == "dose" or rated


def _is_fraction(line: Line, at: int, end: int) -> bool:
    pair = (line[at].number, line[at + 2].number)
    message = line.word(end).isalpha() and line.word(end) not in STRONG | {"at", "on", "in"}
    small = pair in {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)} or pair[0] == pair[1]
    return pair == (24, 7) or (small and message and line.word(at + 1) == "/")


def _is_dotted(line: Line, at: int, now: Now) -> bool:
    """'01.10' is the first of October in German and Russian, unless it is said to be a time."""
    b = line[at + 2]
    timed = line.word(at - 1) in {"at", "@"} or line.word(at + 3) in {"o'clock", "hour~", "h"}
    clocked = line.word(at + 3) in {"at", "@"} and line[at + 4].number is not None
    begins = at == 0 or _is_padded(line, at)
    clocked = clocked or (begins and _is_clock_beside(line, at)) or _is_clock_next(line, at)
    written = now.language in {"de", "ru"} or clocked
    return written and not timed and 1 <= (b.number or 0) <= 12


def _is_padded(line: Line, at: int) -> bool:
    """'01.02', '31.12': two figures each, as one seldom writes an amount."""
    return all(line[at + n].end - line[at + n].start == 2 for n in (0, 2))


def _is_clock_beside(line: Line, at: int) -> bool:
    """'01.02 9:00', '01.02 9am', '9:00 01.02', '9am, 01.02': what stands apart is the clock."""
    ahead = line[line.skip(at + 3, ",")].number is not None
    marks = {":", "am", "pm", "h", "o'clock"}
    behind = at - 2 if line.word(at - 1) == "," else at - 1
    told = line.word(behind) in {"am", "pm"} or (
        line.word(behind - 1) == ":" and line[behind].number is not None
    )
    return told or (ahead and line.word(line.skip(at + 3, ",") + 1) in marks)


def _is_clock_next(line: Line, at: int) -> bool:
    """'rent 1.2 9:00', 'rent 1.2, 9:00': the clock has a sign of its own, so this is a date."""
    first = line.skip(at + 3, ",")
    hour, sign, minute = (line[first + n] for n in range(3))
    is_clock = (hour.number or 0) < 24 and minute.end - minute.start == 2
    return is_clock and hour.number is not None and sign.word == ":" and sign.glued


def _orders(a: int, b: int, now: Now) -> list[tuple[int, int]]:
    """(month, day) in the order of the locale, then the other way round."""
    orders = [(a, b), (b, a)] if now.month_first else [(b, a), (a, b)]
    return [(month, day) for month, day in orders if 1 <= month <= 12]


def _after_iso(line: Line, at: int) -> int:
    """Over the T between an ISO date and its time."""
    return at + 1 if line.word(at) == "t" and line.word(at + 1).isdecimal() else at


def real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming(month: int, day: int, now: Now) -> Day | Impossible:
    """This day of this year or the first year that has it."""
    years = range(now.today.year, now.today.year + YEARS_AHEAD)
    dates = [found for year in years if (found := real(year, month, day))]
    ahead = tuple(found for found in dates if found >= now.today)
    return Day(ahead, feast=(month, day)) if ahead else Impossible()


def in_year(year: int, month: int, day: int) -> Day | Impossible:
    found = real(year, month, day)
    return Day((found,)) if found else Impossible()
