"""Days of each month: 'the 1st and 15th', 'the second tuesday', 'the last day'."""

from domain.when.grammar import special_days
from domain.when.grammar.numbers import ordinal_at
from domain.when.grammar.parts import Every, Match
from domain.when.text.tokens import Line
from domain.when.text.words import UNITS, WEEKDAYS


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
    several, end = special_days.ordinals_at(line, at)
    if several:
        every = Every("month", interval, number=several[0], numbers=several[1:])
        return every, end
    found = (-1, at + 1) if line.word(at) == "last" else ordinal_at(line, at)
    if found is None:
        return None
    number, after = found
    weekday = WEEKDAYS.get(line.word(after))
    if weekday is not None:
        return Every("month", interval, days=((number, weekday),)), after + 1
    last = number == -1 and line.word(after) in {"day", "dayno", "day~"}
    return (Every("month", interval, number=-1), after + 1) if last else None
