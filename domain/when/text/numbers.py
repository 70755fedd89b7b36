"""Numbers in figures and in words."""

from domain.when.text.lexicon import (
    ANDS,
    HALVED,
    NEAR,
    ORDINALS,
    STRONG,
    SUFFIXES,
    UNITS,
    VALUES,
    WEEKDAYS,
)
from domain.when.text.tokens import Line

CHAINING = frozenset("/.,-:")
LINKING = frozenset(
    [
        ".",
        ":",
        "-",
        "#",
        "=",
        "(",
        "is",
        "was",
        "ist",
        "war",
        "est",
        "es",
        "era",
        "foi",
        "é",
        "était",
        "hai",
        "tha",
        "था",
        "है",
        "of",
    ]
)
CARRIERS = frozenset(("carrier", "rating"))
MOST_DAYS = 31
TIMES = STRONG | {"at", "on", "in", "by", "am", "pm", "a", "p", "utc", "gmt", "h"}
SHIFTS = {"plushalf": 0.5, "plusquarter": 0.25, "minusquarter": -0.25}
OPENING = frozenset("(\"'\u201c@,~\u2018\u00ab\u00bf\u00a1")
CURRENCY = frozenset("$\u20ac\u00a3\u20b9\u00a5\u20bd%")
MONEY = CURRENCY | frozenset("#\u2116+*=")
CLOCKED = frozenset(("am", "pm", "o'clock", "hour~", "h"))
LONGEST_CODE = 5
HALF_SIGNS = {"\u00bd": 0.5, "\u00bc": 0.25, "\u00be": 0.75}


def count_at(line: Line, at: int) -> tuple[int, int] | None:
    """A whole number: '25', 'twenty five', 'vinte e cinco'; and the index after it."""
    token = line[at]
    if token.number is not None:
        return token.number, at + 1
    value = VALUES.get(token.word)
    if value is None:
        return None
    if 0 < value < 10 and line.word(at + 1) == "#100":
        return value * 100, at + 2
    if value in range(20, 100, 10):
        after = line.skip(at + 1, "-", "and+")
        ones = VALUES.get(line.word(after), 0)
        if 1 <= ones <= 9:
            return value + ones, after + 1
    return value, at + 1


def amount_at(line: Line, at: int) -> tuple[float, int] | None:
    """'90', 'two', '1.5', '1 1/2', 'two and a half', 'dedh', 'saade teen'; and the index after."""
    word = line.word(at)
    part = fraction_at(line, at)
    if part is not None:
        return part
    if word in HALVED or word in HALF_SIGNS:
        return (HALVED | HALF_SIGNS)[word], at + 1
    if word in SHIFTS:
        count, after = count_at(line, at + 1) or (1, at + 1)
        return count + SHIFTS[word], after
    counted = count_at(line, at)
    return _with_fraction(line, *counted) if counted else None


def fraction_at(line: Line, at: int) -> tuple[float, int] | None:
    """'1/2', '3/4' of the unit that follows, and the index of that unit."""
    over, below = line[at].number, line[at + 2].number
    if over is None or not below or line.word(at + 1) not in {"/", "\u2044"}:
        return None
    named = line.skip_all(at + 3, "of", "a", "an", "#1", "the")
    glued = line[at + 1].glued and line[at + 2].glued
    fits = glued and 0 < over < below <= 60 and line.word(named) in UNITS
    return (over / below, named) if fits else None


def _with_fraction(line: Line, count: int, after: int) -> tuple[float, int]:
    """What follows a whole number: '.5', a sign, 'and a half'."""
    sign, digits = line[after], line[after + 1]
    if sign.glued and sign.word in HALF_SIGNS:
        return count + HALF_SIGNS[sign.word], after + 1
    if sign.glued and sign.word in {".", ","} and digits.glued and digits.number is not None:
        return count + digits.number / 10.0 ** (digits.end - digits.start), after + 2
    more = None if sign.glued else fraction_at(line, line.skip(after, *ANDS))
    if more is not None:
        return count + more[0], more[1]
    part, end = and_part(line, after)
    return (count + part, end) if part else (float(count), after)


WITH = {"withhalf": 0.5, "withquarter": 0.25}
PARTS_OF_ONE = {"half": 0.5, "quarter": 0.25, "threequarter": 0.75, **HALF_SIGNS}


def and_part(line: Line, at: int) -> tuple[float, int]:
    """How much 'and a half', 'and a quarter' add, none if it is no such; the index after it."""
    if line.word(at) in WITH:
        return WITH[line.word(at)], at + 1
    named = line.skip(at + 1, "a", "an", "#1")
    part = PARTS_OF_ONE.get(line.word(named), 0.0) if line.word(at) in ANDS else 0.0
    return (part, named + 1) if part else (0.0, at)


def ordinal_at(line: Line, at: int) -> tuple[int, int] | None:
    """'3rd', 'third'; and the index after it."""
    token = line[at]
    if token.number is not None:
        after = line.skip(at + 1, "-", ".") if line[at + 1].glued else at + 1
        return (
            (token.number, after + 1)
            if line[after].glued and line.word(after) in SUFFIXES
            else None
        )
    number = ORDINALS.get(token.word)
    if number == 20 and 1 <= ORDINALS.get(line.word(line.skip(at + 1, "-")), 0) <= 9:
        after = line.skip(at + 1, "-")
        return 20 + ORDINALS[line.word(after)], after + 1
    tens = VALUES.get(token.word)
    if number is None and tens in {20, 30}:
        after = line.skip(at + 1, "-")
        ones = ORDINALS.get(line.word(after), 0)
        return (tens + ones, after + 1) if 1 <= ones <= 9 else None
    return (number, at + 1) if number else None


def is_carried(line: Line, at: int) -> bool:
    """Whether a number belongs to a word before it or is none: room 7, B12, CA 19-9, 120/80, $5."""
    first = at
    while line[first].glued and line.word(first - 1) in CHAINING and line[first - 1].glued:
        if not line.word(first - 2).isdecimal():
            break
        first -= 2
    before, typed = line[first - 1], line.original(first - 1)
    if before.word in MONEY or line.word(at + 1) in CURRENCY:
        return True
    if line.word(at + 1) in CLOCKED or (line[at + 1].glued and line.word(at + 1) in SUFFIXES):
        return False
    if line[first].glued and typed.isalpha() and before.word == typed.casefold() != "t":
        return True
    if line.word(_word_before(line, first)) in CARRIERS or _is_ratio(line, first):
        return True
    if before.word == "quarter" and line[first].number is not None:
        fraction = line.word(first - 2) in {*ANDS, "minus", "a", "#1", "at"}
        clocked = line.word(first + 1) in {"am", "pm", "o'clock", "in", ":", "hour~"}
        return not fraction and not clocked and not line[first].glued  # quarto 12
    shouts = typed[1:] != typed[1:].lower() or (len(typed) == 1 and typed.isupper())
    shouts = shouts and typed.isalpha() and not line.text.isupper()
    return (
        shouts
        and len(typed) <= LONGEST_CODE
        and (before.word == typed.casefold() not in TIMES or before.word == "around")
    )


def _is_ratio(line: Line, at: int) -> bool:
    """'130/85'; '4/10' in a text that rates something."""
    first, second = line[at].number, line[at + 2].number
    if line.word(at + 1) != "/" or first is None or second is None or not line[at + 2].glued:
        return False
    rated = second in {5, 10, 20, 100} and first <= second
    return max(first, second) > MOST_DAYS or (
        rated and any(token.word == "rating" for token in line.tokens)
    )


def _word_before(line: Line, at: int) -> int:
    """The index of the word before, over 'no.', ':' and the like."""
    before = at - 1
    while line.word(before) in LINKING:
        before -= 1
    return before


def stands_free(line: Line, at: int) -> bool:
    """Whether a number begins there that is no piece of a price, a code or a longer number."""
    token, before = line[at], line[at - 1]
    if before.word == "t" and before.glued and line.word(at - 2).isdecimal():
        return True  # 2026-11-03T14:30
    named = before.word in NEAR or before.word in WEEKDAYS or before.word == "at"
    return not token.glued or before.word in OPENING or (named and not before.weak)
