"""A shared location: its zone is looked up and the place forgotten, never kept and never logged."""

from collections.abc import Callable

from aiogram.types import Message

ZoneAt = Callable[[float, float], str | None]
"""From latitude and longitude in degrees to an IANA name; None where there is none, as at sea."""


def zone_of(message: Message, zone_at: ZoneAt) -> str | None:
    """The zone of the location, or of the venue, that was sent; None if it has none."""
    place = message.location
    return None if place is None else zone_at(place.latitude, place.longitude)
