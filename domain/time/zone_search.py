"""From what a person types to the zones it may mean."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from difflib import get_close_matches

from domain.time.zone_names import SHARED
from domain.time.zones import (
    find_zone,
    fixed_zone,
    read_offset,
    zone_names,
    zones_at,
    zones_showing,
)

CLOCK = re.compile(r"(?:it is |its |it's |now )?(\d{1,2})(?:[:.h](\d{2}))? ?([ap])?\.?m?\.?( now)?")
LONGEST = 64
SHOWN = 8


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
    words = " ".join(text.split()).casefold()
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
    zone = find_zone(words)
    return One(zone) if zone else _near(words)


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


def _several(zones: list[str]) -> Several | None:
    once = tuple(dict.fromkeys(zones))[:SHOWN]
    return Several(once) if once else None
