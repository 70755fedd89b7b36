"""From what a person types to the zones it may mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache

import pytz
from babel import Locale

from domain.time.city_names import OTHER_NAMES
from domain.time.zone_names import SHARED
from domain.time.zones import (
    find_zone,
    fixed_zone,
    read_offset,
    zone_names,
    zones_at,
    zones_showing,
)
from domain.typed_text import folded, one_line

CLOCK = re.compile(r"(?:it is |its |it's |now )?(\d{1,2})(?:[:.h](\d{2}))? ?([ap])?\.?m?\.?( now)?")
LONGEST = 64
SHOWN = 8
LANGUAGES = (
    *("en", "de", "es", "fr", "pt", "ru", "hi"),  # that the bot speaks
    *("it", "uk", "pl", "tr", "nl", "id", "ar", "cs", "ro", "sv"),
)
CONTINENTS = ("Africa/", "America/", "Asia/", "Atlantic/", "Europe/", "Indian/", "Pacific/")


@dataclass(frozen=True, slots=True)
class One:
    """The zone that is meant for sure."""

    zone: str


@dataclass(frozen=True, slots=True)
class Several:
    """Zones that may be meant, the likeliest first."""

    zones: tuple[str, ...]


def search_zone(text: str, now: datetime) -> One | Several | None:
    """'Berlin', 'Asia/Kolkata', 'PST', '+05:30', '14:35' as one's clock shows it, 'Berlln'."""
    words = one_line(text[: 4 * LONGEST]).casefold()
    if not words or len(words) > LONGEST:
        return None
    offset = read_offset(words)
    if offset is not None:
        return _at_offset(offset, now)
    clocks = _clocks(words)
    if clocks:
        zones = [zone for clock in clocks for zone in zones_showing(now, clock)]
        return _several(zones)
    if words in SHARED:
        return Several(SHARED[words])
    zone = find_place(words)
    return One(zone) if zone else _near(words)


def find_place(text: str) -> str | None:
    """The zone of a place by any of its names: 'Kiev', 'Kalkutta', 'Нью-Йорк', 'Asia/Saigon'.

    It has the name that is in use now. None if nothing, or more than one, is meant.
    """
    name = one_line(text[: 4 * LONGEST])
    zone = find_zone(name) or _places().get(folded(name))
    return _present(zone) if zone else None


def _at_offset(offset: timedelta, now: datetime) -> One | Several | None:
    """Cities at this offset now, and the bare offset for who wants no changes of clocks."""
    bare = fixed_zone(offset)
    zones = zones_at(now, offset)[: SHOWN - 1]
    return _several([*zones, *([bare] if bare and bare not in zones else [])])


def _clocks(words: str) -> list[time]:
    """The times of day that the words may show: '2:35' is 02:35 or 14:35."""
    found = CLOCK.fullmatch(words)
    if found is None or not (found[2] or found[3]):
        return []
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    if hour > 23 or minute > 59:
        return []
    later = [time(hour + 12, minute)] if not found[3] and 1 <= hour < 12 else []
    return [time(hour, minute), *later]


def _near(words: str) -> Several | None:
    """Names that begin like it or are spelled nearly so."""
    names = zone_names()
    begun = [name for name in sorted(names) if len(words) > 2 and name.startswith(words)]
    near = get_close_matches(words, names, n=SHOWN, cutoff=0.8)
    return _several([names[name] for name in [*begun, *near]])


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """Folded names -> zones; where two know a name, the later one here is believed."""
    former = {
        old.rpartition("/")[2].replace("_", " "): zone
        for old, zone in _links().items()
        if old.startswith(CONTINENTS)
    }
    languages = [Locale.parse(language).time_zones for language in reversed(LANGUAGES)]
    cities = {
        name: zone
        for zones in languages
        for zone, names in zones.items()
        if (name := names.get("city")) and zone in pytz.all_timezones_set
    }
    known = [former, cities, OTHER_NAMES, zone_names()]
    return {folded(name): zone for names in known for name, zone in names.items()}


@lru_cache(maxsize=1)
def _links() -> Mapping[str, str]:
    """Zones' former names and the present ones, as tzdata has them; none without its table."""
    try:
        with pytz.open_resource(  # type: ignore[attr-defined] # types-pytz leaves it out
            "tzdata.zi"
        ) as table:
            lines = [line.decode().split() for line in table if line.startswith(b"L ")]
    except OSError:
        return {}
    return {old: zone for _, zone, old in lines if old not in pytz.common_timezones_set}


def _present(zone: str) -> str:
    """Where a zone was renamed, the name that is in use now."""
    return _links().get(zone, zone) if zone.startswith(CONTINENTS) else zone


def _several(zones: list[str]) -> Several | None:
    once = tuple(dict.fromkeys(zones))[:SHOWN]
    return Several(once) if once else None
