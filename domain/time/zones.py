"""Wall clock <-> instant: the policy for skipped and doubled hours, and names of time zones.

Instants are aware datetimes in UTC, wall clocks are naive. pytz knows changes of clocks up to
2037, well beyond the five years that anything may be scheduled ahead.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import pytz

from domain.refusals import UnknownZone
from domain.time.zone_names import ABBREVIATIONS, CITIES, COMMON, FIXED

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
FARTHEST = timedelta(hours=26)
"""Zones are whole quarters of an hour apart, and so far at most."""
OFFSET = re.compile(r"(?:utc|gmt)?\s?([+\-\u2212])\s?(\d{1,2})(?::?([0-5]\d))?")


class Stretch(NamedTuple):
    """From an instant until before another; aware UTC."""

    first: datetime
    end: datetime


class Unclocked(ValueError):
    """No single instant has this wall clock. `candidates`: aware UTC, the earlier first."""

    def __init__(self, wall: datetime, candidates: tuple[datetime, ...]) -> None:
        super().__init__(f"{wall:%Y-%m-%d %H:%M:%S}")
        self.wall, self.candidates = wall, candidates


class Nonexistent(Unclocked):
    """The clocks are put forward over it; candidates lie a gap's length before and after."""


class Ambiguous(Unclocked):
    """The clocks are put back over it, so it comes twice."""


def to_wall(at: datetime, zone: str) -> datetime:
    """What clocks in `zone` show at the instant. Raises UnknownZone."""
    return at.astimezone(_zone(zone)).replace(tzinfo=None)


def to_instant(wall: datetime, zone: str) -> datetime:
    """The one instant at which clocks in `zone` show `wall`.

    Raises Nonexistent or Ambiguous with the candidates, and UnknownZone.
    """
    candidates = _candidates(wall, zone)
    shown = tuple(at for at in candidates if to_wall(at, zone) == wall)
    if not shown:
        raise Nonexistent(wall, candidates)
    if len(shown) > 1:
        raise Ambiguous(wall, shown)
    return shown[0]


def to_instant_lenient(wall: datetime, zone: str) -> datetime:
    """As `to_instant`; a skipped wall clock moves forward by the gap, of a doubled one the first.

    Raises UnknownZone.
    """
    try:
        return to_instant(wall, zone)
    except Nonexistent as skipped:
        return skipped.candidates[-1]
    except Ambiguous as doubled:
        return doubled.candidates[0]


def recounted(at: datetime, wall: datetime, zone: str) -> datetime:
    """When clocks in `zone` show `wall`, which was to be at `at`; that, if they do so then.

    By new rules it may be another instant. Of a doubled wall clock the one that was meant stays;
    so does whatever differs as no zone's clocks ever do, for it was not planned on them.
    """
    if to_wall(at, zone) == wall:
        return at
    there = to_instant_lenient(wall, zone)
    way = abs(there - at)
    return at if way % QUARTER or way > FARTHEST else there


def rules_of(zone: str) -> str:
    """A digest of all that is known of a zone's clocks; '' for a zone that is unknown."""
    try:
        known = _zone(zone)
    except UnknownZone:
        return ""
    changes = getattr(known, "_utc_transition_times", ())
    offsets = getattr(known, "_transition_info", known.utcoffset(None))
    return blake2b(repr((changes, offsets)).encode(), digest_size=16).hexdigest()


def first_instant(wall: datetime, zone: str) -> datetime:
    """The first at which clocks show `wall`, or later where it is skipped. Raises UnknownZone."""
    try:
        return to_instant(wall, zone)
    except Ambiguous as doubled:
        return doubled.candidates[0]
    except Nonexistent as skipped:
        before, after = skipped.candidates[0], skipped.candidates[-1]
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) // timedelta(seconds=2) * timedelta(seconds=1)
            before, after = (middle, after) if to_wall(middle, zone) < wall else (before, middle)
        return after


def last_instant(wall: datetime, zone: str) -> datetime:
    """The last at which clocks show `wall`; where it is skipped, as above. Raises UnknownZone."""
    try:
        return to_instant(wall, zone)
    except Ambiguous as doubled:
        return doubled.candidates[-1]
    except Nonexistent:
        return first_instant(wall, zone)


def day_bounds(day: date, zone: str) -> Stretch:
    """First instant of the local day and of the next one; equal for a day that was left out."""
    return Stretch(_midnight(day, zone), _midnight(day + DAY, zone))


def is_zone(name: str) -> bool:
    """Whether this is an IANA zone name as pytz spells it."""
    return name in pytz.all_timezones_set


def country_of(zone: str) -> str | None:
    """The ISO 3166 code of the country that the zone is in; None for UTC and old names."""
    return _countries().get(zone)


def find_zone(text: str) -> str | None:
    """The zone that a person names: 'berlin', 'Asia/Kolkata', 'PST', 'India', 'GMT+2', '+05:30'.

    An offset is a zone without changes of clocks. None if nothing, or more than one, is meant.
    """
    name = " ".join(text.replace("_", " ").split()).casefold()
    if not name or len(name) > 64:
        return None
    found = ABBREVIATIONS.get(name) or zone_names().get(name)
    if found is None:
        offset = read_offset(name)
        found = fixed_zone(offset) if offset is not None else None
    return found


def read_offset(text: str) -> timedelta | None:
    """'GMT+2', 'UTC-03:30', '+0530' east of Greenwich; None if it is no offset in use."""
    found = OFFSET.fullmatch(text.strip().casefold())
    if found is None:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    offset = offset if found[1] == "+" else -offset
    return offset if timedelta(hours=-12) <= offset <= timedelta(hours=14) else None


def fixed_zone(offset: timedelta) -> str | None:
    """A zone that is at this offset all year; IANA's Etc names count west of Greenwich."""
    hours, odd = divmod(offset, timedelta(hours=1))
    if odd:
        return FIXED.get(offset)
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


def zone_label(at: datetime, zone: str) -> str:
    """The zone's abbreviation at the instant, as 'CEST', or 'UTC+05:30' where it has none."""
    local = at.astimezone(_zone(zone))
    name = local.tzname() or ""
    return name if name.isalpha() else offset_label(local.utcoffset() or timedelta())


def offset_label(offset: timedelta) -> str:
    """'UTC+05:30'; seconds are left out."""
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "-" if offset < timedelta() else "+"
    return f"UTC{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def offset_of(at: datetime, zone: str) -> timedelta:
    """How far clocks in `zone` are ahead of UTC at the instant."""
    return at.astimezone(_zone(zone)).utcoffset() or timedelta()


def zones_at(at: datetime, offset: timedelta) -> list[str]:
    """Zones with this offset at the instant, those most people live in first."""
    every = [*COMMON, *(name for name in pytz.common_timezones if name not in COMMON)]
    return [name for name in every if offset_of(at, name) == offset]


def zones_showing(at: datetime, clock: time) -> list[str]:
    """Zones where clocks show `clock` at the instant, give or take five minutes."""
    shown = timedelta(hours=clock.hour, minutes=clock.minute)
    utc = timedelta(hours=at.hour, minutes=at.minute)
    quarter = timedelta(minutes=15)
    ahead = round((shown - utc) / quarter) * quarter
    if abs((shown - utc) - ahead) > timedelta(minutes=5):
        return []
    return [name for days in (0, 1, -1) for name in zones_at(at, ahead + days * DAY)]


@lru_cache(maxsize=1024)
def _zone(name: str) -> tzinfo:
    try:
        return pytz.timezone(name)
    except pytz.UnknownTimeZoneError:
        raise UnknownZone(name) from None


def _candidates(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """Instants by the offsets in use a day before and after; the earlier first."""
    offsets = {offset_of(wall.replace(tzinfo=UTC) + way, zone) for way in (-DAY, timedelta(), DAY)}
    return tuple(sorted(wall.replace(tzinfo=UTC) - offset for offset in offsets))


@lru_cache(maxsize=4096)  # a calendar asks for a year of them at every tap
def _midnight(day: date, zone: str) -> datetime:
    return first_instant(datetime.combine(day, time()), zone)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    return {zone: code for code, zones in pytz.country_timezones.items() for zone in zones}


@lru_cache(maxsize=1)
def zone_names() -> dict[str, str]:
    """Lower-case names -> zone: IANA names, their cities, more cities, countries of one zone."""
    countries = {
        pytz.country_names[code].casefold(): zones[0]
        for code, zones in pytz.country_timezones.items()
        if len(zones) == 1
    }
    countries["germany"] = "Europe/Berlin"
    iana = {name.replace("_", " ").casefold(): name for name in pytz.all_timezones}
    cities = {
        name.rsplit("/", 1)[-1].replace("_", " ").casefold(): name for name in pytz.common_timezones
    }
    return countries | cities | CITIES | iana
