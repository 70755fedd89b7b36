"""The moments at which a test of a day or an hour may find itself."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONES = ("Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles")
"""The lab's own, one without changes of clocks and half an hour off, one behind Greenwich."""

WALLS = {
    "last-of-december": "2026-12-31 23:58",
    "first-of-january": "2027-01-01 00:01",
    "last-of-january": "2027-01-31 23:58",  # a Sunday
    "monday": "2027-02-01 00:01",
    "spring-los-angeles": "2027-03-14 00:01",
    "spring-berlin": "2027-03-28 00:01",
    "last-of-april": "2027-04-30 23:58",
    "autumn-berlin": "2027-10-31 00:01",
    "autumn-los-angeles": "2027-11-07 00:01",
    "28-february": "2028-02-28 23:58",
    "29-february": "2032-02-29 00:01",
    "last-of-february": "2028-02-29 23:58",
    "eve-of-spring-berlin": "2027-03-27 23:58",
    "eve-of-autumn-berlin": "2027-10-30 23:58",
    "saturday": "2026-12-05 23:58",
    "sunday": "2026-12-06 00:01",
    "morning": "2027-02-10 07:55",
    "midday": "2027-02-10 12:05",  # less than a day before tomorrow's nine o'clock
    "evening": "2027-02-10 19:40",
}
"""What a clock on the wall shows; each is tried in each zone."""


@dataclass(frozen=True)
class Moment:
    """A wall clock in a zone, which is the process's, too."""

    name: str
    wall: str
    zone: str

    @property
    def label(self) -> str:
        """How it is called on the command line: a wall's name, a colon, a zone's last word."""
        return f"{self.name}:{self.zone.rpartition('/')[2].lower()}"

    @property
    def at(self) -> datetime:
        """The instant; aware."""
        return datetime.fromisoformat(self.wall).replace(tzinfo=ZoneInfo(self.zone))


MOMENTS = [Moment(name, wall, zone) for name, wall in WALLS.items() for zone in ZONES]
