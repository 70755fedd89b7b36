"""A time in English words that `parse_when` reads back as the same time.

'Friday 5 June 2026 at 18:00', 'every Monday and Friday at 09:00 starting 8 June 2026 4 times'.
"""

from datetime import datetime, time

from domain.time.recurrence import SUB_DAY, Rule, parse_rule
from domain.time.zones import Ambiguous, offset_label, offset_of, to_instant
from domain.when.answer import Understood

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
UNITS = {
    "SECONDLY": "second",
    "MINUTELY": "minute",
    "HOURLY": "hour",
    "DAILY": "day",
    "WEEKLY": "week",
    "MONTHLY": "month",
    "YEARLY": "year",
}
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
NTH |= {-2: "second to last", -3: "third to last"}
LAST_SECOND = time(23, 59, 59)
WORKDAYS = tuple((0, number) for number in range(5))


def render(item: Understood) -> str:
    """The instant, or the repetition with its first day, on the clock of `item.zone`.

    Repetitions of less than a day are told without their start. Raises RuleInvalid for a
    recurrence that we never make.
    """
    if item.recurrence is not None:
        return repetition(item.recurrence, item.wall)
    return f"{WEEKDAYS[item.wall.weekday()]} {_day(item.wall)} at {_clock(item.wall.time())}" + (
        _offset(item)
    )


def repetition(rrule: str, first: datetime, *, has_start: bool = True) -> str:
    """The rule in words; `first` is the wall clock of its first occurrence.

    has_start: whether the first day is told.
    """
    rule = parse_rule(rrule)
    parts = [_every(rule)]
    if rule.frequency not in SUB_DAY:
        parts += [f"at {_times(rule, first)}", f"starting {_day(first)}" if has_start else ""]
    if rule.until is not None:
        hour = rule.frequency in SUB_DAY and rule.until.time() < LAST_SECOND
        parts.append(f"until {_clock(rule.until.time()) if hour else _day(rule.until)}")
    if rule.count is not None:
        parts.append(f"{rule.count} times")
    return " ".join(part for part in parts if part)


def _day(wall: datetime) -> str:
    return f"{wall.day} {MONTHS[wall.month - 1]} {wall.year}"


def _clock(at: time) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _times(rule: Rule, first: datetime) -> str:
    if not rule.hours:
        return _clock(first.time())
    minutes = rule.minutes or (first.minute,)
    return _listed([_clock(time(hour, minute)) for hour in rule.hours for minute in minutes])


def _offset(item: Understood) -> str:
    """Of a clock that shows the same twice, which one is meant."""
    try:
        to_instant(item.wall, item.zone)
    except Ambiguous:
        return f" {offset_label(offset_of(item.at, item.zone))}"
    return ""


def _every(rule: Rule) -> str:
    if rule.frequency == "WEEKLY" and rule.interval == 1 and rule.days:
        named = _listed([WEEKDAYS[day] for _, day in rule.days])
        return "every weekday" if rule.days == WORKDAYS else f"every {named}"
    if rule.frequency == "MONTHLY" and rule.interval == 1 and (rule.days or -1 in rule.monthdays):
        return f"on the {_of_month(rule)} of every month"
    if rule.frequency == "YEARLY" and rule.interval == 1 and rule.days:
        return f"on the {_of_month(rule)} of {MONTHS[rule.months[0] - 1]} every year"
    unit = UNITS[rule.frequency]
    told = f"every {rule.interval} {unit}s" if rule.interval > 1 else f"every {unit}"
    return f"{told}{_on(rule)}"


def _of_month(rule: Rule) -> str:
    """'first and third Tuesday', 'last working day', '15th and last day'."""
    if rule.positions:
        return f"{_listed([NTH[number] for number in rule.positions])} working day"
    if rule.monthdays:
        numbers = sorted(rule.monthdays, key=lambda number: number % 32)
        return f"{_listed([_ordinal(n) if n > 0 else NTH[n] for n in numbers])} day"
    ordered = sorted(rule.days, key=lambda day: day[0] % 32)
    return f"{_listed([NTH[nth] for nth, _ in ordered])} {WEEKDAYS[rule.days[0][1]]}"


def _on(rule: Rule) -> str:
    if rule.frequency == "MONTHLY" and rule.days:
        return f" on the {_of_month(rule)}"
    if rule.months:
        return f" on {rule.monthdays[0]} {MONTHS[rule.months[0] - 1]}"
    if rule.monthdays:
        return f" on the {_listed([_ordinal(number) for number in rule.monthdays])}"
    return f" on {_listed([WEEKDAYS[day] for _, day in rule.days])}" if rule.days else ""


def _ordinal(number: int) -> str:
    teen = number in {11, 12, 13}
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
