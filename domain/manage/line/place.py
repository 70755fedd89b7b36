"""Where something is on the map, as maps write it: two numbers, degrees, or a link."""

import re
from dataclasses import dataclass

from domain.refusals import EntryInvalid
from domain.typed_text import one_line, seen

LONGEST = 2000  # characters; links of maps are long
PIN_FIELD = "g"  # as domain.manage.catalogue.Field
NUMBER = r"-?\d{1,3}(?:\.\d+)?"
LINKS = tuple(
    re.compile(pattern.replace("N", NUMBER))
    for pattern in (
        r"!3d(N)!4d(N)",
        r"mlat=(N)&mlon=(N)",
        r"(?:@|^geo:|[?&](?:q|query|coordinate)=|apple\.com/.*[?&]ll=)(N)(?:,|%2C)\+?(N)",
        r"#map=\d+(?:\.\d+)?/(N)/(N)",
    )
)
"""Those that say the north first; a pin comes before the middle of what is shown."""
DEGREES = r"""
    (?P<turn{n}>[-+])?(?P<whole{n}>\d{{1,3}}(?:[.,]\d+)?)\s*°?\s*
    (?:(?P<minutes{n}>[0-5]?\d(?:[.,]\d+)?)\s*['′’]\s*)?
    (?:(?P<seconds{n}>[0-5]?\d(?:[.,]\d+)?)\s*(?:["″”]|'')\s*)?
    (?P<side{n}>{sides})?
"""
TYPED = re.compile(
    DEGREES.format(n=1, sides="[NS]") + r"\s*[,;/\s]\s*" + DEGREES.format(n=2, sides="[EW]"),
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pin:
    """Degrees north and east."""

    latitude: float
    longitude: float


def pin_of(text: str) -> Pin:
    """'52.52, 13.405', '52°31′12″ N 13°24′18″ E' or a map's link. Raises EntryInvalid."""
    line = one_line(seen(text[:LONGEST])).replace("−", "-")
    pin = _in_link(line) if ":" in line else _typed(line)
    if pin is None or not (abs(pin.latitude) <= 90 and abs(pin.longitude) <= 180):
        raise EntryInvalid(PIN_FIELD)
    return pin


def _in_link(line: str) -> Pin | None:
    found = next((found for link in LINKS if (found := link.search(line))), None)
    return Pin(float(found[1]), float(found[2])) if found else None


def _typed(line: str) -> Pin | None:
    found = TYPED.fullmatch(line)
    return Pin(_degrees(found, 1), _degrees(found, 2)) if found else None


def _degrees(found: re.Match[str], n: int) -> float:
    whole, minutes, seconds = (
        float((found[f"{name}{n}"] or "0").replace(",", "."))
        for name in ("whole", "minutes", "seconds")
    )
    size = round(whole + minutes / 60 + seconds / 3600, 6)
    is_turned = (found[f"turn{n}"] == "-") != ((found[f"side{n}"] or "").upper() in {"S", "W"})
    return -size if is_turned else size
