"""What a patient hears of what staff did to a booking of theirs.

Each feature adds its words to `DRAWN` under the name that its messages carry.
"""

from collections.abc import Callable, Mapping
from html import escape

from domain.message import News
from domain.reminder import Visit
from domain.zones import to_wall, zone_label
from screens.screen import Screen, Translate

Draw = Callable[[News, Visit, Translate], Screen | None]
"""None: what it tells is not so any more."""


def news(told: News, visit: Visit, t: Translate) -> Screen | None:
    """The message, or None if there is nothing to tell any more. Raises KeyError for no news."""
    return DRAWN[told.what](told, visit, t)


def of_visit(visit: Visit, t: Translate) -> list[str]:
    """What, when on the lab's clocks, and where, a line each."""
    wall = to_wall(visit.starts_at, visit.zone)
    what = escape(visit.test)
    if not visit.is_self:
        what = t("{test} for {patient}").format(test=what, patient=escape(visit.patient))
    day = f"{wall:%A}, {wall.day} {wall:%B %Y, %H:%M}"
    when = f"<b>{day}</b> {zone_label(visit.starts_at, visit.zone)}"
    return [what, when, escape(f"{visit.lab}, {visit.address}")]


DRAWN: Mapping[str, Draw] = {}
