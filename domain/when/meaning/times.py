"""Times of day: which half of it is meant."""

from datetime import time

from domain.when.grammar.parts import Clock, Part
from domain.when.meaning.reading import Reading

MORNING = time(9)
"""The time of a day without one."""
NIGHT_ENDS = 5
LATEST_OPEN = 12
# Hours that people put into each part of the day.
HOURS = {
    "morning": range(13),
    "early": range(13),
    "late": range(24),
    "midday": range(11, 16),
    "afternoon": range(12, 22),
    "evening": range(15, 24),
    "night": range(17, 24),
    "tonight": range(17, 24),
    "dawn": range(8),
}


def times_of(reading: Reading, usual: time) -> list[tuple[time, int]]:
    """Times of day with the days they lie after the named one, the likeliest first."""
    clock, part = reading.clock, reading.part
    if clock is None:
        return [(part.usual if part else usual, 0)]
    if part is not None:
        return _in_part(clock, part)
    if clock.is_midnight:
        return [(clock.time, 1), (clock.time, 0)] if reading.day else [(clock.time, 0)]
    if not clock.is_open:
        return [(clock.time, 0)]
    later = clock.time.replace(hour=clock.time.hour + 12)
    return [(clock.time, 0), (later, 0)] if clock.time.hour >= 7 else [(later, 0), (clock.time, 0)]


def _in_part(clock: Clock, part: Part) -> list[tuple[time, int]]:
    """'7 in the evening', 'tonight at 1': the half of the day that the part names, if it can."""
    hour, late = clock.time.hour, 0
    nightly = part.name in {"night", "tonight"}
    if (nightly or part.name == "dawn") and (clock.is_midnight or hour == 12):
        return [(clock.time.replace(hour=0), 1)]
    if nightly and hour < NIGHT_ENDS:
        late = 1
    elif clock.is_open and part.name not in {"morning", "early", "dawn"} and hour < LATEST_OPEN:
        hour += 0 if part.name == "midday" and hour == 11 else 12
    fits = hour in HOURS[part.name] or (nightly and hour < NIGHT_ENDS + 1)
    return [(clock.time.replace(hour=hour), late)] if fits else []
