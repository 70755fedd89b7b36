"""From where somebody is to the time zone there, without asking anybody on the network."""

from collections.abc import Mapping
from datetime import date

import holidays
from tzfpy import get_tz

from domain.time.zones import is_zone

AT_SEA = "Etc/"


def zone_at(latitude: float, longitude: float) -> str | None:
    """The IANA name of the zone at a place, given in degrees north and east; never raises.

    None on the high seas, whose nautical zones nobody lives by, and for numbers that are no place.
    The first call reads the map of zones (35 MB, some 0.1 s), the following take microseconds.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    zone = get_tz(longitude, latitude)
    return zone if is_zone(zone) and not zone.startswith(AT_SEA) else None


def countries() -> frozenset[str]:
    """ISO 3166 codes of the countries that are known."""
    return frozenset(holidays.list_supported_countries(include_aliases=False))


def holidays_of(country: str | None, first: date, last: date) -> Mapping[date, str]:
    """A country's holidays from one day to another, with their names; none without a country."""
    if country is None or country not in countries():
        return {}
    found = holidays.country_holidays(country, years=range(first.year, last.year + 1))
    return {day: name for day, name in found.items() if first <= day <= last}
