"""My bookings: the list, one booking's card, and cancelling it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from html import escape
from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from sqlalchemy import Row as Record

from domain.booking.booking import Bookings, BookingView, Status, is_cancellable, is_upcoming
from screens.account.callbacks import StartDo, StartTap
from screens.booking.callbacks import BookingsDo, BookingsTap, BranchTap
from screens.booking.card import NAME, short_time, told
from screens.booking.confirm import in_short, summary
from screens.desk.callbacks import OpenTap
from screens.keyboard import DANGER, PRIMARY, Row, button, keyboard, short, turns
from screens.messages.compose import lines
from screens.screen import Screen, Translate

LABEL = 20  # characters of a test's name on a button


def bookings(page: Bookings, now: datetime, t: Translate) -> Screen:
    """A page of mine, each to be opened."""
    if not page.items:
        return nothing(t)
    coming = any(is_upcoming(item, now) for item in page.items)
    head = (
        t("Your bookings. Tap one to open it.") if coming else t("Nothing is coming up. Earlier:")
    )
    lines = [_line(item, now, t) for item in page.items]
    rows: list[Row] = [[_open(item, page.number, t)] for item in page.items]
    rows += [_paging(page, t), [button(t("Book a test"), StartTap(do=StartDo.BOOK))]]
    return Screen("\n".join((f"<b>{head}</b>", "", *lines)), keyboard(rows))


def nothing(t: Translate) -> Screen:
    """No booking at all."""
    rows = [[button(t("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)]]
    return Screen(t("You have no bookings yet."), keyboard(rows))


def booking(
    item: BookingView,
    page: int,
    reader: tuple[str, datetime],
    reports: Collection[int],
    t: Translate,
) -> Screen:
    """One booking. page: of the list to go back to. reader: their zone, and now (UTC).

    reports: ids of those that can be opened.
    """
    zone, now = reader
    state = status(item, now, t)
    rows: list[Row] = []
    for number, report_id in enumerate(reports, 1):
        label = t("Open the report") if number == 1 else t("Open report {n}").format(n=number)
        rows.append([button(label, OpenTap(id=report_id), PRIMARY)])
    if is_cancellable(item, now):
        rows.append([_tap(t("Cancel booking"), BookingsDo.CANCEL, item.id, page)])
    rows.append([_tap(t("‹ My bookings"), BookingsDo.PAGE, page, page)])
    return Screen(_told(item, state, zone, t), keyboard(rows))


def cancel_asked(item: BookingView, page: int, zone: str, t: Translate) -> Screen:
    """Whether they are sure."""
    keep = _tap(t("Keep it"), BookingsDo.OPEN, item.id, page)
    rows = [[keep, _tap(t("Yes, cancel"), BookingsDo.YES, item.id, page, DANGER)]]
    head = f"<b>{t('Cancel this booking?')}</b>"
    return Screen("\n".join((head, "", *in_short(item, zone, t))), keyboard(rows))


def cancelled(item: BookingView, page: int, zone: str, t: Translate) -> Screen:
    """It is cancelled now, or had been before."""
    head = t("This booking was cancelled already.") if item.was_cancelled else _is_free(t)
    return Screen("\n".join((f"<b>{head}</b>", "", *in_short(item, zone, t))), _after(page, t))


def too_late(t: Translate) -> str:
    """Toast: it has begun."""
    return t("This booking has begun or is over, so it cannot be cancelled here.")


def status(item: BookingView, now: datetime, t: Translate) -> str:
    """Plain words for where a booking stands."""
    words = {
        Status.HELD: t("Held for you"),
        Status.BOOKED: t("Booked") if item.ends_at > now else t("Over"),
        Status.ARRIVED: t("Arrived"),
        Status.FULFILLED: t("Done"),
        Status.NO_SHOW: t("Missed"),
        Status.CANCELLED: t("Cancelled"),
    }
    return words[item.status]


def _is_free(t: Translate) -> str:
    return t("Cancelled. Your seat is free for others now.")


def _told(item: BookingView, head: str, zone: str, t: Translate) -> str:
    number = t("Booking number: {number}").format(number=f"<code>{item.id}</code>")
    person = (item.patient_name, item.patient_phone, zone)
    lines = summary(item.test, item.starts_at, item.lab, person, t)
    return "\n".join((f"<b>{head}</b>", "", number, *lines))


def _line(item: BookingView, now: datetime, t: Translate) -> str:
    """HTML: one booking on one line."""
    time = short_time(item.starts_at, item.lab.zone, t)
    line = f"• {time}: {told(item.test.name, NAME)}, {told(item.patient_name, NAME)}"
    usual = item.status == Status.BOOKED and item.ends_at > now
    return line if usual else f"{line} ({status(item, now, t)})"


def _open(item: BookingView, page: int, t: Translate) -> InlineKeyboardButton:
    time = short_time(item.starts_at, item.lab.zone, t)
    label = f"{time} · {short(item.test.name, LABEL)}"
    return _tap(label, BookingsDo.OPEN, item.id, page)


def _paging(page: Bookings, t: Translate) -> Row:
    def tap(number: int) -> BookingsTap:
        return BookingsTap(do=BookingsDo.PAGE, value=number)

    more = page.number + 1 < page.pages
    return turns(
        tap(page.number - 1) if page.number else None,
        tap(page.number + 1) if more else None,
        t,
    )


def _after(page: int, t: Translate) -> InlineKeyboardMarkup:
    return keyboard(
        [
            [button(t("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)],
            [_tap(t("‹ My bookings"), BookingsDo.PAGE, page)],
        ]
    )


def _tap(
    text: str, do: BookingsDo, value: int, page: int = 0, style: str | None = None
) -> InlineKeyboardButton:
    return button(text, BookingsTap(do=do, value=value, page=page), style)


def moved(it: BookingView, zone: str, t: Translate) -> Screen:
    """The new time."""
    head = t("Thank you. Your appointment is now:")
    mine = button(t("My bookings"), StartTap(do=StartDo.BOOKINGS))
    return Screen("\n".join((f"<b>{head}</b>", "", *in_short(it, zone, t))), keyboard([[mine]]))


def gone(t: Translate) -> Screen:
    """The time is not held any more."""
    text = t("That time is not held for you any more. Please pick another one, or call us.")
    book = button(t("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)
    mine = button(t("My bookings"), StartTap(do=StartDo.BOOKINGS))
    return Screen(text, keyboard([[book], [mine]]))


def declined(t: Translate) -> Screen:
    """It is cancelled."""
    text = t("Your visit is cancelled. You can book another time whenever you like.")
    book = button(t("Book a test"), StartTap(do=StartDo.BOOK))
    return Screen(text, keyboard([[book]]))


def which(labs: Sequence[Record[Any]], t: Translate) -> Screen:
    """Every lab with its address, a button each."""
    said = [f"• <b>{escape(one.name)}</b>, {escape(one.address)}" for one in labs]
    taps = [[button(short(one.name), BranchTap(id=one.id))] for one in labs]
    title = f"<b>{t('Where would you like to come?')}</b>"
    return Screen(lines(title, "\n".join(said)), keyboard(taps))


def chosen(lab: Record[Any], t: Translate) -> Screen:
    """Where it is, when it is open, and on to booking."""
    title = t("You book at {lab} now.").format(lab=f"<b>{escape(lab.name)}</b>")
    book = [button(t("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)]
    has_pin = lab.latitude is not None
    place = [button(t("Show on the map"), BranchTap(id=lab.id, is_map=True))] if has_pin else []
    change = t("/branch changes it.")
    return Screen(
        lines(title, escape(lab.address), escape(lab.opening), change), keyboard([book, place])
    )
