"""A message that comes late says when it was planned."""

from datetime import datetime

from domain.messages.content import LIMIT, Text
from domain.messages.text import units
from domain.time.zones import to_wall, zone_label
from screens.moment import MONTHS, WEEKDAYS, clock
from screens.screen import Translate


def late(content: Text, at: datetime, zone: str, t: Translate) -> Text:
    """The text below a line of ours, its formatting moved with it; as it is if both do not fit."""
    wall = to_wall(at, zone)
    day = f"{t(WEEKDAYS[wall.weekday()])[:3]} {wall.day} {t(MONTHS[wall.month - 1])[:3]}"
    when = f"{day}, {clock(wall)} {zone_label(at, zone)}"
    line = t("Late: this was planned for {when}.").format(when=when) + "\n\n"
    if units(line) + units(content.text) > LIMIT:
        return content
    shift = units(line)
    moved = tuple(dict(item) | {"offset": item["offset"] + shift} for item in content.entities)
    return Text(line + content.text, moved)
