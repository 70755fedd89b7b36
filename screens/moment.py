"""Instants in words: 'Friday, 27 November, 09:00 CET', 'in 1 day 11 hours'."""

from datetime import datetime, timedelta

from domain.time.zones import to_wall, zone_label
from screens.screen import Translate

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MINUTE, HOUR, DAY = 60, 3600, 86400


def moment(at: datetime, zone: str, now: datetime, t: Translate) -> str:
    """Weekday, date, time and zone; the year only if it is another one than now."""
    wall = to_wall(at, zone)
    day = t("{weekday}, {day} {month}").format(
        weekday=t(WEEKDAYS[wall.weekday()]), day=wall.day, month=t(MONTHS[wall.month - 1])
    )
    year = f" {wall.year}" if wall.year != to_wall(now, zone).year else ""
    return f"{day}{year}, {clock(wall)} {zone_label(at, zone)}"


def short_moment(at: datetime, zone: str, now: datetime, t: Translate) -> str:
    """The same for a button or a list: 'today 18:00', 'Fri 27 Nov, 09:00'."""
    wall, today = to_wall(at, zone), to_wall(now, zone).date()
    if wall.date() == today:
        return t("today {time}").format(time=clock(wall))
    if wall.date() == today + timedelta(days=1):
        return t("tomorrow {time}").format(time=clock(wall))
    weekday, month = t(WEEKDAYS[wall.weekday()])[:3], t(MONTHS[wall.month - 1])[:3]
    year = f" {wall.year}" if wall.year != today.year else ""
    return f"{weekday} {wall.day} {month}{year}, {clock(wall)}"


def clock(wall: datetime) -> str:
    """'09:00', with seconds only where there are any."""
    return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"


def exact(at: datetime, zone: str) -> str:
    """'09:00:00': when to the second it happened."""
    return f"{to_wall(at, zone):%H:%M:%S}"


def ahead(at: datetime, now: datetime, t: Translate) -> str:
    """How long from now: 'in 9 hours 40 minutes'."""
    return t("in {length}").format(length=length(at - now, t))


def length(span: timedelta, t: Translate) -> str:
    """The two units that matter, at least a second: '9 hours 40 minutes'."""
    seconds = max(1, int(span.total_seconds()))
    if seconds >= HOUR:
        seconds = (seconds + MINUTE // 2) // MINUTE * MINUTE
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, seconds = divmod(rest, MINUTE)
    parts = [
        _count(days, t("1 day"), t("{n} days")),
        _count(hours if days < 30 else 0, t("1 hour"), t("{n} hours")),
        _count(minutes if not days else 0, t("1 minute"), t("{n} minutes")),
        _count(seconds, t("1 second"), t("{n} seconds")),
    ]
    return " ".join([part for part in parts if part][:2])


def _count(number: int, one: str, many: str) -> str:
    if not number:
        return ""
    return one if number == 1 else many.format(n=number)


def counted(number: int, one: str, many: str) -> str:
    """`one` for 1, else `many` with {n} and separators of thousands; both translated."""
    return one if number == 1 else many.format(n=f"{number:,}")
