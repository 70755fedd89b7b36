"""At the lab: the place in the queue, coming late, and the code at the door."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.booking.before.arrival import At, Place, may_arrive, may_be_late
from domain.booking.booking import BookingView
from domain.booking.lab import FreeTime
from domain.time.zones import to_wall
from screens.booking.callbacks import BookingsDo, BookingsTap, HereTap, LateTap, MoveTap
from screens.booking.visit_words import in_short, short_time
from screens.callback_values import StartDo, StartTap
from screens.keyboard import PRIMARY, Row, button, keyboard
from screens.language import _, counted, in_words, marked
from screens.screen import Screen, lines, short

NAME, LABEL = 24, 14  # characters of a name and of a test on a button
NOT_NOW = marked("That can only be said on the day of the visit.")


def buttons(it: BookingView, now: datetime) -> list[Row]:
    """What the day of a visit adds to its card; nothing on any other."""
    here = button(_("I am here"), HereTap(booking=it.id), PRIMARY)
    late = button(_("15 min late"), LateTap(booking=it.id))
    rows: list[Row] = []
    if may_arrive(it, now):
        rows.append([here, late] if may_be_late(it, now) else [here])
    return rows


def place(what: Place) -> Screen:
    """Where they stand; edited as the queue moves."""
    mine = keyboard([[_mine()]])
    match what.at:
        case At.CALLED:
            return Screen(f"<b>{_('It is your turn. Please come in.')}</b>", mine)
        case At.SERVED:
            return Screen(_("Your visit is done. Thank you for coming."), mine)
        case At.GONE:
            return Screen(_("This visit has changed since. My bookings shows how."), mine)
    head = f"<b>{_('The lab knows that you are here.')}</b>"
    if not what.ahead:
        return Screen(lines(head, _("You are next.")), mine)
    before = counted(what.ahead, "One person is before you.", "{n} people are before you.")
    wait = counted(what.minutes, "That takes about 1 minute.", "That takes about {n} minutes.")
    note = _("This message changes as the queue moves.")
    return Screen(lines(head, f"{before} {wait}", note), mine)


def which(visits: Sequence[BookingView]) -> Screen:
    """Of several visits here today, who is there?"""
    rows: list[Row] = [[button(_named(one), HereTap(booking=one.id), PRIMARY)] for one in visits]
    return Screen(f"<b>{_('Who is here?')}</b>", keyboard([*rows, [_mine()]]))


def none_here(it: BookingView | None, zone: str) -> Screen:
    """No visit here today. it: their next one, if they have any. zone: the reader's."""
    head = f"<b>{_('You have no visit here today.')}</b>"
    if it is None:
        book = button(_("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)
        return Screen(lines(head, _("Would you like to book one?")), keyboard([[book]]))
    zone = zone or it.lab.zone
    told = "\n".join(in_short(it, zone))
    return Screen(lines(head, _("Your next visit:"), told), keyboard([[_mine()]]))


def late(it: BookingView, at: datetime, later: Sequence[FreeTime]) -> Screen:
    """The desk knows. later: times to take instead."""
    head = late_known(replace(it, late_at=at))
    offered = _("If you would rather come later, these times are free:") if later else ""
    times: list[Row] = [
        [button(short_time(one.starts_at, it.lab.zone), MoveTap(booking=it.id, slot=one.slot_id))]
        for one in later
    ]
    return Screen(lines(head, offered), keyboard([*times, [_mine()]]))


def late_known(it: BookingView) -> str:
    """HTML: that the desk knows when they come; empty where they have not said that."""
    if it.late_at is None:
        return ""
    clock = f"<b>{to_wall(it.late_at, it.lab.zone):%H:%M}</b>"
    return _("The lab knows that you come at about {time}.").format(time=clock)


def door(name: str, address: str) -> str:
    """Below the picture of a lab's code, for managers. HTML."""
    text = _("The code for the door of {lab}: whoever reads it there tells the lab that they came.")
    return f"{text.format(lab=escape(name))}\n{escape(address)}"


def _named(it: BookingView) -> str:
    clock = f"{to_wall(it.starts_at, it.lab.zone):%H:%M}"
    return f"{clock} {short(it.patient_name, NAME)} · {short(in_words(it.test).name, LABEL)}"


def _mine() -> InlineKeyboardButton:
    return button(_("My bookings"), BookingsTap(do=BookingsDo.PAGE))
