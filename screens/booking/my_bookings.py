"""My bookings: the list, one of them, cancelling it, other times; and the lab to come to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from html import escape

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from domain.booking.booking import (
    BookingView,
    Status,
    Wanted,
    is_changeable,
    is_to_come,
    is_upcoming,
)
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.booking.waiting import Entry
from domain.booking.words.plain_wish import Wish
from domain.page import Page
from screens.booking import tell, waitlist
from screens.booking.before.arrival import buttons as day_buttons
from screens.booking.before.arrival import late_known
from screens.booking.callbacks import (
    BookingsDo,
    BookingsTap,
    BranchTap,
    CalendarDo,
    CalendarTap,
    MoveTap,
    PeopleDo,
    PeopleTap,
)
from screens.booking.card import calendar_file, label
from screens.booking.visit_words import NAME, TESTS, in_full, in_short, money, short_time
from screens.callback_values import OpenTap, StartDo, StartTap
from screens.keyboard import DANGER, PRIMARY, Row, button, keyboard, page_turns
from screens.language import Marked, _, in_words, marked, translated
from screens.screen import Screen, html_of, lines, short

SAID: dict[Wish, Marked] = {
    Wish.CANCEL: marked("You can cancel a visit here, so that others get the seat."),
    Wish.ABSENT: marked("If you cannot come, please cancel it, so that others get the seat."),
    Wish.LATE: marked("On the day of the visit, tap “15 min late” on its card, and the lab knows."),
}
"""What can be done about a visit that somebody wrote of."""
NO_TESTS = marked("There is nothing to book here yet. Please try again later.")
TOO_LATE = marked("This booking has begun or is over, so it cannot be cancelled here.")
FOR_CALENDAR = marked("Open this file to put the visit into your calendar.")
OUT_OF_CALENDAR = marked("Open this file to take the visit out of your calendar.")
THANKS = marked("Thank you. The lab knows that you are coming.")
ANOTHER_TIME = marked("This visit has changed since. This is how it stands now:")
TOO_LATE_TO_MOVE = marked("This booking has begun or is over, so it cannot be moved.")


def bookings(
    page: Page[BookingView], now: datetime, note: str = "", waits: Sequence[Entry] = ()
) -> Screen:
    """A page of mine, each to be opened. note: plain text above, if something is coming.

    waits: what I wait for, which stands on the first page.
    """
    waits = () if page.number else waits
    if not page.items:
        book = button(_("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)
        text = lines(_("You have no bookings yet."), waitlist.listed(waits))
        return Screen(text, keyboard([*waitlist.stop_rows(waits), [book]]))
    coming = [_line(item, now) for item in page.items if is_upcoming(item, now)]
    over = [_line(item, now) for item in page.items if not is_upcoming(item, now)]
    above = [escape(note), ""] if note and coming else []
    shown = (
        [*above, f"<b>{_('Your bookings. Tap one to open it.')}</b>", "", *coming] if coming else []
    )
    if over:
        # What is to come stands first, on pages before this one.
        is_all = page.number == 0 and not coming
        earlier = _("Nothing is coming up. Earlier:") if is_all else _("Earlier:")
        shown += [*([""] if coming else []), f"<b>{earlier}</b>", "", *over]
    rows: list[Row] = [[_open(item, page.number)] for item in page.items]
    turns = page_turns(page.number, page.pages, _page)
    calendar = button(_("In my calendar"), CalendarTap(do=CalendarDo.SHOW))
    whom = button(_("Those I book for"), PeopleTap(do=PeopleDo.LIST))
    foot = [turns, [button(_("Book a test"), StartTap(do=StartDo.BOOK))], [calendar, whom]]
    text = lines("\n".join(shown), waitlist.listed(waits))
    return Screen(text, keyboard([*rows, *waitlist.stop_rows(waits), *foot]))


def booking(
    item: BookingView,
    zone: str,
    now: datetime,
    *,
    page: int = 0,
    reports: Collection[int] = (),
    note: str = "",
    earlier: int | None = None,
) -> Screen:
    """One booking. zone: the reader's. page: of the list to go back to. note: plain text above.

    reports: ids of those that can be opened. earlier: the entry that waits for an earlier time,
    0 = none does, None = it cannot be waited for here.
    """
    rows: list[Row] = []
    mine: Row = []
    for number, report_id in enumerate(reports, 1):
        label = _("Open the report") if number == 1 else _("Open report {n}").format(n=number)
        rows.append([button(label, OpenTap(id=report_id), PRIMARY)])
    if is_changeable(item, Wanted.MOVE, now):
        mine = [button(_("Move"), MoveTap(booking=item.id))]
    if is_changeable(item, Wanted.CANCEL, now):
        mine.append(_tap(_("Cancel booking"), BookingsDo.CANCEL, item.id, page))
    rows += [*day_buttons(item, now), mine, tell.offered(item, now)]
    if earlier is not None and is_changeable(item, Wanted.MOVE, now):
        rows.append([waitlist.earlier_button(item.id, earlier)])
    if is_to_come(item, now):
        rows.append([calendar_file(item.id)])
    rows.append([_tap(_("‹ My bookings"), BookingsDo.PAGE, page, page)])
    text = "\n".join((f"<b>{status(item, now)}</b>", "", in_full(item, zone)))
    late = late_known(item) if item.status is Status.BOOKED and item.ends_at > now else ""
    return Screen(lines(escape(note), text, late, tell.why(item, now)), keyboard(rows))


def which_to_move(items: Sequence[BookingView], day: int) -> Screen:
    """One of these. day: ordinal of the day that was named, 0 = none."""
    rows = [[button(label(item), MoveTap(booking=item.id, day=day))] for item in items]
    return Screen(f"<b>{_('Which visit shall I move?')}</b>", keyboard(rows))


def cancel_asked(item: BookingView, page: int, zone: str) -> Screen:
    """Whether they are sure."""
    keep = _tap(_("Keep it"), BookingsDo.OPEN, item.id, page)
    rows = [[keep, _tap(_("Yes, cancel"), BookingsDo.YES, item.id, page, style=DANGER)]]
    head = f"<b>{_('Cancel this booking?')}</b>"
    return Screen("\n".join((head, "", *in_short(item, zone))), keyboard(rows))


def cancelled(item: BookingView, page: int, zone: str) -> Screen:
    """It is cancelled now, or had been before."""
    already = _("This booking was cancelled already.")
    head = already if item.was_cancelled else _("Cancelled. Your seat is free for others now.")
    return Screen("\n".join((f"<b>{head}</b>", "", *in_short(item, zone))), _after(page, item.id))


def status(item: BookingView, now: datetime) -> str:
    """Plain words for where a booking stands."""
    words = {
        Status.HELD: _("Held for you"),
        Status.BOOKED: _("Booked") if item.ends_at > now else _("Over"),
        Status.ARRIVED: _("Arrived"),
        Status.FULFILLED: _("Done"),
        Status.NO_SHOW: _("Missed"),
        Status.CANCELLED: _("Cancelled"),
    }
    return words[item.status]


def _line(item: BookingView, now: datetime) -> str:
    """HTML: one booking on one line."""
    time = short_time(item.starts_at, item.lab.zone)
    line = (
        f"• {time}: {html_of(in_words(item.test).name, TESTS)}, {html_of(item.patient_name, NAME)}"
    )
    usual = item.status == Status.BOOKED and item.ends_at > now
    return line if usual else f"{line} ({status(item, now)})"


def _open(item: BookingView, page: int) -> InlineKeyboardButton:
    return _tap(label(item), BookingsDo.OPEN, item.id, page)


def _page(number: int) -> BookingsTap:
    return BookingsTap(do=BookingsDo.PAGE, value=number)


def _after(page: int, booking_id: int) -> InlineKeyboardMarkup:
    return keyboard(
        [
            [button(_("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)],
            [calendar_file(booking_id)],
            [_tap(_("‹ My bookings"), BookingsDo.PAGE, page)],
        ]
    )


def _tap(
    text: str, do: BookingsDo, value: int, page: int = 0, *, style: str | None = None
) -> InlineKeyboardButton:
    return button(text, BookingsTap(do=do, value=value, page=page), style)


def moved(it: BookingView, zone: str) -> Screen:
    """The new time."""
    head = _("Thank you. Your appointment is now:")
    mine = button(_("My bookings"), StartTap(do=StartDo.BOOKINGS))
    return Screen("\n".join((f"<b>{head}</b>", "", *in_short(it, zone))), keyboard([[mine]]))


def gone() -> Screen:
    """The time is not held any more."""
    text = _("That time is not held for you any more. Please pick another one, or call us.")
    book = button(_("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)
    mine = button(_("My bookings"), StartTap(do=StartDo.BOOKINGS))
    return Screen(text, keyboard([[book], [mine]]))


def declined() -> Screen:
    """It is cancelled."""
    text = _("Your visit is cancelled. You can book another time whenever you like.")
    book = button(_("Book a test"), StartTap(do=StartDo.BOOK))
    return Screen(text, keyboard([[book]]))


def calendar(address: str) -> Screen:
    """The address that a calendar program subscribes to; empty for none yet."""
    text = _("Subscribe to this address in your calendar, and your visits are always in it.")
    warning = _("Whoever has the address sees your visits. A new one ends this one.")
    if not address:
        text, warning = _("Your visits can stand in your calendar, always up to date."), ""
    copy = InlineKeyboardButton(
        text=_("Copy the address"), copy_text=CopyTextButton(text=address or "-")
    )
    anew = button(
        _("New address") if address else _("Get the address"), CalendarTap(do=CalendarDo.NEW)
    )
    stop = button(_("Stop it"), CalendarTap(do=CalendarDo.CLOSE), DANGER)
    back = [_tap(_("‹ My bookings"), BookingsDo.PAGE, 0)]
    rows = [[copy], [anew, stop], back] if address else [[anew], back]
    shown = f"<code>{escape(address)}</code>" if address else ""
    return Screen(lines(text, shown, warning), keyboard(rows))


def prices(tests: Sequence[LabTest]) -> Screen:
    """What they cost, a line each. Empty if there are none."""
    listed = [
        f"• {html_of(in_words(test).name, NAME)}: <b>{escape(money(test.price, test.currency))}</b>"
        for test in tests
    ]
    book = button(_("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)
    return Screen("\n".join(listed) or translated(NO_TESTS), keyboard([[book]]))


def which(labs: Sequence[Lab], note: str = "") -> Screen:
    """Labs with their addresses, a button each. note: plain text."""
    labs = list(map(in_words, labs))
    listed = [f"• <b>{escape(one.name)}</b>, {escape(one.address)}" for one in labs]
    taps = [[button(short(one.name), BranchTap(id=one.id))] for one in labs]
    title = f"<b>{_('Where would you like to come?')}</b>"
    return Screen(lines(escape(note), title, "\n".join(listed)), keyboard(taps))


def chosen(lab: Lab, *, is_only: bool = False) -> Screen:
    """Where it is, when it is open, and on to booking. is_only: there is no other."""
    lab = in_words(lab)
    title = _("You book at {lab} now.").format(lab=f"<b>{escape(lab.name)}</b>")
    book = [button(_("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)]
    has_pin = lab.latitude is not None
    place = [button(_("Show on the map"), BranchTap(id=lab.id, is_map=True))] if has_pin else []
    change = "" if is_only else _("/branch changes it.")
    return Screen(
        lines(title, escape(lab.address), escape(lab.opening), change), keyboard([book, place])
    )
