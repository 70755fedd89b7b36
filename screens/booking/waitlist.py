"""The waiting list: what is asked before one joins, the seat that is held, and how it ends."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.account.quiet import Quiet, Way
from domain.booking.booking import BookingView
from domain.booking.lab import FreeTime
from domain.booking.part_of_day import AFTERNOON, EVENING, MORNING
from domain.booking.waiting import DAYS, Ending, Entry, EntryStatus, HeldSeat
from domain.messages.content import News
from domain.time.zones import to_wall
from screens.booking.callbacks import (
    BookingDo,
    BookingsDo,
    BookingsTap,
    MoveTap,
    WaitDo,
    WaitTap,
)
from screens.booking.card import Frame, card
from screens.booking.visit_words import (
    NAME,
    fact,
    in_short,
    prepare,
    short_date,
    short_time,
    when,
)
from screens.callback_values import StartDo, StartTap
from screens.keyboard import PRIMARY, SUCCESS, Row, button, keyboard
from screens.language import Marked, _, in_words, marked, translated
from screens.screen import Screen, html_of, lines, short

LABEL = 20  # characters of a test's name on a button
DAY = timedelta(days=1)
PARTS: dict[int, Marked] = {
    MORNING: marked("in the morning"),
    AFTERNOON: marked("in the afternoon"),
    EVENING: marked("in the evening"),
}
WAITS_EARLIER = marked("I will write to you as soon as an earlier time is free.")
STOPPED_EARLIER = marked("I look for no earlier time any more.")
PLEASE_TAP_WAIT = marked("Please tap Wait for a seat, or Back to change something.")


def join_row(frame: Frame) -> Row:
    """[Join the waiting list], as a day or a time is full; a new visit waits there."""
    if frame.was is not None:
        return []
    return [frame.tap(_("Join the waiting list"), BookingDo.WAIT)]


def spans(frame: Frame, first: date) -> Screen:
    """How many days from this one on."""
    rows: list[Row] = [[frame.tap(_span(first, number), BookingDo.SPAN, number)] for number in DAYS]
    return card(frame, _("Which days would suit you?"), rows)


def _span(first: date, number: int) -> str:
    return _only(first) if number == 1 else days(first, first + (number - 1) * DAY)


def _only(day: date) -> str:
    return _("Only {day}").format(day=short_date(day))


def days(first: date, last: date) -> str:
    """'Fri 12 Dec', or 'Fri 12 Dec – Sun 14 Dec'."""
    if first >= last:
        return short_date(first)
    return f"{short_date(first)} – {short_date(last)}"


def parts(frame: Frame, first: date, last: date) -> Screen:
    """At what time of the day."""
    names = {MORNING: _("Morning"), AFTERNOON: _("Afternoon"), EVENING: _("Evening")}
    rows: list[Row] = [[frame.tap(_("Any time of the day"), BookingDo.WAIT_PART, 0)]]
    rows += [[frame.tap(name, BookingDo.WAIT_PART, part)] for part, name in names.items()]
    asked = _("What time of the day would suit you?")
    return card(frame, f"<b>{days(first, last)}</b>\n{asked}", rows)


def confirmation(
    frame: Frame, seal: int, *, first: date, last: date, part: int, name: str
) -> Screen:
    """All of it once more."""
    asked = f"<b>{_('Shall I put you on the waiting list?')}</b>"
    who = fact(_("Patient"), html_of(name, NAME + 4))
    wanted = "\n".join((f"<b>{range_of(first, last, part)}</b>", who))
    go = frame.tap(_("Wait for a seat"), BookingDo.CONFIRM, seal, SUCCESS)
    return card(frame, lines(wanted, asked), [[go]])


def range_of(first: date, last: date, part: int) -> str:
    """'Fri 12 Dec – Sun 14 Dec, in the morning'."""
    return ", ".join((days(first, last), translated(PARTS[part]))) if part else days(first, last)


def joined(entry: Entry, hours: Quiet) -> Screen:
    """They wait. hours: their quiet ones."""
    head = f"<b>{_('You are on the waiting list.')}</b>"
    how = _("As soon as a seat is free, I hold it for you and write to you.")
    nights: dict[Way, str] = {
        Way.DELAY: _("Between {begins} and {ends} I write only if it is soon."),
        Way.SILENT: _("Between {begins} and {ends} I write without a sound."),
    }
    quiet = nights.get(hours.way, "").format(
        begins=f"{hours.begins:%H:%M}", ends=f"{hours.ends:%H:%M}"
    )
    return Screen(
        lines(head, "\n".join(told(entry)), f"{how} {quiet}".strip()),
        keyboard([[_mine(), _stop(entry.id)]]),
    )


def told(entry: Entry) -> list[str]:
    """HTML lines: what is waited for."""
    test, lab = in_words(entry.test), in_words(entry.lab)
    who = f"<b>{html_of(test.name, NAME)}</b>, {html_of(entry.patient_name, NAME + 4)}"
    return [who, _wanted(entry), html_of(lab.name, NAME)]


def _wanted(entry: Entry) -> str:
    zone = entry.lab.zone
    if entry.booking_id:
        return _("earlier than {time}").format(time=when(entry.end_at, entry.lab, zone))
    first, last = entry.first_at, entry.end_at - timedelta(seconds=1)
    return range_of(to_wall(first, zone).date(), to_wall(last, zone).date(), entry.part)


def listed(entries: Sequence[Entry]) -> str:
    """HTML: what one waits for, below one's bookings; empty for nothing."""
    if not entries:
        return ""
    head = f"<b>{_('You wait for:')}</b>"
    items = [
        f"• {html_of(in_words(one.test).name, NAME)}, {html_of(one.patient_name, NAME)}: "
        f"{_wanted(one)}"
        for one in entries
    ]
    return "\n".join((head, "", *items))


def stop_rows(entries: Sequence[Entry]) -> list[Row]:
    """[Stop waiting] of each."""
    rows: list[Row] = []
    for one in entries:
        name = short(in_words(one.test).name, LABEL)
        label = _("Stop waiting: {test}").format(test=name)
        rows.append([button(label, WaitTap(do=WaitDo.STOP, id=one.id))])
    return rows


def seat(it: HeldSeat, *, is_named: bool) -> Screen:
    """It is held, and until when. is_named: it says which test it is for; others may look on."""
    entry, zone = it.entry, it.entry.lab.zone
    test, lab = in_words(entry.test), in_words(entry.lab)
    head = _("An earlier time is free for you") if entry.booking_id else _("A seat is free for you")
    where = f"{html_of(lab.name, NAME)}, {escape(lab.address)}"
    told = test.preparation if is_named else ""
    ready = prepare(told, test.fasting_hours, (it.starts_at, zone))
    who = _who(entry, is_named=is_named)
    facts = "\n".join((*who, when(it.starts_at, lab, zone), where, *ready))
    until = _("It is yours until {time}.").format(time=f"<b>{to_wall(it.until, zone):%H:%M}</b>")
    rows = [
        [button(_("Take it"), WaitTap(do=WaitDo.TAKE, id=it.id), SUCCESS)],
        [button(_("Not this one"), WaitTap(do=WaitDo.NOT_THIS, id=it.id)), _stop(entry.id)],
        [] if is_named else [button(_("Details"), WaitTap(do=WaitDo.DETAILS, id=it.id))],
    ]
    return Screen(lines(f"<b>{head}</b>", facts, until), keyboard(rows))


def _who(entry: Entry, *, is_named: bool) -> list[str]:
    """HTML: which test, and for whom if it is somebody else."""
    test, patient = html_of(in_words(entry.test).name, NAME), html_of(entry.patient_name, NAME + 4)
    if not is_named:
        return [] if entry.is_self else [_("For {patient}").format(patient=patient)]
    named = _("{test} for {patient}").format(test=test, patient=patient)
    return [test if entry.is_self else named]


def missed(it: HeldSeat) -> Screen:
    """Its time is over."""
    return _gone(it, _("That seat is not held for you any more."))


def declined(it: HeldSeat) -> Screen:
    """It goes to the next person."""
    return _gone(it, _("Thank you. That seat goes to the next person."))


def _gone(it: HeldSeat, head: str) -> Screen:
    entry = it.entry
    waits = entry.status in {EntryStatus.WAITING, EntryStatus.ASKED}
    still = _("You are still on the waiting list.") if waits else ""
    rows = [[_mine(), _stop(entry.id)]] if waits else [[_book()], [_mine()]]
    time = when(it.starts_at, entry.lab, entry.lab.zone)
    what = "\n".join((*_who(entry, is_named=entry.is_named), time))
    return Screen(lines(f"<b>{head}</b>", what, still), keyboard(rows))


def stopped(entry: Entry) -> Screen:
    """They wait no more."""
    head = f"<b>{_('You are off the waiting list.')}</b>"
    return Screen(lines(head, "\n".join(told(entry))), keyboard([[_book()], [_mine()]]))


def waited(news: News, entry: Entry) -> Screen:
    """It came to nothing, and why."""
    whys = {
        Ending.RANGE: _("The time you waited for has come, and no seat became free."),
        Ending.CLOSED: _("The lab is closed on the days you waited for."),
        Ending.SILENT: _("You let several seats go by without an answer."),
    }
    why = whys[Ending(str(news.facts["why"]))]
    head = f"<b>{_('You are off the waiting list.')}</b>"
    rows = [[_book()], [_mine()]]
    about = told(entry) if entry.is_named else [*_who(entry, is_named=False), _wanted(entry)]
    return Screen(lines(head, why, "\n".join(about)), keyboard(rows))


def earlier(it: BookingView, free: Sequence[FreeTime]) -> Screen:
    """Times before a visit that can be had at once; others can be waited for."""
    head = f"<b>{_('These earlier times are free:')}</b>"
    rows: list[Row] = [
        [button(short_time(one.starts_at, it.lab.zone), MoveTap(booking=it.id, slot=one.slot_id))]
        for one in free
    ]
    wait = button(_("Wait for another one"), WaitTap(do=WaitDo.EARLIEST, id=it.id))
    back = button(_("‹ Back"), BookingsTap(do=BookingsDo.OPEN, value=it.id))
    return Screen(
        lines(head, "\n".join(in_short(it, it.lab.zone))), keyboard([*rows, [wait], [back]])
    )


def _book() -> InlineKeyboardButton:
    return button(_("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)


def _mine() -> InlineKeyboardButton:
    return button(_("My bookings"), BookingsTap(do=BookingsDo.PAGE))


def _stop(entry_id: int) -> InlineKeyboardButton:
    return button(_("Stop waiting"), WaitTap(do=WaitDo.STOP, id=entry_id))


def earlier_button(booking_id: int, entry_id: int) -> InlineKeyboardButton:
    """Of a visit's card. entry_id: 0 = no earlier time is waited for."""
    if entry_id:
        return _stop(entry_id)
    return button(_("Earlier, if possible"), WaitTap(do=WaitDo.EARLIER, id=booking_id))
