"""How to prepare for a visit: the test's own sentence, and from when on to eat nothing."""

from datetime import datetime, timedelta
from html import escape

from screens.keyboard import short
from screens.moment import moment
from screens.screen import Translate

TOLD = 500  # characters of a preparation; none is longer


def preparation(text: str, t: Translate) -> str:
    """HTML line; empty without any."""
    return t("Preparation: {text}").format(text=escape(short(text, TOLD))) if text else ""


def eat_nothing(hours: int, starts_at: datetime, zone: str, t: Translate) -> str:
    """HTML line for a visit that begins at an aware instant: by the lab's clock, over DST too.

    Empty where `hours` of fasting are none.
    """
    if not hours:
        return ""
    first = starts_at - timedelta(hours=hours)
    return t("Eat nothing from {when} on.").format(when=f"<b>{moment(first, zone, first, t)}</b>")


def prepare(text: str, hours: int, visit: tuple[datetime, str], t: Translate) -> list[str]:
    """Both, as lines. visit: when it begins, and its lab's zone."""
    found = (preparation(text, t), eat_nothing(hours, *visit, t))
    return [line for line in found if line]
