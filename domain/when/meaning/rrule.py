"""From a repetition to its RRULE (RFC 5545) and its first occurrence after now."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from domain.time.recurrence import next_occurrence
from domain.time.zones import to_instant_lenient, to_wall
from domain.when.answer import Answer, Unclear, Understood, Why
from domain.when.grammar.parts import Bound, Clock, Every
from domain.when.meaning.reading import MORNING, Reading, times_of
from domain.when.meaning.resolve import LAST_YEAR, Moment

FREQUENCIES = {
    "second": "SECONDLY",
    "minute": "MINUTELY",
    "hour": "HOURLY",
    "day": "DAILY",
    "week": "WEEKLY",
    "month": "MONTHLY",
    "year": "YEARLY",
}
SUB_DAY = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHORTEST = 60  # seconds between two occurrences
Times = tuple[time, ...]


def repeat(reading: Reading, every: Every, moment: Moment) -> Answer:
    """The first occurrence with the rule; Unclear where the words contradict or it is over."""
    zone = (reading.zone.name if reading.zone else None) or moment.zone
    if every.unit in SUB_DAY:
        return _short(reading, every, moment, zone)
    if every.unit == "fortnight":
        every = replace(every, unit="week", interval=every.interval * 2)
    daily = every.unit == "day"  # midnight at the end of one day is as good as that of the next
    choices = [item for item in times_of(reading, MORNING) if daily or item[1] == 0]
    several = reading.clock is not None and reading.clock.more
    if not choices or (every.position and several) or (reading.bound and reading.bound.clock):
        return Unclear(Why.PARTLY)
    more = _further(reading.clock)
    answers = [_at(reading, every, (at, *more), moment, zone=zone) for at, _ in choices[:2]]
    first, *others = answers
    if not isinstance(first, Understood):
        return first
    return replace(first, others=tuple(item for item in others if isinstance(item, Understood)))


def _further(clock: Clock | None) -> Times:
    """Further times a day; of an hour without am or pm the later half if it was said later."""
    if clock is None:
        return ()
    return clock.more


def _at(reading: Reading, every: Every, times: Times, moment: Moment, *, zone: str) -> Answer:
    bound = reading.bound or Bound()
    today = to_wall(moment.now, zone).date()
    start = _start(bound, times, to_wall(moment.now, zone))
    if bound.start and start is None:
        return Unclear(Why.PAST)
    every = _filled(every, start or today)
    rule = _rule(every, times)
    begun = datetime.combine(start or _first_day(reading, every, today), min(times))
    once = _rule(replace(every, interval=1), times)
    first = next_occurrence(once, begun, zone, moment.now)
    if first is None or first.year > LAST_YEAR:
        return Unclear(Why.TOO_FAR)
    limit = _limit(bound, every, len(times), to_wall(first, zone).date())
    if limit is None:
        return Unclear(Why.PAST)
    found = _understood(first, zone, rule + limit, reading)
    return replace(found, wall=_stated_wall(found.wall, times, zone))


def _stated_wall(shown: datetime, times: Times, zone: str) -> datetime:
    """The wall clock that was said, if the first occurrence falls into a skipped hour."""
    at = to_instant_lenient(shown, zone)
    said = (datetime.combine(shown.date(), clock) for clock in times)
    return next((wall for wall in said if to_instant_lenient(wall, zone) == at), shown)


def _start(bound: Bound, times: Times, wall: datetime) -> date | None:
    """The first day that still has its first time; else the first that is not past."""
    fresh = (day for day in bound.start if datetime.combine(day, min(times)) > wall)
    return next(fresh, next((day for day in bound.start if day >= wall.date()), None))


def _first_day(reading: Reading, every: Every, today: date) -> date:
    """'every 6 months' without a day begins in 6 months."""
    given = reading.every or every
    anchored = given.days or given.number is not None or reading.day is not None
    if anchored or given.interval == 1 or given.unit == "day":
        return today
    if given.unit in {"week", "fortnight"}:
        return today + every.interval * timedelta(days=7)
    months = given.interval * (12 if given.unit == "year" else 1)
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(min(year, LAST_YEAR + 1), month + 1, 1)


def _understood(at: datetime, zone: str, rule: str, reading: Reading) -> Understood:
    return Understood(
        at=at.astimezone(UTC),
        wall=to_wall(at, zone),
        zone=zone,
        has_date=True,
        has_time=reading.is_timed,
        recurrence=rule,
    )


def _filled(every: Every, start: date) -> Every:
    """'every month' is on today's day of the month, 'every week' on today's weekday."""
    if every.days or every.number is not None:
        return every
    if every.unit == "week":
        return replace(every, days=((0, start.weekday()),))
    if every.unit == "month":
        last = (start + timedelta(days=1)).day == 1  # said on a 31st: nobody said 31
        return replace(every, number=-1 if last else start.day)
    return replace(every, month=start.month, number=start.day) if every.unit == "year" else every


def _rule(every: Every, times: Times) -> str:
    parts = [f"FREQ={FREQUENCIES[every.unit]}"]
    if every.interval > 1:
        parts.append(f"INTERVAL={every.interval}")
    if every.month is not None:
        parts.append(f"BYMONTH={every.month}")
    if every.number is not None:
        numbers = sorted((every.number, *every.numbers))
        parts.append(f"BYMONTHDAY={','.join(str(number) for number in numbers)}")
    if every.days:
        named = (f"{nth or ''}{NAMES[weekday]}" for nth, weekday in every.days)
        parts.append(f"BYDAY={','.join(named)}")
    if every.position:
        parts.append(f"BYSETPOS={every.position}")
    if len(times) > 1:
        hours = sorted({at.hour for at in times})
        parts.append(f"BYHOUR={','.join(str(hour) for hour in hours)}")
        parts.append(f"BYMINUTE={times[0].minute}")
    return ";".join(parts)


def _limit(bound: Bound, every: Every, a_day: int, first: date) -> str | None:
    """The end of the rule, or None if that lies before its first occurrence."""
    if bound.count:
        return f";COUNT={bound.count}"
    if bound.until:
        last = next((day for day in bound.until if day >= first), None)
        return f";UNTIL={last:%Y%m%d}T235959" if last else None
    return _length(bound.length, every, a_day, first) if bound.length else ""


def _length(length: tuple[int, str], every: Every, a_day: int, first: date) -> str | None:
    """'for 4 weeks': as many occurrences as lie in them."""
    count, unit = length
    if unit not in DAYS:
        return None
    periods = {("day", "week"): 7, ("day", "fortnight"): 14, ("week", "fortnight"): 2}
    times = 1 if unit == every.unit else periods.get((every.unit, unit))
    if times is None:
        return _until(first, count, unit)
    each = max(len(every.days), len(every.numbers) + 1) * a_day
    return f";COUNT={max(count * times * each // every.interval, 1)}"


def _until(first: date, count: int, unit: str) -> str | None:
    """The last day before the length is over."""
    if unit in {"month", "year"}:
        year, month = divmod(
            first.year * 12 + first.month - 1 + count * (12 if unit == "year" else 1), 12
        )
        if year > LAST_YEAR:
            return None
        after = date(year, month + 1, min(first.day, 28))
    else:
        after = first + count * DAYS[unit] * timedelta(days=1)
    return f";UNTIL={after - timedelta(days=1):%Y%m%d}T235959"


def _short(reading: Reading, every: Every, moment: Moment, zone: str) -> Answer:
    """Hours and minutes are elapsed time; the first is one interval away, or at a given start."""
    bound = reading.bound or Bound()
    step = every.interval * SUB_DAY[every.unit]
    if every.days or reading.part or reading.day or bound.start or reading.clock is not None:
        return Unclear(Why.PARTLY)
    if step < SHORTEST:
        return Unclear(Why.TOO_OFTEN)
    first = moment.now.replace(microsecond=0) + timedelta(seconds=step)
    if first.year > LAST_YEAR:
        return Unclear(Why.TOO_FAR)
    if bound.clock is not None:
        return _until_clock(bound.clock, every, moment, zone=zone, reading=reading)
    limit = _short_limit(bound, step, to_wall(first, zone).date())
    if limit is None:
        return Unclear(Why.PAST)
    return replace(_understood(first, zone, _rule(every, ()) + limit, reading), has_time=True)


def _until_clock(
    clock: time, every: Every, moment: Moment, *, zone: str, reading: Reading
) -> Answer:
    """'every 30 minutes until 9pm': the hour named belongs to it."""
    wall = to_wall(moment.now, zone)
    end = datetime.combine(wall.date(), clock)
    end += timedelta(days=end <= wall.replace(tzinfo=None))
    first = moment.now.replace(microsecond=0) + timedelta(
        seconds=every.interval * SUB_DAY[every.unit]
    )
    if to_wall(first, zone) > end:
        return Unclear(Why.PAST)
    rule = f"{_rule(every, ())};UNTIL={end:%Y%m%dT%H%M%S}"
    return replace(_understood(first, zone, rule, reading), has_time=True)


def _short_limit(bound: Bound, step: int, first: date) -> str | None:
    if bound.length is not None:
        count, unit = bound.length
        seconds = count * (SUB_DAY.get(unit) or DAYS[unit] * 86400)
        return f";COUNT={seconds // step}" if seconds >= step else None
    return _limit(bound, Every("second"), 1, first)
