"""What limits a repetition: 'until friday', 'for 4 weeks', '5 times', 'except sundays'."""

from domain.when.grammar import clock, dates, special_days
from domain.when.grammar import days as day
from domain.when.grammar.days import SEVERAL, weekday_at, weekdays_at
from domain.when.grammar.lengths import unit_at
from domain.when.grammar.parts import Bound, Clock, Day, Match, Now, Part, Without
from domain.when.grammar.parts_of_day import match as part_match
from domain.when.meaning.reading import in_part
from domain.when.text.lexicon import EVERY, PARTS, PLURALS, VALUES, WEEKDAYS
from domain.when.text.numbers import count_at
from domain.when.text.tokens import Line

BOUNDS = frozenset(("until", "for", "starting", "times", "from", "to", "the", "next", "coming"))
LASTING = frozenset(("for", "the", "next", "coming"))
LAST = frozenset(("until<", "for"))
EXCEPT = frozenset(("except", "not", "minus"))
"""Before the weekdays; `except<` stands behind them."""


def day_at(line: Line, at: int, now: Now) -> tuple[Day, int] | None:
    """The longest day that begins there."""
    found = (grammar(line, at, now) for grammar in (dates.match, special_days.match, day.match))
    days = [(item[0], item[1]) for item in found if item and isinstance(item[0], Day)]
    return max(days, key=lambda item: item[1], default=None)


def bound(line: Line, at: int, now: Now) -> Match | None:
    """'until friday', 'for 4 weeks', '5 times', 'starting monday'; asked beside a repetition."""
    word = line.word(at)
    if word in {"until", "starting", "from", "to"}:
        first = line.skip_all(at + 1, "the", "on", "of") if word != "until" else at + 1
        found = day_at(line, first, now)
        if found is None:
            return _until_clock(line, first, now) if word == "until" else None
        options = found[0].options
        return (Bound(until=options) if word in {"until", "to"} else Bound(start=options)), found[1]
    return _lasting(line, at) or _behind(line, at, now)


def _until_clock(line: Line, at: int, now: Now, part: Part | None = None) -> Match | None:
    """'every 30 minutes until 9pm'; part: of the day, said before it."""
    named, end = clock.match(line, at, now) or (None, at)
    if not isinstance(named, Clock):
        return None
    behind, after = (None if part else part_match(line, end, now)) or (None, end)
    if part is None and isinstance(behind, Part):
        part, end = behind, after
    if part is not None:
        times = in_part(named, part)
        return (Bound(clock=times[0][0]), end) if times else None
    later = named.time
    if named.is_open and later <= now.wall.time():
        later = later.replace(hour=later.hour + 12)
    return Bound(clock=later), end


def _lasting(line: Line, at: int) -> Match | None:
    """'for a week', 'for the next 4 weeks', 'the coming five weeks', '5 times', '10 din tak'."""
    first = line.skip_all(at, *LASTING)
    counted = (1, first + 1) if line.word(first) in {"a", "an"} else count_at(line, first)
    named = {line.word(n) for n in range(at, first)}
    if counted is None:
        counted = (1, first) if named & {"next", "coming"} and "for" in named else None
    if counted is None:
        return None
    count, after = counted
    after = line.skip(after, "next", "coming")
    if line.word(after) == "times" and line.word(after + 1) not in {"a", "every"}:
        return Bound(count=count), after + 1
    unit = unit_at(line, after)
    if unit is None:
        return None
    long = unit not in {"second", "minute", "hour"} and named <= {"the"}
    for_long = named & {"for", "next", "coming"} or line.word(after + 1) in LAST or long
    return (Bound(length=(count, unit)), line.skip(after + 1, *LAST)) if for_long else None


def _behind(line: Line, at: int, now: Now) -> Match | None:
    """'25 नवंबर तक': the day before 'until'."""
    if line.word(at) in WEEKDAYS:
        return None
    found = day_at(line, at, now)
    if found is not None:
        ends = line.word(found[1]) == "until<"
        return (Bound(until=found[0].options), found[1] + 1) if ends else None
    part = part_match(line, at, now)
    hour = _until_clock(line, part[1], now, part[0]) if part and isinstance(part[0], Part) else None
    hour = hour or _until_clock(line, at, now)
    return (hour[0], hour[1] + 1) if hour and line.word(hour[1]) == "until<" else None


def without(line: Line, at: int) -> Match | None:
    """'except sundays', 'not on weekends', 'itvaar ko chhodkar'."""
    before = line.word(at) in EXCEPT
    first = line.skip_all(at, *EXCEPT, "on", "the", "at", "of", "for", ",") if before else at
    several = SEVERAL.get(line.word(first))
    found = (several, first + 1) if several else weekdays_at(line, first, least=1)
    if found is None:
        return None
    named, end = found
    behind = line.skip_all(end, "ko", "of", "on")
    if before:
        return Without(named), end
    return (Without(named), behind + 1) if line.word(behind) == "except<" else None


def beside(line: Line, at: int, now: Now, *, is_near: bool) -> Match | None:
    """A bound or an exception of the repetition that the text holds.

    is_near: only joining words lie between them; farther away only what cannot be message.
    """
    word = line.word(at)
    if word in EXCEPT or weekday_at(line, at) is not None:
        left_out = without(line, at)
        if left_out is not None or word in EXCEPT:
            return left_out
    if not is_near and word not in {"until", "for", "starting"} and line[at].number is None:
        return None
    counts = word in BOUNDS or _may_count(line, at) or (is_near and _may_end(line, at))
    found = bound(line, at, now) if counts else None
    if found is None or not isinstance(found[0], Bound):
        return None
    short = found[0].length is not None and found[0].length[1] in {"minute", "second", "hour"}
    return None if short and not is_near else found


def _may_end(line: Line, at: int) -> bool:
    """Whether a length, a day or an hour may begin there, 'until' behind it."""
    return line[at].number is not None or line.word(at) in VALUES or line.word(at) in PARTS


def _may_count(line: Line, at: int) -> bool:
    counted = count_at(line, at)
    return (
        counted is not None and not LAST.isdisjoint(line.word(counted[1] + n) for n in (0, 1, 2))
    ) or (line.word(at + 1) == "times")


def leading(line: Line, at: int, now: Now) -> Match | None:
    """'for 3 days every day', 'itvaar ko chhodkar har roz'."""
    word = line.word(at)
    counted = line[at].number is not None or word in VALUES
    if word in {"for", "from"} or (counted and _may_count(line, at)):
        found = bound(line, at, now)
    elif word in WEEKDAYS or word in PLURALS or word in EXCEPT:
        found = without(line, at)
    else:
        return None
    fits = found is not None and line.word(line.skip(found[1], ",")) in EVERY
    return found if fits else None
