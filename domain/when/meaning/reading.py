"""The pieces of one phrase put together, if they fit."""

from dataclasses import dataclass, replace
from datetime import date, time
from typing import NamedTuple

from domain.when.grammar.dates import real
from domain.when.grammar.days import DAY
from domain.when.grammar.parts import (
    Bound,
    Clock,
    Day,
    Elapsed,
    Every,
    Impossible,
    Part,
    Piece,
    Shift,
    Without,
    Zone,
)

EARLY = frozenset(("early", "late"))

MORNING = time(9)
"""The time of a day without one."""
EIGHT_DAYS = frozenset((8, 15))  # a week and two, as many languages count
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


@dataclass(frozen=True, slots=True)
class PieceAt:
    """A piece and where it stands: token indices [start, end)."""

    piece: Piece
    start: int
    end: int


class Reading(NamedTuple):
    """At most one piece of each kind.

    verdict: why nothing of it may be acted on. shift: seconds to add to the clock time.
    """

    day: Day | None = None
    clock: Clock | None = None
    part: Part | None = None
    elapsed: Elapsed | None = None
    zone: Zone | None = None
    every: Every | None = None
    bound: Bound | None = None
    verdict: Piece | None = None
    without: Without | None = None
    shift: int = 0

    @property
    def is_timed(self) -> bool:
        return bool(self.clock or self.part)

    @property
    def is_complete(self) -> bool:
        return bool(self.clock or self.part or self.elapsed)


def combined(found: tuple[PieceAt, ...]) -> Reading | None:
    """One reading of all the pieces; None if two of a kind contradict each other."""
    reading: Reading | None = Reading()
    ordered = sorted(_with_halves(found), key=lambda it: not isinstance(it.piece, Every))
    for item in ordered:
        reading = _with(reading, item.piece) if reading is not None else None
    if reading is None or reading.verdict is not None:
        return reading
    if reading.shift and (reading.every or not reading.is_timed):
        return None
    if reading.every is not None:
        return _repeated(reading, reading.every)
    if reading.bound is not None or reading.without is not None:
        return None
    return _elapsed(reading) if reading.elapsed else reading


def _with_halves(found: tuple[PieceAt, ...]) -> tuple[PieceAt, ...]:
    """Of several times of a series each with its own part: '7 утра и 7 вечера'."""
    kinds = [type(item.piece) for item in found]
    if kinds.count(Clock) < 2 or kinds.count(Part) < 2 or Every not in kinds:
        return found
    order = [item.piece for item in found if isinstance(item.piece, Clock | Part)]
    clock_first = isinstance(order[0], Clock)
    joined: list[PieceAt] = []
    for item in found:
        last = joined[-1] if joined else item
        clock, part = (last.piece, item.piece) if clock_first else (item.piece, last.piece)
        fits = last is not item and isinstance(clock, Clock) and isinstance(part, Part)
        times = in_part(clock, part) if isinstance(clock, Clock) and isinstance(part, Part) else []
        if fits and times:
            joined[-1] = PieceAt(Clock(times[0][0]), last.start, item.end)
        else:
            joined.append(item)
    return tuple(joined)


def _elapsed(reading: Reading) -> Reading | None:
    """'friday in 2 weeks' is a weekday of that week; hours and a clock time contradict."""
    length, day = reading.elapsed, reading.day
    if length is None or (reading.is_timed and length.seconds):
        return None
    if day is None:
        return reading
    today = day.weekday is None and len(day.options) == 1
    weeks = length.days % 7 == 0 or today or length.days in EIGHT_DAYS
    whole = length.marked and not length.seconds and not length.months and weeks
    if not whole or day.week is not None or not day.options:
        return None
    base = day.options[0]
    if day.weekday is None and not today:
        return None
    idiom = day.weekday is not None and length.days in EIGHT_DAYS  # Montag in acht Tagen
    shifted = Day((base + (length.days - idiom) * DAY,))
    return reading._replace(day=shifted, elapsed=None)


def _with(reading: Reading, piece: Piece) -> Reading | None:
    match piece:
        case Day():
            joined = _with_day(reading, piece)
        case Clock():
            joined = _with_clock(reading, piece)
        case Part():
            joined = _with_part(reading, piece)
        case Every():
            joined = _with_every(reading, piece)
        case Bound():
            joined = _with_bound(reading, piece)
        case Without() | Shift() | Elapsed() | Zone():
            joined = _with_only(reading, piece)
        case _:
            joined = reading._replace(verdict=piece)
    return joined


def _with_only(reading: Reading, piece: Without | Shift | Elapsed | Zone) -> Reading | None:
    """What is said once at most."""
    match piece:
        case Without():
            given, joined = bool(reading.without), reading._replace(without=piece)
        case Shift():
            given, joined = bool(reading.shift), reading._replace(shift=piece.seconds)
        case Elapsed():
            given, joined = bool(reading.elapsed), reading._replace(elapsed=piece)
        case Zone():
            given, joined = bool(reading.zone), reading._replace(zone=piece)
    return None if given else joined


def _with_clock(reading: Reading, clock: Clock) -> Reading | None:
    """A repetition may have several times a day, all at the same minute."""
    given = reading.clock
    if given is None:
        return reading._replace(clock=clock)
    alike = given.time.minute == clock.time.minute and not clock.time.second
    if reading.every is None or not alike or reading.zone or given.weak:
        return None
    later = clock.time
    if clock.is_open and later < given.time:  # 'at 9 and 5'
        later = later.replace(hour=later.hour + 12)
    more = given.more if later in {given.time, *given.more} else (*given.more, later)
    return reading._replace(clock=replace(given, more=more))


def _with_part(reading: Reading, part: Part) -> Reading | None:
    """'early tomorrow morning' is early in the morning; two other parts contradict."""
    given = reading.part
    if given is None:
        return reading._replace(part=part)
    if "early" in (given.name, part.name):
        named = part if given.name == "early" else given
        early = replace(named, usual=named.usual.replace(hour=max(named.usual.hour - 2, 5)))
        return reading._replace(part=early)
    if part.name == given.name or {part.name, given.name} == {"night", "tonight"}:
        return reading._replace(part=replace(given, is_today=given.is_today or part.is_today))
    return None


def _with_every(reading: Reading, every: Every) -> Reading | None:
    """'every week' and 'on mondays' are one; two other repetitions contradict."""
    given = reading.every
    if given is None:
        return reading._replace(every=every)
    for wide, narrow in ((given, every), (every, given)):
        whole = _in_weeks(wide)
        if whole.unit == "week" and not whole.days and narrow.days and narrow.interval == 1:
            return reading._replace(every=replace(whole, days=narrow.days))
    return None


def _in_weeks(every: Every) -> Every:
    """'alle 14 Tage freitags' is every other week."""
    plain = every.unit == "day" and not every.days and every.interval % 7 == 0
    return replace(every, unit="week", interval=every.interval // 7) if plain else every


def _with_bound(reading: Reading, bound: Bound) -> Reading | None:
    given = reading.bound
    if given is None:
        return reading._replace(bound=bound)
    if (given.until and bound.until) or (given.start and bound.start):
        return None
    return reading._replace(
        bound=Bound(
            until=given.until or bound.until,
            count=given.count or bound.count,
            length=given.length or bound.length,
            start=given.start or bound.start,
            clock=given.clock or bound.clock,
        ),
    )


def _with_day(reading: Reading, day: Day) -> Reading | None:
    """A weekday narrows a date or a week; two different days are no day."""
    given = reading.day
    if given is None:
        return reading._replace(day=day)
    for narrow, wide in ((day, given), (given, day)):
        if narrow.weekday is not None and wide.weekday is None:
            return _narrowed(reading, narrow.weekday, wide)
        if narrow.number and wide.month is not None:
            return _in_month(reading, narrow.number, wide.month)
    same = given.options[0] == day.options[0]
    return reading if same else None


def _in_month(reading: Reading, number: int, month: date) -> Reading:
    """'on the 5th next month'."""
    found = real(month.year, month.month, number)
    if found is None:
        return reading._replace(verdict=Impossible())
    return reading._replace(day=Day((found,)))


def _narrowed(reading: Reading, weekday: int, wide: Day) -> Reading:
    if wide.week is not None:
        return reading._replace(day=Day((wide.week + weekday * DAY,)))
    near = (day for day in wide.options if day - wide.options[0] < 60 * DAY)
    fitting = tuple(day for day in near if day.weekday() == weekday)
    if not fitting:
        return reading._replace(verdict=Impossible())
    return reading._replace(day=Day(fitting))


def _repeated(reading: Reading, every: Every) -> Reading | None:
    """A day beside a repetition says on which days it is, or where it starts."""
    day, bound = reading.day, reading.bound
    often = every.unit == "day" and not reading.is_timed and bound is not None and bound.count
    if reading.elapsed is not None or often:
        return None  # 'every day 3 times'
    if reading.without is not None:
        return _reduced(reading, every, reading.without)
    if day is None:
        return reading
    on = None if every.days or every.number is not None else _on(every, day)
    return reading._replace(every=on, day=None) if on else _starting(reading, every, day)


def _reduced(reading: Reading, every: Every, without: Without) -> Reading | None:
    """'daily except sundays' is weekly on the other days."""
    days = every.days or tuple((0, number) for number in range(7))
    plain = every.interval == 1 and every.unit in {"day", "week"}
    if not plain or (every.unit == "week" and not every.days):
        return None
    left = tuple(item for item in days if item[1] not in without.weekdays)
    if not left or len(left) == len(days):
        return None
    weekly = Every("week", days=left)
    return _repeated(reading._replace(without=None, every=weekly), weekly)


def _starting(reading: Reading, every: Every, day: Day) -> Reading | None:
    """'every day, tomorrow' starts then."""
    bound = reading.bound or Bound()
    several = day.weekday is not None or day.week is not None
    if bound.start or several or every.unit not in {"day", "week", "month", "year"}:
        return None
    return reading._replace(day=None, bound=replace(bound, start=day.options))


def _on(every: Every, day: Day) -> Every | None:
    """'every week, on friday': the day says which of the repetition."""
    if every.unit == "week" and day.weekday is not None:
        return replace(every, days=((0, day.weekday),))
    if every.unit == "month" and day.number:
        return replace(every, number=day.number)
    if every.unit == "year" and day.nth is not None:
        month, which, weekday = day.nth
        return replace(every, month=month, days=((which, weekday),))
    if every.unit == "year" and day.feast is not None:
        return replace(every, month=day.feast[0], number=day.feast[1])
    return None


def times_of(reading: Reading, usual: time) -> list[tuple[time, int]]:
    """Times of day with the days they lie after the named one, the likeliest first."""
    clock, part = reading.clock, reading.part
    if clock is None:
        return [(part.usual if part else usual, 0)]
    if part is not None:
        return in_part(clock, part)
    if clock.is_midnight:
        return [(clock.time, 1), (clock.time, 0)] if reading.day else [(clock.time, 0)]
    if not clock.is_open:
        return [(clock.time, 0)]
    later = clock.time.replace(hour=clock.time.hour + 12)
    return [(clock.time, 0), (later, 0)] if clock.time.hour >= 7 else [(later, 0), (clock.time, 0)]


def in_part(clock: Clock, part: Part) -> list[tuple[time, int]]:
    """'7 in the evening', 'tonight at 1': the half of the day that the part names, if it can."""
    hour, late = clock.time.hour, 0
    nightly = part.name in {"night", "tonight"}
    if (nightly or part.name == "dawn") and (clock.is_midnight or hour == 12):
        return [(clock.time.replace(hour=0), 1)]
    if nightly and hour < NIGHT_ENDS:
        late = int(part.is_today)
    elif (
        hour
        and not clock.has_half
        and part.name not in {"morning", "early", "dawn"}
        and hour < LATEST_OPEN
    ):
        hour += 0 if part.name == "midday" and hour == 11 else 12
    fits = hour in HOURS[part.name] or (nightly and hour < NIGHT_ENDS + 1)
    return [(clock.time.replace(hour=hour), late)] if fits else []
