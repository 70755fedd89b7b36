"""The half of the day behind an hour: 'am', 'p.m.', 'o'clock', 'Uhr', 'baje'."""

from datetime import time

from domain.when.grammar.parts import Clock, Impossible, Match, Unsure
from domain.when.text.tokens import Line

More = tuple[int, bool, bool]
"""Seconds, whether it is weak, whether it was padded."""


def half_at(line: Line, at: int) -> tuple[str, int]:
    """'am' or 'pm' in its spellings, and the index after it."""
    word = line.word(at)
    if word in {"am", "pm"}:
        named = line.word(at + 1)
        # German 'um 9 am Montag'
        on = word == "am" and line.original(at).casefold() == "am" and named.endswith("day")
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


def with_half(line: Line, hour: int, minute: int, at: int, more: More = (0, False, False)) -> Match:
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
        return Clock(within.replace(hour=hour)) if half == "pm" and hour < 24 else Impossible()
    if hour == 0 and half == "pm":
        return Impossible()
    return Clock(within.replace(hour=within.hour + (12 if half == "pm" else 0)))
