"""How to prepare for a visit: the test's own sentence, and from when on to eat nothing."""

from datetime import datetime, timedelta
from html import escape

from screens.keyboard import short
from screens.language import _
from screens.moment import moment

TOLD = 500  # characters of a preparation; none is longer


def preparation(text: str) -> str:
    """HTML line; empty without any."""
    return _("Preparation: {text}").format(text=escape(short(text, TOLD))) if text else ""


def eat_nothing(hours: int, starts_at: datetime, zone: str) -> str:
    """HTML line for a visit that begins at an aware instant: by the lab's clock, over DST too.

    Empty where `hours` of fasting are none.
    """
    if not hours:
        return ""
    first = starts_at - timedelta(hours=hours)
    return _("Eat nothing from {when} on.").format(when=f"<b>{moment(first, zone, first)}</b>")


def prepare(text: str, hours: int, visit: tuple[datetime, str]) -> list[str]:
    """Both, as lines. visit: when it begins, and its lab's zone."""
    found = (preparation(text), eat_nothing(hours, *visit))
    return [line for line in found if line]
