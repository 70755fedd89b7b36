"""Reminders of a visit, and the news that a message could not be sent."""

from datetime import datetime
from html import escape

from domain.delivery import Cause
from domain.reminder import Visit
from domain.zones import to_wall, zone_label
from screens.keyboard import short
from screens.screen import Screen, Translate

EXCERPT = 60  # characters of a message that its notice of failure quotes

CAUSES: dict[str, str] = {
    Cause.BLOCKED: "the recipient has blocked me",
    Cause.NO_CHAT: "Telegram knows no such chat",
    Cause.BAD_REQUEST: "Telegram refused the message",
    Cause.REMOVED: "I was removed from there",
    Cause.NO_RIGHTS: "you or I may not post there any more",
    Cause.MEDIA_GONE: "Telegram no longer has the file, please send it to me anew",
    Cause.STALE: "it would have come too late",
    Cause.UNREADABLE: "its content could not be read",
}
OUTAGE = "Telegram could not be reached for 15 minutes"


def reminder(visit: Visit, hours: int, t: Translate) -> Screen:
    """The visit is near: what, when on the lab's clocks, where, and how to prepare."""
    when = _when(visit.starts_at, visit.zone)
    title = t("Your appointment is tomorrow") if hours >= 24 else t("Your appointment is soon")
    what = escape(visit.test)
    if not visit.is_self:
        what = t("{test} for {patient}").format(test=what, patient=escape(visit.patient))
    lines = [f"<b>{title}</b>", what, when, escape(f"{visit.lab}, {visit.address}")]
    if visit.preparation:
        lines += ["", t("Preparation: {text}").format(text=escape(visit.preparation))]
    return Screen("\n".join(lines))


def not_sent(text: str, at: datetime, zone: str, cause: str, t: Translate) -> Screen:
    """To an author: this message of theirs was given up, and why."""
    lines = (
        t("Your message for {when} could not be sent: {why}.").format(
            when=_when(at, zone), why=t(CAUSES.get(cause, OUTAGE))
        ),
        f"<blockquote>{escape(short(text, EXCERPT))}</blockquote>",
        t("Send /schedule to schedule it again."),
    )
    return Screen("\n".join(lines))


def _when(at: datetime, zone: str) -> str:
    wall = to_wall(at, zone)
    return f"<b>{wall:%A}, {wall.day} {wall:%B %Y, %H:%M}</b> {zone_label(at, zone)}"
