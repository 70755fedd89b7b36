"""From a reading to instants: which day, which half of it, and whether clocks agree."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from domain.time.zones import Ambiguous, Nonexistent, to_instant, to_wall
from domain.when.answer import Answer, Ask, Reason, Unclear, Understood, Why
from domain.when.grammar.parts import Clock, Elapsed, Impossible, Now, Part, Past, Piece
from domain.when.meaning.reading import MORNING, Reading, times_of

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
LAST_YEAR = 2037  # changes of clocks are known up to then
WAKING = range(7, 23)


class Given(NamedTuple):
    """What the words named."""

    date: bool
    time: bool
    part: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, as an instant and in the person's zone."""

    now: datetime
    zone: str
    grammar: Now

    def wall_of(self, at: datetime) -> datetime:
        return to_wall(at, self.zone)


def resolve(reading: Reading, moment: Moment) -> Answer:
    """What the reading means now. Rest and kept are left for the caller."""
    why = _refused(reading)
    if why is not None:
        return Unclear(why)
    if reading.elapsed is not None:
        return _elapsed(reading, reading.elapsed, moment)
    zone = (reading.zone.name if reading.zone else None) or moment.zone
    wall = moment.grammar.wall if zone == moment.zone else to_wall(moment.now, zone)
    shift = reading.shift * SECOND
    base = wall - shift
    today = (moment.grammar.wall - shift if reading.day else base).date()
    walls = [item + shift for item in _walls(reading, base, today)]
    ahead = [item for item in walls if item > wall]
    if not ahead:
        return Unclear(Why.PAST)
    answer = instant(ahead[0], zone, moment.now, _given(reading))
    doubtful = is_late_half(reading, ahead[0], wall) or is_over(reading, ahead[0], wall)
    if doubtful and isinstance(answer, Understood):
        return Ask(Reason.READINGS, (answer,))
    likely = [item for item in ahead[1:] if is_as_likely(item, ahead[0], reading, wall)]
    answer = _with_others(answer, likely + _other_days(reading, wall), moment.now)
    return _with_zones(answer, reading.zone.others if reading.zone else (), moment.now)


def _refused(reading: Reading) -> Why | None:
    """Why it may not be acted on at all."""
    day = reading.day
    if reading.verdict is not None:
        return _why(reading.verdict)
    if day is not None and day.weak and (day.month or day.week):
        return Why.PARTLY  # 'this month'
    contradicts = reading.clock and reading.part and not times_of(reading, MORNING)
    return Why.IMPOSSIBLE if contradicts and reading.elapsed is None else None


def _with_zones(answer: Answer, zones: tuple[str, ...], now: datetime) -> Answer:
    """'9am IST' is India's for most people, and Israel's for some."""
    if not zones or not isinstance(answer, Understood):
        return answer
    given = Given(date=answer.has_date, time=answer.has_time, part=answer.part)
    found = (instant(answer.wall, zone, now, given) for zone in zones)
    more = tuple(item for item in found if isinstance(item, Understood) and item.at > now)
    return replace(answer, others=(*answer.others, *more))


def instant(wall: datetime, zone: str, now: datetime, given: Given) -> Answer:
    """The wall clock as an instant, or a question where clocks are put on or back."""
    if wall.year > LAST_YEAR:
        return Unclear(Why.TOO_FAR)
    try:
        return _understood(to_instant(wall, zone), wall, zone, given)
    except (Nonexistent, Ambiguous) as unclocked:
        ahead = [at for at in unclocked.candidates if at > now]
        reason = Reason.AMBIGUOUS if isinstance(unclocked, Ambiguous) else Reason.NONEXISTENT
    options = tuple(_understood(at, to_wall(at, zone), zone, given) for at in ahead)
    if len(options) == 1 and reason is Reason.AMBIGUOUS:
        return options[0]
    return Ask(reason, options) if options else Unclear(Why.PAST)


def _understood(at: datetime, wall: datetime, zone: str, given: Given) -> Understood:
    return Understood(
        at=at.astimezone(UTC),
        wall=wall,
        zone=zone,
        has_date=given.date,
        has_time=given.time,
        part=given.part,
    )


def _why(piece: Piece) -> Why:
    if isinstance(piece, Past):
        return Why.PAST
    if isinstance(piece, Impossible):
        return Why.IMPOSSIBLE
    return Why.PARTLY


def _given(reading: Reading) -> Given:
    today = reading.part is not None and reading.part.is_today
    dated = reading.day is not None or today
    part = reading.part.name if reading.part and not reading.clock else ""
    return Given(date=dated, time=reading.clock is not None or reading.part is not None, part=part)


def _elapsed(reading: Reading, length: Elapsed, moment: Moment) -> Answer:
    """Days move the calendar, 09:00 unless a time is given; hours move the instant."""
    now = moment.now if moment.now.microsecond == 0 else moment.now.replace(microsecond=0) + SECOND
    if not (length.months or length.days):
        at = now + length.seconds * SECOND
        return (
            _checked(at, moment, Given(date=True, time=True))
            if length.seconds
            else Unclear(Why.PAST)
        )
    day = _months_on(moment.grammar.today, length.months)
    if day is None:
        return Unclear(Why.TOO_FAR)
    day += length.days * DAY
    if length.seconds:
        clock = to_wall(now, moment.zone).time()
        start = instant(datetime.combine(day, clock), moment.zone, now, Given(date=True, time=True))
        if isinstance(start, Understood):
            return _checked(start.at + length.seconds * SECOND, moment, Given(date=True, time=True))
        return start
    return _on_day(reading, day, moment)


def _on_day(reading: Reading, day: date, moment: Moment) -> Answer:
    """The day that some days, weeks or months lead to."""
    zone = (reading.zone.name if reading.zone else None) or moment.zone
    wall = to_wall(moment.now, zone)
    walls = [datetime.combine(day + late * DAY, at) for at, late in times_of(reading, MORNING)]
    ahead = [item for item in walls if item > wall]
    if not ahead:
        return Unclear(Why.PAST)
    answer = instant(ahead[0], zone, moment.now, Given(date=True, time=reading.is_timed))
    return _with_others(answer, ahead[1:], moment.now)


def _checked(at: datetime, moment: Moment, given: Given) -> Answer:
    far = at.year > LAST_YEAR
    return Unclear(Why.TOO_FAR) if far else _understood(at, moment.wall_of(at), moment.zone, given)


def _months_on(day: date, months: int) -> date | None:
    """The same day that many months on, or the month's last; None beyond the known years."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > LAST_YEAR:
        return None
    after = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + (day.day - 1) * DAY, after - DAY)


def _walls(reading: Reading, wall: datetime, today: date) -> Iterator[datetime]:
    if reading.day is None and (reading.part is None or not reading.part.is_today):
        yield from _undated(reading, wall, today)
        return
    days = reading.day.options if reading.day else (today,)
    if reading.day and reading.day.weekday is not None and not reading.is_timed:
        days = tuple(day for day in days if day != wall.date()) or days
    times = times_of(reading, MORNING)
    if len(times) > 1 and reading.clock and reading.clock.time.hour >= 8:
        # 8 to 11 with a day is the morning, of whichever day still has it.
        yield from (datetime.combine(day, at) for at, _ in times for day in days)
        return
    for day in days:
        if reading.clock is None and day == wall.date():
            yield from _later_today(reading.part, wall)
        yield from (datetime.combine(day, at) + late * DAY for at, late in times)


def _later_today(part: Part | None, wall: datetime) -> Iterator[datetime]:
    """Today without a clock time: the usual time, or else the next full hour of what is left."""
    usual = datetime.combine(wall.date(), part.usual if part else MORNING)
    if usual > wall:
        yield usual
        return
    over = datetime.combine(wall.date(), time()) + (part.until if part else 24) * HOUR
    full = wall.replace(minute=0, second=0, microsecond=0) + HOUR
    if full < over:
        yield full


def _undated(reading: Reading, wall: datetime, today: date) -> Iterator[datetime]:
    """A time of day alone: today if it is still ahead, else tomorrow."""
    times = times_of(reading, MORNING)
    every = sorted(
        datetime.combine(today + (days + late) * DAY, at) for days in (0, 1) for at, late in times
    )
    ahead = [item for item in every if item > wall]
    clock = reading.clock
    if clock is None or not clock.is_open or len(times) == 1:
        yield from ahead[:1]
        return
    likely = [item for item in ahead if _is_likely(item, clock, wall)]
    yield from [*likely[:1], *(item for item in ahead[:2] if item not in likely[:1])]


def _is_likely(item: datetime, clock: Clock, wall: datetime) -> bool:
    """8 to 11 is the morning, unless the evening has begun; else the next one awake."""
    if clock.time.hour >= 8:
        return item.hour < 12 or (wall.hour >= 18 and item.date() == wall.date())
    return item.hour in WAKING


def _other_days(reading: Reading, wall: datetime) -> list[datetime]:
    """The same time on the days that are as likely."""
    days = reading.day.others if reading.day else ()
    at, late = next(iter(times_of(reading, MORNING)), (MORNING, 0))
    return [item for day in days if (item := datetime.combine(day, at) + late * DAY) > wall]


def _with_others(answer: Answer, walls: list[datetime], now: datetime) -> Answer:
    """Further readings, those without a doubt about clocks."""
    if not walls or not isinstance(answer, Understood):
        return answer
    given = Given(date=answer.has_date, time=answer.has_time, part=answer.part)
    found = [instant(wall, answer.zone, now, given) for wall in walls]
    for item, wall in zip(found, walls, strict=True):
        if isinstance(item, Ask) and wall.date() == answer.wall.date():
            return Ask(item.reason, (*item.options, answer))  # 'um 2:30' when clocks change
    others = (item for item in found if isinstance(item, Understood) and item.at != answer.at)
    return replace(answer, others=tuple(dict.fromkeys(others))[:3])


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
    midnight = reading.clock is not None and reading.clock.is_midnight
    near = item.date() == chosen.date() or (midnight and abs(item - chosen) <= DAY)
    return reading.day is None or near or named_today
