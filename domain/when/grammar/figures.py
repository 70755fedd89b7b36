"""Dates in figures: '2026-11-03', '03/11/2026', '3.11.', '3/11'."""

from domain.when.grammar.numbers import stands_free
from domain.when.grammar.parts import Day, Impossible, Match, Now
from domain.when.grammar.years import coming, in_year, real
from domain.when.text.tokens import Line
from domain.when.text.words import STRONG

SEPARATORS = frozenset("/-.")


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
    if line.word(end) == "of" or _is_fraction(line, at, end):
        return None  # 2/3 of the team, 1/2 cup, 24/7
    found = [day for month, number in orders if isinstance(day := coming(month, number, now), Day)]
    if not found:
        return Impossible(), end
    sure = now.sure_of_order or len(found) == 1 or a == b
    others = () if sure else found[1].options[:1]
    return Day(found[0].options, others, feast=found[0].feast), end + dotted


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
    written = now.language in {"de", "ru"} or clocked
    return written and not timed and 1 <= (b.number or 0) <= 12


def _orders(a: int, b: int, now: Now) -> list[tuple[int, int]]:
    """(month, day) in the order of the locale, then the other way round."""
    orders = [(a, b), (b, a)] if now.month_first else [(b, a), (a, b)]
    return [(month, day) for month, day in orders if 1 <= month <= 12]


def _after_iso(line: Line, at: int) -> int:
    """Over the T between an ISO date and its time."""
    return at + 1 if line.word(at) == "t" and line[at + 1].number is not None else at
