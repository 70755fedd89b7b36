"""Dates of the calendar: '3 nov', 'nov 3 2026', '2026-11-03', '03/11', 'the 15th'."""

from collections.abc import Iterator
from datetime import date

from domain.when.numbers import count_at, ordinal_at, stands_free
from domain.when.parts import Day, Impossible, Match, Now
from domain.when.tokens import Line
from domain.when.words import MONTHS, ORDINALS

SEPARATORS = frozenset("/-.")
STARTS = frozenset((*MONTHS, *ORDINALS, "the", "on"))
YEARS_AHEAD = 9  # within which 29 February returns


def match(line: Line, at: int, now: Now) -> Match | None:
    """The longest date that begins there."""
    first = line.skip(line.skip(at, "on"), "the")
    return (
        _figures(line, first, now)
        or _day_month(line, first, now)
        or _month_day(line, first, now)
        or _day_of_month(line, first, now)
    )


def real(year: int, month: int, day: int) -> date | None:
    """The date, or None if there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming(month: int, day: int, now: Now) -> Day | Impossible:
    """This day of this year or the first year that has it."""
    years = range(now.today.year, now.today.year + YEARS_AHEAD)
    dates = [found for year in years if (found := real(year, month, day))]
    ahead = tuple(found for found in dates if found >= now.today)
    return Day(ahead) if ahead else Impossible()


def in_year(year: int, month: int, day: int) -> Day | Impossible:
    """A full date."""
    found = real(year, month, day)
    return Day((found,)) if found else Impossible()


def _figures(line: Line, at: int, now: Now) -> Match | None:
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
    if sign == "-" or (sign == "." and now.language == "en" and not dotted):
        return None
    if sign == "." and line.word(end) in {"am", "pm"}:
        return None
    a, b = line[at].number or 0, line[at + 2].number or 0
    orders = _orders(a, b, now)
    found = [day for month, number in orders if isinstance(day := coming(month, number, now), Day)]
    if not found:
        return Impossible(), end
    sure = now.sure_of_order or len(found) == 1 or a == b
    others = () if sure else found[1].options[:1]
    return Day(found[0].options, others), end + dotted


def _orders(a: int, b: int, now: Now) -> list[tuple[int, int]]:
    """(month, day) in the order of the locale, then the other way round."""
    orders = [(a, b), (b, a)] if now.month_first else [(b, a), (a, b)]
    return [(month, day) for month, day in orders if 1 <= month <= 12]


def _after_iso(line: Line, at: int) -> int:
    """Over the T between an ISO date and its time."""
    return at + 1 if line.word(at) == "t" and line[at + 1].number is not None else at


def _day_month(line: Line, at: int, now: Now) -> Match | None:
    """'3 nov', '3rd of november 2026', '3. november'."""
    found = ordinal_at(line, at) or count_at(line, at)
    if found is None or not stands_free(line, at):
        return None
    day, after = found
    after = line.skip(line.skip(after, "."), "of", "-")
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
    colon = line[end]
    if colon.glued and colon.word in {":", "am", "pm"}:
        return None
    return _with_year(line, month, day, end, now)


def _with_year(line: Line, month: int, day: int, at: int, now: Now) -> Match:
    after = line.skip(line.skip(at, ","), "'", "of", "-")
    token = line[after]
    length = token.end - token.start
    if token.number is not None and length == 4 and 1900 <= token.number <= 2999:
        return in_year(token.number, month, day), after + 1
    if token.number is not None and length == 2 and line.word(after - 1) == "'":
        return in_year(2000 + token.number, month, day), after + 1
    return coming(month, day, now), at


def _day_of_month(line: Line, at: int, now: Now) -> Match | None:
    """'the 15th': of this month or of the first one after it that has the day."""
    token = line[at]
    found = ordinal_at(line, at) if token.number is not None else None
    if found is None:
        return None
    day, end = found
    ahead = tuple(found for found in _monthly(day, now.today) if found >= now.today)
    weak = not line.phrase(at - 2, "on", "the")
    if not ahead:
        return Impossible(weak=True), end
    return Day(ahead[:2], weak=weak or line.word(end).isalpha()), end


def _monthly(day: int, today: date) -> Iterator[date]:
    for ahead in range(14):
        month = today.month - 1 + ahead
        found = real(today.year + month // 12, month % 12 + 1, day)
        if found:
            yield found
