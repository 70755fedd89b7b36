"""When to remind of a visit: the plan of its test, kept out of the quiet hours of its patient."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.account.quiet import Quiet, Way

MOST_REMINDERS, FARTHEST_HOURS = 4, 336
LENGTH = re.compile(r"(\d{1,4})\s?([^\W\d_\u0900-\u097f]+|[\u0900-\u097f]+)?\.?")
HOUR = frozenset(
    (
        *("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "hora", "horas", "heure"),
        *("heures", "ч", "час", "часа", "часов", "घंटा", "घंटे", "घण्टे"),
    )
)
DAYS = frozenset(
    (
        *("d", "day", "days", "tag", "tage", "tagen", "día", "días", "dia", "dias", "jour"),
        *("jours", "j", "д", "день", "дня", "дней", "दिन"),
    )
)
BEFORE_QUIET = timedelta(minutes=30)
"""Before quiet hours begin: time to answer, if it would be too late when they are over."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """An instant (aware UTC, whole seconds) at which to remind, and the hours of its plan."""

    at: datetime
    hours: int


def hours_of(plan: str) -> tuple[int, ...]:
    """The hours of a plan as it is kept, the farthest first; '' is none."""
    return tuple(int(hours) for hours in plan.split(", ") if hours)


def plan_of(text: str) -> str | None:
    """A plan as it is kept, from '24, 2', '1 day and 3 h'; None if it is none."""
    hours = set()
    for part in re.split(r"\s*(?:[,;/+]|\s(?:and|und|y|e|et|и|और)\s)\s*", text.strip().casefold()):
        found = LENGTH.fullmatch(part)
        if found is None or (found[2] or "h") not in {*HOUR, *DAYS}:
            return None
        hours.add(int(found[1]) * (24 if found[2] in DAYS else 1))
    if len(hours) > MOST_REMINDERS or not all(1 <= each <= FARTHEST_HOURS for each in hours):
        return None
    return ", ".join(map(str, sorted(hours, reverse=True)))


def reminders_for(
    starts_at: datetime, plan: str, quiet: Quiet, zone: str, *, now: datetime
) -> tuple[Reminding, ...]:
    """When to remind of a visit, as far as that is still to come; at one instant once.

    zone: the lab's, for who has not chosen one.
    """
    start = starts_at.replace(microsecond=0)
    planned = {
        instant(start, hours, quiet, zone, now=now): hours
        for hours in hours_of(plan)
        if start - timedelta(hours=hours) > now
    }
    return tuple(Reminding(at, hours) for at, hours in sorted(planned.items()))


def instant(starts_at: datetime, hours: int, quiet: Quiet, zone: str, *, now: datetime) -> datetime:
    """When to remind of it: at its hour; in quiet hours when they are over, or before them.

    After them only while half of the hours are left, so that there is time to act on it. Where
    even the evening before is over it stays at its hour, and comes without a sound.
    """
    at = starts_at - timedelta(hours=hours)
    night = quiet.night_at(at, zone) if quiet.way is Way.DELAY else None
    if night is None:
        return at
    if is_early_enough(night.end, starts_at, hours):
        return night.end
    evening = night.first - BEFORE_QUIET
    return evening if evening > now else at


def is_early_enough(at: datetime, starts_at: datetime, hours: int) -> bool:
    """Whether a reminder is of use as late as that."""
    return at <= starts_at - timedelta(hours=hours) / 2
