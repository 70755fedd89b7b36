"""What a locale and a zone say about how dates are written."""

from datetime import datetime

from domain.time.zones import to_wall
from domain.when.grammar.parts import Now

MONTH_FIRST = frozenset(("us", "ph"))
US_ZONES = frozenset(
    (
        *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
        *("America/Phoenix", "America/Detroit", "America/Anchorage", "Pacific/Honolulu"),
    )
)


def now_for(now: datetime, zone: str, locale: str) -> Now:
    """The moment for the grammar. A bare 'en' is American where the zone is, and never sure."""
    tags = locale.replace("_", "-").casefold().split("-")
    region = next((tag for tag in tags[1:] if len(tag) == 2), "")
    language = tags[0] if len(tags[0]) in {2, 3} else "en"
    in_us = zone in US_ZONES or zone.startswith(("US/", "America/Indiana", "America/Kentucky"))
    month_first = region in MONTH_FIRST or (language == "en" and not region and in_us)
    return Now(
        wall=to_wall(now, zone),
        language=language,
        month_first=month_first,
        sure_of_order=bool(region) or language != "en",
        at=now,
        zone=zone,
    )
