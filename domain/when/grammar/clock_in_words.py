"""Clock times in words, in the ways of all languages.

'half past six', 'quarter to 8', 'halb sieben', 'fünf vor halb sieben', 'la una y media', 'neuf
heures moins le quart', 'без десяти пять', 'половина седьмого', 'saade paanch', 'nine thirty'.
"""

from datetime import time

from domain.when.grammar.parts import Clock, Impossible, Match, Unsure
from domain.when.text.lexicon import (
    ANDS,
    HALVED,
    HOURS_OF,
    MONTHS,
    ORDINALS,
    PARTS,
    UNITS,
    VALUES,
    WEEKDAYS,
)
from domain.when.text.numbers import count_at, is_carried, stands_free
from domain.when.text.tokens import Line

NOON = {"noon": time(12), "midnight": time(0), "lunchtime": time(12, 30)}
PAST = frozenset(("past", "after"))
TO = frozenset(("to", "until", "before", "ago>", "of"))
SHIFTS = {"plushalf": 30, "plusquarter": 15, "minusquarter": -15}
FRACTIONS = {"quarter": 15, "threequarter": 45, "half": 30}
FIRST = frozenset((*FRACTIONS, *SHIFTS, *HALVED, *HOURS_OF, "halfto", "minus", "a", "oh"))
# 10 to 6 is a clock time where 7 to 6 is a score.
STEPS = frozenset((5, 10, 20, 25))
BELOW_DAY = frozenset(("second", "minute", "hour"))
OCLOCK = frozenset(("o'clock", "hour~"))
ENDS = frozenset(("", "am", "pm", "o'clock", "in", "on", "at", "tomorrow", "today", "the", *PARTS))

More = tuple[int, bool, bool]
"""Seconds, whether it is weak, whether it was padded."""


def spelled_clock(line: Line, at: int) -> Match | None:
    if line.word(at) in {"oh", "#0"} and (literal := _literal(line, at + 1)) is not None:
        return literal
    found = (_prefixed(line, at), _minutes_first(line, at), _hour_first(line, at))
    return max((item for item in found if item), key=lambda item: item[1], default=None)


def _literal(line: Line, at: int) -> Match | None:
    """'oh six thirty': as on a clock of 24 hours."""
    said = VALUES.get(line.word(at), -1)
    if not 0 <= said <= 9:
        return None
    hour = (said, at + 1)
    minutes = count_at(line, hour[1])
    hundred = line.word(hour[1]) == "#100"
    if minutes is None or not (hundred or 0 <= minutes[0] < 60):
        return None
    end = line.skip(minutes[1], "hour", "hour~", "o'clock")
    return Clock(time(hour[0], 0 if hundred else minutes[0])), end


def _hour(line: Line, at: int) -> tuple[int, int] | None:
    if line.word(at) in {"noon", "midnight"}:
        return (12 if line.word(at) == "noon" else 24), at + 1
    if line[at].number is not None and not stands_free(line, at):
        return None
    found = count_at(line, at)
    hundreds = found is not None and found[1] == at + 2 and line.word(at + 1) == "#100"
    if found is not None and hundreds:
        found = (found[0] // 100, at + 1)
    if found is None or not 0 <= found[0] <= 24:
        return None
    runs_on = line[found[1]].glued and line.word(found[1]) in {":", ".", "/"}
    return None if runs_on and line[found[1] + 1].number is not None else found


def _at(line: Line, hour: int, minutes: int, end: int) -> Match | None:
    """The hour with minutes added, which may be fewer than none."""
    if line.word(end - 1) in {"noon", "midnight"}:
        return Clock(time(*divmod((hour * 60 + minutes) % (24 * 60), 60))), end
    total = hour * 60 + minutes
    if hour == 12 and total < 720:
        return with_half(line, 11, total % 60, end)
    hour, minute = divmod(total % (24 * 60), 60)
    if total < 60:
        hour += 12
    return with_half(line, hour, minute, end)


def _prefixed(line: Line, at: int) -> Match | None:
    """What stands before the hour: 'halb sieben', 'saade paanch', 'без десяти пять'."""
    word = line.word(at)
    if word in HALVED:
        clocked = line.word(at + 1) in OCLOCK
        return _at(line, int(HALVED[word]), 30, at + 1) if clocked else None
    if word == "minus":
        return _less(line, at)
    if word in {"half", "quarter"} and line.word(at + 1) in HOURS_OF:
        return _at(line, HOURS_OF[line.word(at + 1)] - 1, FRACTIONS[word], at + 2)
    hour = _hour(line, at + 1)
    if hour is None or not 1 <= hour[0] <= 12:
        return None
    return _before_hour(line, at, *hour)


def _before_hour(line: Line, at: int, hour: int, end: int) -> Match | None:
    word, after = line.word(at), line.word(end)
    if after in UNITS and (after != "hour~" or word not in SHIFTS) and word != "halfto":
        return None
    minutes = (SHIFTS | {"halfto": -30, "threequarter": -15}).get(word)
    if word == "half" and line[at + 1].number is None:  # British half six
        minutes = 30
    if minutes is not None:
        return _at(line, hour, minutes, end)
    return (Unsure(), end) if word == "quarter" and not is_carried(line, at + 1) else None


def _less(line: Line, at: int) -> Match | None:
    """'без четверти пять', 'без десяти минут пять', 'без двадцати восемь'."""
    one = line.word(at + 2) == "hour~"
    tens = VALUES.get(line.word(at + 1)) if _hour(line, at + 2) or one else None
    minutes, after = (tens, at + 2) if tens else _minutes(line, at + 1)
    hour = _hour(line, after) if minutes is not None else None
    if hour is None and line.word(after) == "hour~":
        hour = (1, after + 1)
    if hour is None or minutes is None or not 1 <= hour[0] <= 12:
        return None
    return _at(line, hour[0], -minutes, hour[1])


def _minutes(line: Line, at: int) -> tuple[int | None, int]:
    """What stands before 'past' and 'to', and the index after it."""
    after = line.skip(at, "a", "the")
    if line.word(after) == "quarter":
        return 15, after + 1
    if line.word(at) == "half" and line.word(at + 1) in PAST:
        return 30, at + 1
    found = count_at(line, at)
    if found is None or not 1 <= found[0] <= 29:
        return None, at
    count, after = found
    named = line.skip(after, "minute")
    return count, named


def _minutes_first(line: Line, at: int) -> Match | None:
    """'half past six', 'quarter to 8 pm', 'fünf vor halb sieben', 'десять минут шестого'."""
    minutes, after = _minutes(line, at)
    if minutes is None:
        return None
    word = line.word(after)
    if word in HOURS_OF:
        return _at(line, HOURS_OF[word] - 1, minutes, after + 1)
    if word not in PAST | TO or not _may_be_minutes(line, at, minutes, word):
        return None
    signed = minutes if word in PAST else -minutes
    halfway = line.word(after + 1) == "halfto"
    hour = _hour(line, line.skip(after + 1, "the", "halfto"))
    if hour is None or not _may_be_hour(line, at, *hour):
        return None
    return _at(line, hour[0], signed - 30 * halfway, hour[1])


def _may_be_hour(line: Line, at: int, hour: int, end: int) -> bool:
    """'10 to 6' ends there, '10 to 600' is none."""
    figures = line[at].number is not None and line.word(at + 1) != "minute"
    late = hour > 12 and line[end - 1].number is not None
    return 1 <= hour <= 24 and not late and (not figures or _said_to_end(line, end))


def _may_be_minutes(line: Line, at: int, minutes: int, word: str) -> bool:
    """'7 to 6' is a score, 'five of nine' only a few steps, 'vor' needs its kind of minutes."""
    if word == "of" and minutes not in {5, 10, 15, 20}:
        return False
    figures = line[at].number is not None and line.word(at + 1) != "minute"
    return not figures or minutes in STEPS or (minutes == 15 and word != "of")


def _said_to_end(line: Line, at: int) -> bool:
    """'10 to 6' ends there; '10 to 6 people' is none."""
    word = line.word(at)
    return not word.isalpha() or word in ENDS or word in OCLOCK


def _hour_first(line: Line, at: int) -> Match | None:
    if line.word(at) == "a" and line.word(at + 1) == "hour~":
        asked = line.word(at - 1) in {"at", "@"} or line.word(at + 2) in PARTS
        hour: tuple[int, int] | None = (1, at + 1) if asked else None
    else:
        hour = _hour(line, at)
    if hour is None:
        return None
    clocked = line.word(hour[1]) in OCLOCK or line[at].word in {"noon", "midnight"}
    after = line.skip(hour[1], *OCLOCK)
    added = _added(line, after, clocked, line[at].number is None)
    if added is not None:
        return _at(line, hour[0], *added)
    if line[at].number is not None or line.word(at) in {"noon", "midnight"}:
        return None
    return _bare(line, hour[0], hour[1]) if hour[0] else None


def _added(line: Line, at: int, clocked: bool, is_word: bool) -> tuple[int, int] | None:
    """Minutes behind an hour, below none for 'menos cuarto', and the index after them."""
    word = line.word(at)
    joined, sign = word in ANDS, -1 if word == "minus" else 1
    first = line.skip(at + 1, "the", "a") if joined or sign < 0 else at
    if word == "withhalf":
        return 30, at + 1
    fraction = FRACTIONS.get(line.word(first))
    if fraction is not None and UNITS.get(line.word(first + 1)) not in BELOW_DAY:
        fits = word in {"and+", "minus"} or (clocked and (joined or fraction == 30))
        return (sign * fraction, first + 1) if fits else None
    military = _military(line, at) if is_word else None
    if military is not None:
        return military
    found = count_at(line, first)
    if found is None or not 0 < found[0] < 60 or (joined and word != "and+"):
        return None
    end = line.skip(found[1], "minute")
    if sign < 0:
        return -found[0], end
    plain = clocked or joined or (is_word and line[first].number is None and found[0] >= 10)
    counts = line.word(end) in UNITS and line.word(end) != "day~"
    fits = plain and not counts and not _is_day(line, found[1], end, found[0])
    return (found[0], end) if fits else None


def _military(line: Line, at: int) -> tuple[int, int] | None:
    """'nineteen hundred', 'nine oh five': the minutes, and the index after them."""
    if line.word(at) == "#100":
        return 0, line.skip(at + 1, "hour", "hour~", "o'clock")
    minutes = VALUES.get(line.word(at + 1), 0) if line.word(at) in {"oh", "#0"} else 0
    return (minutes, at + 2) if 0 < minutes < 10 else None


def _is_day(line: Line, after: int, end: int, number: int) -> bool:
    """'um 9 Uhr 15. Mai', 'um 9 Uhr 2 Pizzen': the number is a day or counts something."""
    follows = line.word(after)
    if end != after or not follows:
        return False
    if line[after].glued and follows in {".", ":", "/", "-"}:
        return not (follows == "." and after + 1 == len(line))
    month = line.word(line.skip_all(after, "of", "the"))
    if follows in ORDINALS or follows == "dayno" or month in MONTHS:
        return True
    plain = number >= 10 and number % 5 == 0
    return follows.isalpha() and follows not in ENDS and not plain


def _bare(line: Line, hour: int, end: int) -> Match:
    piece, after = with_half(line, hour, 0, end)
    if isinstance(piece, Clock) and after == end:
        return Clock(time(hour % 24), 1 <= hour < 12, weak=True), end
    return piece, after


def half_at(line: Line, at: int) -> tuple[str, int]:
    """'am' or 'pm' in its spellings, and the index after it."""
    word = line.word(at)
    if word in {"am", "pm"}:
        # German 'um 9 am Montag'
        on = word == "am" and not line[at].glued and line.word(at + 1) in WEEKDAYS
        on = on and line.original(at).casefold() == "am"
        return ("", at) if on else (word, _dot(line, at + 1))
    if word in {"a", "p", "a~"}:
        dotted = line.word(at + 1) == "." and line.word(at + 2) == "m" and line[at + 1].glued
        if dotted:
            return f"{word[0]}m", _dot(line, at + 3)
        if line[at].glued and not line[at + 1].glued and word != "a~":
            return f"{word}m", at + 1
    return "", at


def _dot(line: Line, at: int) -> int:
    """Over the point of 'p.m.', unless it ends the text."""
    pointed = line[at].glued and line.word(at) == "." and line.text[line[at].start - 2] == "."
    return at + 1 if pointed else at


def with_half(
    line: Line, hour: int, minute: int, at: int, *, more: More = (0, False, False)
) -> Match:
    """The time with the a.m., p.m. or o'clock that follows; more: second, weak, padded."""
    second, weak, padded = more
    clocked = line.skip(at, "o'clock")
    word = line.word(clocked)
    place = line.word(clocked + 1) == "of" and line.original(clocked + 2)[:1].isupper()
    named = word == "hour~" and not place  # 'hora de Madrid'
    clocked += named or (word == "hour" and line[at - 1].glued)
    half, end = half_at(line, clocked)
    weak = weak and not half and clocked == at
    if half:
        return _halved(hour, time(hour % 12, minute, second), half), line.skip(end, "o'clock")
    if hour == 24:
        return (Unsure(weak=True) if weak else Clock(time(0), is_midnight=True)), end
    return Clock(time(hour, minute, second), 1 <= hour < 12 and not padded, weak), end


def _halved(hour: int, within: time, half: str) -> Clock | Impossible:
    """'12am' is midnight, '14:00pm' is 14:00; '14am' is nothing."""
    if hour > 12:
        late = half == "pm" and hour < 24
        return Clock(within.replace(hour=hour), has_half=True) if late else Impossible()
    if hour == 0 and half == "pm":
        return Impossible()
    later = within.hour + (12 if half == "pm" else 0)
    return Clock(within.replace(hour=later), has_half=True)
