"""Instants in words: 'Friday, 27 November, 09:00 CET', 'in 1 day 11 hours'."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.time.zones import to_wall, zone_label
from screens.language import (
    SHORT_WEEKDAY_DAY,
    SHORT_WEEKDAY_DAY_YEAR,
    WEEKDAY_DAY,
    WEEKDAY_DAY_YEAR,
    _,
    counted,
    dated,
)

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a screen. zone: theirs, IANA. now: aware UTC."""

    zone: str
    now: datetime

    def moment(self, at: datetime) -> str:
        """As below, on their clock."""
        return moment(at, self.zone, self.now)

    def short(self, at: datetime) -> str:
        """The same for a button or a list."""
        return short_moment(at, self.zone, self.now)


def moment(at: datetime, zone: str, now: datetime) -> str:
    """Weekday, date, time and zone; the year only if it is another one than now."""
    wall = to_wall(at, zone)
    is_near = wall.year == to_wall(now, zone).year
    day = dated(wall, WEEKDAY_DAY if is_near else WEEKDAY_DAY_YEAR)
    return f"{day}, {clock(wall)} {zone_label(at, zone)}"


def short_moment(at: datetime, zone: str, now: datetime) -> str:
    """The same for a button or a list: 'today 18:00', 'Fri 27 Nov, 09:00'."""
    wall, today = to_wall(at, zone), to_wall(now, zone).date()
    if wall.date() == today:
        return _("today {time}").format(time=clock(wall))
    if wall.date() == today + timedelta(days=1):
        return _("tomorrow {time}").format(time=clock(wall))
    is_near = wall.year == today.year
    day = dated(wall, SHORT_WEEKDAY_DAY if is_near else SHORT_WEEKDAY_DAY_YEAR)
    return f"{day}, {clock(wall)}"


def clock(wall: datetime) -> str:
    """'09:00', with seconds only where there are any."""
    return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"


def linked(at: datetime, text: str, shape: str = "") -> str:
    """HTML: a text that Telegram knows to be an instant, so that a tap shows it in one's own zone.

    shape: how Telegram writes it on the reader's clock instead; the text is for others.
    """
    how = f' format="{shape}"' if shape else ""
    return f'<tg-time unix="{int(at.timestamp())}"{how}>{text}</tg-time>'


def hours(opens: time, closes: time) -> str:
    """'07:00-11:00', '20:00-24:00'; '22:00-02:00' ends on the next day."""
    return f"{opens:%H:%M}-{'24:00' if closes == time() else f'{closes:%H:%M}'}"


def exact(at: datetime, zone: str) -> str:
    """'09:00:00': when to the second it happened."""
    return f"{to_wall(at, zone):%H:%M:%S}"


def ahead(at: datetime, now: datetime) -> str:
    """How long from now: 'in 9 hours 40 minutes'."""
    return _("in {length}").format(length=length(at - now))


def length(span: timedelta) -> str:
    """The two units that matter, at least a second: '9 hours 40 minutes'."""
    seconds = max(1, int(span.total_seconds()))
    if seconds >= HOUR:
        seconds = (seconds + MINUTE // 2) // MINUTE * MINUTE
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, seconds = divmod(rest, MINUTE)
    parts = [
        counted(days, "1 day", "{n} days") if days else "",
        counted(hours, "1 hour", "{n} hours") if hours and days < 30 else "",
        counted(minutes, "1 minute", "{n} minutes") if minutes and not days else "",
        counted(seconds, "1 second", "{n} seconds") if seconds else "",
    ]
    return " ".join([part for part in parts if part][:2])
