"""The next occurrence of an RFC 5545 RRULE on the wall clock of a zone.

Days and longer follow the wall clock over changes of clocks: a skipped time moves forward by the
gap, of a doubled one the first counts. Hours, minutes and seconds are elapsed time. UNTIL is a
wall clock of the zone (or with Z an instant); WKST is Monday.

Our own because a settle asks for it on the event loop: dateutil walks a rule from its start, 41 ms
for a daily one of five years ago where this takes 3, and knows nothing of skipped hours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from domain.time.zones import to_instant_lenient, to_wall

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
SUB_DAY = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3600}
FREQUENCIES = frozenset((*SUB_DAY, "DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
NAMES = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
LAST_YEAR = 2037  # changes of clocks are known up to then
END = datetime.combine(date(LAST_YEAR + 1, 12, 31), time())
LONGEST = 4096
# Periods without an occurrence in a row after which none comes: 29 February is 8 years away.
EMPTY = 400


class RuleInvalid(ValueError):
    """Not an RRULE, or with a part that we do not repeat by."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed RRULE. days: (which of the month or 0, weekday, Monday is 0).

    positions: which of the days of a month, from its end below 0 (BYSETPOS).
    """

    frequency: str
    interval: int = 1
    days: tuple[tuple[int, int], ...] = ()
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    count: int | None = None
    until: datetime | None = None
    positions: tuple[int, ...] = ()


def next_occurrence(rrule: str, start: datetime, zone: str, after: datetime) -> datetime | None:
    """The first occurrence strictly after `after` (aware), as aware UTC; None when it is over.

    `start` is the naive wall clock in `zone` that the rule counts from (DTSTART); it is itself an
    occurrence only if the rule says so. Raises RuleInvalid and UnknownZone.
    """
    rule = parse_rule(rrule)
    if rule.frequency in SUB_DAY:
        return _elapsed(rule, start, zone, after)
    far = to_wall(after, zone) - 2 * DAY
    for index, wall in enumerate(_walls(rule, start, start if rule.count else max(start, far))):
        over = rule.count is not None and index >= rule.count
        if over or wall.year > LAST_YEAR or (rule.until is not None and wall > _until(rule, zone)):
            return None
        at = to_instant_lenient(wall, zone)
        if at > after:
            return at.astimezone(UTC)
    return None


@lru_cache(maxsize=1024)
def parse_rule(rrule: str) -> Rule:
    """The parts of 'FREQ=WEEKLY;BYDAY=MO'. Raises RuleInvalid."""
    text = rrule.strip().upper().removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in text.split(";")) if text else {}
    known = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYHOUR", "BYMINUTE", "COUNT"}
    known |= {"BYSETPOS", "UNTIL"}
    frequency = parts.get("FREQ", "")
    if len(text) > LONGEST or parts.keys() - known or frequency not in FREQUENCIES:
        raise RuleInvalid(rrule)
    try:
        rule = Rule(
            frequency,
            interval=_positive(parts.get("INTERVAL", "1")),
            days=tuple(_weekday(item) for item in _items(parts, "BYDAY")),
            monthdays=tuple(_within(item, 31, least=-31) for item in _items(parts, "BYMONTHDAY")),
            months=tuple(sorted(_within(item, 12) for item in _items(parts, "BYMONTH"))),
            hours=tuple(sorted(_within(item, 23, 0) for item in _items(parts, "BYHOUR"))),
            minutes=tuple(sorted(_within(item, 59, 0) for item in _items(parts, "BYMINUTE"))),
            count=_positive(parts["COUNT"]) if "COUNT" in parts else None,
            until=_instant(parts["UNTIL"]) if "UNTIL" in parts else None,
            positions=tuple(_within(item, 31, least=-31) for item in _items(parts, "BYSETPOS")),
        )
    except ValueError:
        raise RuleInvalid(rrule) from None
    _refuse_mixtures(rule, rrule)
    return rule


def _refuse_mixtures(rule: Rule, rrule: str) -> None:
    """What would need more of RFC 5545 than people say."""
    counted = any(nth for nth, _ in rule.days)
    parts = rule.days or rule.monthdays or rule.months
    several = len(rule.hours) > 1 or len(rule.minutes) > 1 or len(rule.months) > 1
    bad = (
        (rule.positions and (rule.frequency not in {"MONTHLY", "YEARLY"} or several))
        or (rule.positions and not (rule.days or rule.monthdays))
        or (rule.frequency in SUB_DAY and (parts or rule.hours or rule.minutes))
        or (counted and rule.frequency not in {"MONTHLY", "YEARLY"})
        or (rule.monthdays and rule.frequency not in {"MONTHLY", "YEARLY"})
        or (rule.frequency == "YEARLY" and rule.days and not rule.months)
        or (rule.frequency == "YEARLY" and rule.monthdays and not rule.months)
    )
    if bad:
        raise RuleInvalid(rrule)


def _items(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _positive(text: str) -> int:
    return _within(text, 100_000)


def _within(text: str, most: int, least: int = 1) -> int:
    number = int(text)
    if not least <= number <= most or (number == 0 and least != 0):
        raise ValueError(text)
    return number


def _weekday(text: str) -> tuple[int, int]:
    found = WEEKDAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return (_within(found[1], 5, least=-5) if found[1] else 0), NAMES[found[2]]


def _instant(text: str) -> datetime:
    """UNTIL: a date lasts until its end; with Z it is aware."""
    found = datetime.fromisoformat(text)
    return found if "T" in text else datetime.combine(found.date(), time(23, 59, 59))


def _until(rule: Rule, zone: str) -> datetime:
    until = rule.until or END
    return to_wall(until, zone) if until.tzinfo else until


def _elapsed(rule: Rule, start: datetime, zone: str, after: datetime) -> datetime | None:
    """Every so many seconds since the start, also over a change of clocks."""
    first = to_instant_lenient(start, zone).astimezone(UTC)
    step = rule.interval * SUB_DAY[rule.frequency] * SECOND
    passed = max((after - first) // step + 1, 0)
    if rule.count is not None and passed >= rule.count:
        return None
    limit = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
    if after >= limit - step:
        return None
    at = first + passed * step
    over = rule.until is not None and to_wall(at, zone) > _until(rule, zone)
    return None if over or at >= limit else at


def _walls(rule: Rule, start: datetime, far: datetime) -> Iterator[datetime]:
    """Wall clocks of the rule in order, none before `start`; those before `far` may be left out."""
    times = _times(rule, start)
    empty = 0
    for days in _periods(rule, start.date(), far.date()):
        walls = [datetime.combine(day, at) for day in days for at in times]
        ahead = [wall for wall in walls if wall >= start]
        empty = 0 if ahead else empty + 1
        yield from ahead
        if empty > EMPTY:
            return


def _times(rule: Rule, start: datetime) -> list[time]:
    hours, minutes = rule.hours or (start.hour,), rule.minutes or (start.minute,)
    return [time(hour, minute, start.second) for hour in hours for minute in minutes]


def _periods(rule: Rule, start: date, far: date) -> Iterator[list[date]]:
    """The days of each period the rule falls on, in order; whole periods before `far` skipped."""
    if rule.frequency == "DAILY":
        step = rule.interval
        skipped = max((far - start).days // step, 0)
        days = (start + (skipped + n) * step * DAY for n in range(_room(start, skipped, step)))
        yield from ([day] if _fits(rule, day) else [] for day in days)
    elif rule.frequency == "WEEKLY":
        yield from _weeks(rule, start, far)
    else:
        yield from _months(rule, start, far)


def _room(start: date, skipped: int, step: int) -> int:
    """How many steps of so many days lie before the end of the known years."""
    return max((date(LAST_YEAR + 1, 12, 31) - start).days // step - skipped, 0)


def _fits(rule: Rule, day: date) -> bool:
    named = not rule.days or day.weekday() in {weekday for _, weekday in rule.days}
    return named and (not rule.months or day.month in rule.months)


def _weeks(rule: Rule, start: date, far: date) -> Iterator[list[date]]:
    monday = start - start.weekday() * DAY
    step = 7 * rule.interval
    skipped = max((far - monday).days // step, 0)
    weekdays = sorted({weekday for _, weekday in rule.days} or {start.weekday()})
    for n in range(_room(monday, skipped, step)):
        week = monday + (skipped + n) * step * DAY
        days = (week + weekday * DAY for weekday in weekdays)
        yield [day for day in days if not rule.months or day.month in rule.months]


def _months(rule: Rule, start: date, far: date) -> Iterator[list[date]]:
    """Monthly, and yearly as months of every so many years."""
    yearly = rule.frequency == "YEARLY"
    step = rule.interval * (12 if yearly else 1)
    origin = start.year * 12 + (0 if yearly else start.month - 1)
    skipped = max((far.year * 12 + far.month - 1 - origin) // step, 0)
    for index in range(origin + skipped * step, (LAST_YEAR + 1) * 12, step):
        months = [index + month - 1 for month in rule.months or (start.month,)]
        if not yearly:
            months = [index] if not rule.months or index % 12 + 1 in rule.months else []
        yield [day for month in months for day in _days(rule, *divmod(month, 12), start.day)]


def _days(rule: Rule, year: int, month: int, usual: int) -> list[date]:
    """The days of a month (0 is January) that the rule names."""
    first = date(year, month + 1, 1)
    length = ((first + 31 * DAY).replace(day=1) - first).days
    numbers = set(range(1, length + 1))
    if rule.monthdays:
        numbers &= {day if day > 0 else length + 1 + day for day in rule.monthdays}
    if rule.days:
        numbers &= {day for item in rule.days for day in _weekdays(first, length, *item)}
    if not rule.monthdays and not rule.days:
        numbers &= {usual}
    ordered = sorted(numbers)
    places = {at - 1 if at > 0 else len(ordered) + at for at in rule.positions}
    named = [day for at, day in enumerate(ordered) if not places or at in places]
    return [date(year, month + 1, number) for number in named]


def _weekdays(first: date, length: int, nth: int, weekday: int) -> list[int]:
    """Days of the month on this weekday: all of them, or the nth from either end."""
    every = list(range((weekday - first.weekday()) % 7 + 1, length + 1, 7))
    if not nth:
        return every
    index = nth - 1 if nth > 0 else nth
    return [every[index]] if -len(every) <= index < len(every) else []
