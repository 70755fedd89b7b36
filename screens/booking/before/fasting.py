"""Have you eaten? Asked on the morning of a visit, and of who books when fasting has begun."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.types import InlineKeyboardButton

from domain.booking.before.fasting import fast_begins
from domain.booking.booking import BookingView, Visit
from domain.booking.lab import FreeTime
from domain.time.zones import to_wall
from screens.booking.callbacks import BookingDo, BookingsDo, BookingsTap, FastingTap, MoveTap
from screens.booking.card import Frame, card
from screens.booking.reminder import what
from screens.booking.visit_words import short_time, when
from screens.keyboard import PRIMARY, Row, button, keyboard
from screens.language import _, in_words, marked
from screens.moment import moment
from screens.screen import Screen, html_of, lines

NAME = 60  # characters of a test's name
EATEN = marked("These times leave you enough time to fast:")
NONE_LATER = marked("No later time is free within two weeks.")


def question(visit: Visit, now: datetime) -> Screen:
    """On the morning, as a message of its own, which others may see, too."""
    at = moment(visit.starts_at, visit.zone, now)
    asked = _since(visit.starts_at, visit.fasting_hours, visit.zone, is_self=visit.is_self)
    no, ate = (
        FastingTap(booking=visit.booking_id, version=visit.version, has_eaten=has_eaten)
        for has_eaten in (False, True)
    )
    eaten = _("I ate") if visit.is_self else _("Yes")
    rows: list[Row] = [[button(_("No"), no, PRIMARY), button(eaten, ate)]]
    head = "\n".join((*what(visit), f"<b>{at}</b>"))
    return Screen(lines(head, asked, _water()), keyboard(rows))


def asked(frame: Frame) -> Screen:
    """In the booking conversation. frame.test, frame.starts_at: of what is being booked."""
    test, starts_at = frame.test, frame.starts_at
    since = ""
    if test is not None and starts_at is not None:
        since = _since(starts_at, test.fasting_hours, frame.lab.zone, is_self=True)
    rows = [
        [
            frame.tap(_("No"), BookingDo.FASTING, 0, PRIMARY),
            frame.tap(_("I ate"), BookingDo.FASTING, 1),
        ]
    ]
    return card(frame, lines(since, _water()), rows)


def kept(it: BookingView, zone: str) -> Screen:
    """They have not eaten. zone: the reader's."""
    thanks = _("Thank you. Please eat nothing until your visit; water is fine.")
    return Screen(lines(f"<b>{thanks}</b>", _of(it, zone)), keyboard([[_mine()]]))


def broken(it: BookingView, later: Sequence[FreeTime], zone: str) -> Screen:
    """They have eaten: later times. zone: the reader's."""
    told = _("Thank you for saying so; the lab knows. Fasting may have to begin anew.")
    offered = _("These times leave you enough time to fast:")
    if not later:
        offered = _("No later time is free within two weeks.")
    times: list[Row] = [
        [button(short_time(one.starts_at, it.lab.zone), MoveTap(booking=it.id, slot=one.slot_id))]
        for one in later
    ]
    move = button(_("Another time"), MoveTap(booking=it.id))
    return Screen(
        lines(f"<b>{told}</b>", _of(it, zone), offered), keyboard([*times, [move, _mine()]])
    )


def _since(starts_at: datetime, hours: int, zone: str, *, is_self: bool) -> str:
    begun = fast_begins(starts_at, hours)
    wall = to_wall(begun, zone)
    is_same = wall.date() == to_wall(starts_at, zone).date()
    at = f"<b>{wall:%H:%M}</b>" if is_same else f"<b>{short_time(begun, zone)}</b>"
    asked = _("Have you eaten since {time}?")
    if not is_self:
        asked = _("Have they eaten since {time}?")
    return f"<b>{asked.format(time=at)}</b>"


def _water() -> str:
    return _("Water does not count.")


def _of(it: BookingView, zone: str) -> str:
    name = html_of(in_words(it.test).name, NAME)
    return f"<b>{name}</b>\n{when(it.starts_at, it.lab, zone)}"


def _mine() -> InlineKeyboardButton:
    return button(_("My bookings"), BookingsTap(do=BookingsDo.PAGE))
