"""A message that is tied to a visit: to which one, and what became of it with the visit."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from domain.booking.booking import BookingView, Visit
from domain.messages.content import News, Text
from screens.booking.visit_words import short_time
from screens.keyboard import Row, button, keyboard
from screens.language import _, in_words, marked
from screens.messages.callbacks import ScheduleDo, UntieTap
from screens.messages.compose import Talk, back_and_cancel
from screens.messages.content import glimpse
from screens.messages.my_messages import see_all
from screens.moment import moment
from screens.screen import Screen, lines, short

LABEL, EXCERPT = 30, 300  # characters of a test's name on a button, of a message
NO_VISIT = marked("You have no visit to come that I could tie this to.")
UNDONE_LATE = marked("That time has passed, so this cannot be undone any more.")
CHANGED = marked("This message has changed since, so nothing was undone.")


def which_visit(
    talk: Talk, visits: Sequence[BookingView], message: Text | None, note: str
) -> Screen:
    """One of several visits. message: None while it is not written."""
    rows: list[Row] = [
        [button(named(visit), talk.tap(ScheduleDo.VISIT, visit.id))] for visit in visits
    ]
    above = glimpse(message) if message else ""
    text = lines(note, above, f"<b>{_('Which visit do you mean?')}</b>")
    return Screen(text, keyboard([*rows, back_and_cancel(talk, True)]))


def named(visit: BookingView) -> str:
    """Its time and test, as on a button. Plain text."""
    when = short_time(visit.starts_at, visit.lab.zone)
    return f"{when} · {short(in_words(visit.test).name, LABEL)}"


def tie(visit: BookingView, *, is_usual: bool) -> str:
    """The sentences of a preview. is_usual: the length before the visit is ours. HTML."""
    said = _("It moves with your visit: {visit}.").format(visit=escape(named(visit)))
    usual = _("You named no length, so I took two hours before it.") if is_usual else ""
    return "\n".join(line for line in (said, usual) if line)


def followed(news: News, _visit: Visit) -> Screen | None:
    """A message has moved or ended with its visit; None if it has changed again since.

    facts: those of domain/booking/before/anchor.py, and what the worker has read of the message.
    """
    facts = news.facts
    if "text" not in facts:
        return None
    was, at = (datetime.fromisoformat(str(facts[name])) for name in ("was", "at"))
    zone = str(facts["zone"])
    if facts["status"] == "cancelled":
        said = _("Your visit is off, so this message will not come:")
    else:
        said = _("Your visit has moved, and this message with it. It comes on {when}:")
    when = f"<b>{moment(at, zone, was)}</b>"
    quoted = f"<blockquote>{escape(short(str(facts['text']), EXCERPT))}</blockquote>"
    tap = UntieTap(id=int(facts["message"]), version=int(facts["version"]), at=int(was.timestamp()))
    undo = button(_("Undo"), tap)
    return Screen(f"{said.format(when=when)}\n{quoted}", keyboard([[undo]]))


def undone(at: datetime, zone: str, now: datetime) -> Screen:
    """It comes when it would have come."""
    text = _("Undone. It comes on {when}, whatever becomes of your visit.")
    return Screen(text.format(when=f"<b>{moment(at, zone, now)}</b>"), see_all())
