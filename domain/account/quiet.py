"""Quiet hours: when somebody does not want to be woken, and what becomes of what comes then."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.refusals import QuietHoursInvalid
from domain.time.zones import DAY, Stretch, first_instant, to_wall

LONGEST = timedelta(hours=20)
CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:\s?[:.hч]\s?(\d{2}))?\s?([ap]\.?m\.?)?(?!\d)", re.IGNORECASE
)
BETWEEN = frozenset(
    (
        *("from", "to", "till", "until", "and", "between", "o", "clock", "von", "bis", "uhr"),
        *("und", "zwischen", "h", "de", "du", "des", "a", "à", "hasta", "las", "la", "y", "entre"),
        *("et", "jusqu", "heures", "heure", "das", "às", "as", "até", "e", "ate", "horas", "с"),
        *("до", "по", "и", "ч", "часов", "утра", "вечера", "से", "तक", "बजे", "और"),
    )
)
"""What may stand beside two clocks; other words are not understood."""


class Way(StrEnum):
    """What becomes of it; as it is kept, and as it rides in buttons. OFF: nothing is quiet."""

    DELAY = "delay"
    SILENT = "silent"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody's quiet hours, by the clock of their zone. ends: before it. zone: '' = not known.

    DELAY: what the lab plans waits until they are over. SILENT: everything comes without a sound.
    """

    way: Way = Way.DELAY
    begins: time = time(21)
    ends: time = time(8)
    zone: str = ""

    def night_at(self, at: datetime, zone: str) -> Stretch | None:
        """The quiet hours that an instant is in. zone: where theirs is not known."""
        if self.way is Way.OFF:
            return None
        zone = self.zone or zone
        today = to_wall(at, zone).date()
        for day in (today, today - DAY):
            last = day if self.begins < self.ends else day + DAY
            begin = first_instant(datetime.combine(day, self.begins), zone)
            end = first_instant(datetime.combine(last, self.ends), zone)
            if begin <= at < end:
                return Stretch(begin, end)
        return None


USUAL = Quiet()


def quiet_of(way: str, begins: time, ends: time, zone: str | None) -> Quiet:
    """As it is kept."""
    return Quiet(Way(way), begins, ends, zone or "")


def may_be_quiet(begins: time, ends: time) -> None:
    """Raises QuietHoursInvalid for none at all, and for nearly all of the day."""
    length = (_since_midnight(ends) - _since_midnight(begins)) % DAY
    if not timedelta() < length <= LONGEST:
        raise QuietHoursInvalid


def hours_in(text: str) -> tuple[time, time]:
    """'22-7', '22:30 to 7:15', '10 pm - 7 am', 'с 22 до 7'. Raises QuietHoursInvalid."""
    found = list(CLOCK.finditer(text))
    left = re.findall(r"[^\W\d_]+(?:[\u0900-\u0963]*[^\W\d_]*)*", CLOCK.sub(" ", text).casefold())
    if len(found) != 2 or not BETWEEN.issuperset(left):
        raise QuietHoursInvalid
    begins, ends = map(_clock, found)
    may_be_quiet(begins, ends)
    return begins, ends


def _clock(found: "re.Match[str]") -> time:
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half:
        raise QuietHoursInvalid
    hour = 0 if (hour, minute) == (24, 0) else hour
    if hour > 23 or minute > 59:
        raise QuietHoursInvalid
    return time(hour, minute)


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)
