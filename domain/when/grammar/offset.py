"""Days counted from another day: '2 days before christmas', 'the day after christmas'."""

from datetime import timedelta

from domain.when.grammar.lengths import DAYS, amount_of_unit
from domain.when.grammar.lengths import STARTS as LENGTHS
from domain.when.grammar.parts import Day, Match, Now, Past
from domain.when.grammar.repeats import day_at
from domain.when.text.tokens import Line

WAYS = {"before": -1, "ago>": -1, "after": 1, "past": 1}
STARTS = LENGTHS | {"day", "day~", "week", "the"}
DAY = timedelta(days=1)


def match(line: Line, at: int, now: Now) -> Match | None:
    """The day that is so many days before or after another."""
    found = amount_of_unit(line, line.skip_all(at, "on", "the"), marked=True)
    if found is None:
        return None
    count, unit, end = found
    way = WAYS.get(line.word(end))
    other = day_at(line, line.skip_all(end + 1, "the"), now) if way and unit in DAYS else None
    if other is None or way is None or count != int(count):
        return None
    named, after = other
    days = (day + way * int(count) * DAYS[unit] * DAY for day in named.options)
    ahead = tuple(day for day in days if day >= now.today)
    return (Day(ahead[:2]) if ahead else Past()), after
