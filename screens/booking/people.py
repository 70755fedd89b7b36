"""/people: those one books for, and what can be changed of one."""

from collections.abc import Sequence
from datetime import date
from html import escape

from domain.booking.patient import Patient
from screens.booking.callbacks import BookingsDo, BookingsTap, PeopleDo, PeopleTap
from screens.booking.steps import named
from screens.callback_values import StartDo, StartTap
from screens.keyboard import DANGER, PRIMARY, Row, button, keyboard
from screens.language import DAY_YEAR, _, dated, marked
from screens.screen import Screen, html_of, lines, short

NAME = 60  # characters of a name
SAVED = marked("Saved.")
TAKEN_OFF = marked("Removed. Visits stay as they are.")


def people(found: Sequence[Patient], today: date, note: str = "") -> Screen:
    """A button each, oneself first. note: plain text."""
    rows: list[Row] = [
        [button(_label(it, today), PeopleTap(do=PeopleDo.OPEN, value=it.id))]
        for it in sorted(found, key=lambda it: not it.is_self)
    ]
    title = _("Those you book for. Tap a name to change it.")
    if not found:
        title = _("You have not booked for anybody yet.")
        rows = [[button(_("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)]]
    mine = button(_("‹ My bookings"), BookingsTap(do=BookingsDo.PAGE))
    return Screen(lines(escape(note), f"<b>{title}</b>"), keyboard([*rows, [mine]]))


def person(it: Patient, note: str = "") -> Screen:
    """What is known of one. note: plain text."""
    born = _("Born: {day}").format(day=dated(it.born, DAY_YEAR)) if it.born else ""
    phone = _("Phone: {phone}").format(phone=escape(it.phone)) if it.phone else ""
    known = "\n".join(part for part in (f"<b>{html_of(it.name, NAME)}</b>", born, phone) if part)
    rows = [
        [
            button(_("Change the name"), PeopleTap(do=PeopleDo.NAME, value=it.id)),
            button(_("Birth date"), PeopleTap(do=PeopleDo.BORN, value=it.id)),
        ],
        [] if it.is_self else [button(_("Remove"), PeopleTap(do=PeopleDo.REMOVE, value=it.id))],
        [button(_("‹ Back"), PeopleTap(do=PeopleDo.LIST))],
    ]
    return Screen(lines(escape(note), known), keyboard(rows))


def name_asked(it: Patient, note: str = "") -> Screen:
    """note: plain text."""
    asked = _("What is the patient's full name? Please type it.")
    return _asked(it, asked, note)


def born_asked(it: Patient, note: str = "") -> Screen:
    """note: plain text."""
    asked = _("When was {name} born? Please type the date, like 12.03.2018.")
    return _asked(it, asked.format(name=html_of(it.name, NAME)), note)


def remove_asked(it: Patient) -> Screen:
    """Whether they are sure."""
    no = button(_("No"), PeopleTap(do=PeopleDo.OPEN, value=it.id))
    yes = button(_("Yes, remove"), PeopleTap(do=PeopleDo.YES, value=it.id), DANGER)
    asked = _("Remove {name} from those you book for?").format(name=html_of(it.name, NAME))
    return Screen(lines(f"<b>{asked}</b>", _("Visits stay as they are.")), keyboard([[no, yes]]))


def _asked(it: Patient, asked: str, note: str) -> Screen:
    back = button(_("‹ Back"), PeopleTap(do=PeopleDo.OPEN, value=it.id))
    return Screen(lines(escape(note), asked), keyboard([[back]]))


def _label(it: Patient, today: date) -> str:
    label = named(it, today)
    if it.is_self:
        return _("Me: {name}").format(name=label)
    return short(f"{label} · …{it.phone[-4:]}" if it.phone else label)
