"""Which of several readings of a wall clock are as likely, and which are hardly meant."""

from datetime import datetime

from domain.when.meaning.reading import Reading


def is_late_half(reading: Reading, item: datetime, wall: datetime) -> bool:
    """'today at 9' said at 10:15: past, or 21:00."""
    named = reading.day is not None and len(reading.day.options) == 1 and reading.part is None
    usual = reading.clock is not None and reading.clock.is_open and reading.clock.time.hour >= 8
    return named and usual and item.date() == wall.date() and item.hour >= 12 and wall.hour < 18


def is_over(reading: Reading, item: datetime, wall: datetime) -> bool:
    """'11 june 2pm' said that day at 3: next year is hardly meant."""
    dated = reading.day is not None and reading.day.feast is not None
    return dated and reading.is_timed and item.year > wall.year and _is_anniversary(item, wall)


def _is_anniversary(item: datetime, wall: datetime) -> bool:
    return (item.month, item.day) == (wall.month, wall.day)


def is_as_likely(item: datetime, chosen: datetime, reading: Reading, wall: datetime) -> bool:
    """Another half of the same day; another week only for today's weekday."""
    named_today = chosen.date() == wall.date() and bool(
        reading.day and reading.day.weekday is not None
    )
    return reading.day is None or item.date() == chosen.date() or named_today
