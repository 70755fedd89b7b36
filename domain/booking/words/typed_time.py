"""What a typed answer says about the day and the time of a booking."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.booking.part_of_day import AFTERNOON, EVENING, MORNING
from domain.booking.words.soonest import soonest_in
from domain.time.zones import day_bounds, to_wall
from domain.when import Ask, Unclear, Understood, Why, parse_when

PARTS = {
    "dawn": MORNING,
    "morning": MORNING,
    "afternoon": AFTERNOON,
    "day/pm": AFTERNOON,
    "evening": EVENING,
    "tonight": EVENING,
    "night": EVENING,
}
"""By the names of domain.when."""
DAY_NUMBER = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?\.?", re.IGNORECASE)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TypedTime:
    """Days of the lab and instants (aware UTC) that the words may mean, the likeliest first.

    part: of the day, 0 = none named. is_dated: whether a day was named. is_doubtful: the person
    should choose among times that are free. rest: what is left of the text. is_past: a time that
    is over was named. is_soonest: the first free time is wanted, of these days if any are named.
    is_series: 'every monday', of which the first is read.
    """

    days: tuple[date, ...] = ()
    times: tuple[datetime, ...] = ()
    part: int = 0
    is_dated: bool = False
    is_doubtful: bool = False
    is_past: bool = False
    rest: str = ""
    is_soonest: bool = False
    is_series: bool = False

    def __bool__(self) -> bool:
        """Whether any day or time was understood."""
        return bool(self.days or self.times or self.is_soonest)


def read(text: str, now: datetime, zone: str, locale: str) -> TypedTime:
    """Read a day, a time, or both by the lab's clock (`zone`, IANA name)."""
    words = " ".join(text.split())
    others = soonest_in(words)
    if others is not None:
        more = read(others, now, zone, locale) if others else TypedTime()
        days = more.days if more.is_dated else ()
        return replace(more, days=days, is_soonest=True, is_past=False)
    answer = parse_when(words, now, zone, locale)
    if isinstance(answer, Unclear):
        if answer.why is Why.PAST and (today := _today(words, now, zone, locale)):
            return TypedTime(days=(today,), is_dated=True)
        return TypedTime(is_past=answer.why is Why.PAST, rest=words)
    options = _options(answer)
    part = PARTS.get(options[0].part, 0)
    return TypedTime(
        days=tuple(dict.fromkeys(to_wall(option.at, zone).date() for option in options)),
        times=() if part else tuple(option.at for option in options if option.has_time),
        part=part,
        is_dated=options[0].has_date,
        is_doubtful=isinstance(answer, Ask) and not part,
        rest=options[0].rest,
        is_series=options[0].recurrence is not None,
    )


def read_time(text: str, day: date, *, now: datetime, zone: str, locale: str) -> TypedTime:
    """As `read`, for an answer to 'what time on that day?': '9' is 9:00 of that day."""
    typed = read(text, now, zone, locale)
    if typed.is_dated:
        return typed
    if typed.is_soonest and not typed.days:
        return replace(typed, days=(day,))
    morning = day_bounds(day, zone)[0] - timedelta(seconds=1)
    that_day = read(text, max(morning, now), zone, locale)
    if that_day.part and that_day.days:
        return TypedTime(days=(day,), part=that_day.part, rest=that_day.rest)
    return that_day


def read_day_number(text: str, month: date, free: Iterable[date]) -> date | None:
    """'12', '12th': that day of the month that is shown, or of the next in which it is free.

    None if it is no number of a day.
    """
    found = DAY_NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    fitting = [day for day in sorted(free) if day.day == int(found[1])]
    coming = next((day for day in fitting if day >= month.replace(day=1)), None)
    return coming or _day_in(month, int(found[1]))


def _day_in(month: date, number: int) -> date | None:
    try:
        return month.replace(day=number)
    except ValueError:
        return None


def _today(words: str, now: datetime, zone: str, locale: str) -> date | None:
    """The lab's day, if the words name no more than it: 'today', said when it is nearly over."""
    today = to_wall(now, zone).date()
    answer = parse_when(words, day_bounds(today, zone)[0], zone, locale)
    is_it = isinstance(answer, Understood) and not answer.has_time and answer.wall.date() == today
    return today if is_it else None


def _options(answer: Understood | Ask) -> tuple[Understood, ...]:
    if isinstance(answer, Ask):
        return answer.options
    return (answer, *answer.others)
