"""Parts of the day, to which a long list of free times is narrowed."""

from datetime import datetime

from domain.time.zones import to_wall

MORNING, AFTERNOON, EVENING = 1, 2, 3  # these numbers ride in buttons; 0 = all of the day
NOON, DUSK = 12, 18  # hours


def part_of(at: datetime, zone: str) -> int:
    """The part of the day in which an instant lies by clocks in `zone`."""
    hour = to_wall(at, zone).hour
    return MORNING if hour < NOON else AFTERNOON if hour < DUSK else EVENING
