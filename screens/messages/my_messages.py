"""The list of scheduled messages, and the card of one."""

from collections.abc import Sequence
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from domain.messages.schedule import Scheduled, Status
from domain.messages.series import Series
from domain.page import Page
from screens.callback_values import StartDo, StartTap
from screens.keyboard import DANGER, PRIMARY, Row, back, button, grid, keyboard, page_turns
from screens.language import _, marked
from screens.messages import series
from screens.messages.callbacks import ScheduledDo, ScheduledTap, SeriesDo, SeriesTap
from screens.messages.content import change, destination, glimpse, in_words, shown
from screens.messages.state import below, headline, state, where
from screens.moment import Reader
from screens.screen import Screen, lines, short

LINE = 60  # characters of a message in the list
TRIES_AGAIN = marked("I am trying again right now.")
WAS_CANCELLED = marked("Cancelled. I won't send it.")
PLANNED = (Status.SCHEDULED, Status.SENDING)


def menu(page: Page[Scheduled | Series], reader: Reader, note: str) -> Screen:
    """What is to come, then what went out or failed lately; a numbered button each."""
    if not page.items:
        return Screen(lines(note, _("You have no scheduled messages.")), keyboard([[_new()]]))
    items = list(enumerate(page.items, 1))
    coming = [_line(n, item, reader) for n, item in items if is_coming(item)]
    gone = [_line(n, item, reader) for n, item in items if not is_coming(item)]
    hint = _("Tap a number to see or change a message.")
    text = lines(note, _section(_("Upcoming"), coming), _section(_("Recent"), gone), hint)
    taps = [button(str(n), _open(item, page.number + 1)) for n, item in items]
    arrows = page_turns(page.number, page.pages, _to_page)
    return Screen(text, keyboard([*grid(taps, 6), arrows, [_new()]]))


def card(it: Scheduled, reader: Reader, page: int, note: str) -> Screen:
    """One message. page: of the list it was opened from, counted from 1, 0 = none."""
    to = destination(where(it))
    is_tied = it.from_visit and it.status is Status.SCHEDULED
    tie = f"\n{_('It moves with your visit.')}" if is_tied else ""
    about = f"<b>{headline(it, reader)}</b>\n{below(it, reader)}{tie}{to}"
    text = lines(note, about, shown(in_words(it.content)))
    return Screen(text, keyboard(_card_rows(it, page)))


def ask_cancel(it: Scheduled, reader: Reader, page: int) -> Screen:
    """Asked once before a message is cancelled."""
    when = reader.moment(it.at)
    yes = ScheduledTap(do=ScheduledDo.YES, value=it.id, page=page)
    no = ScheduledTap(do=ScheduledDo.OPEN, value=it.id, page=page)
    rows = [[button(_("Keep it"), no), button(_("Yes, cancel"), yes, DANGER)]]
    question = f"<b>{_('Cancel this message?')}</b>\n{when}"
    return Screen(lines(question, glimpse(in_words(it.content))), keyboard(rows))


def not_found() -> Screen:
    """No message, or somebody else's."""
    return Screen(_("That message was not found."), see_all())


def see_all() -> InlineKeyboardMarkup:
    """The way to the list."""
    return keyboard([[button(_("My messages"), _to_page(0))]])


def is_coming(it: Scheduled | Series) -> bool:
    return isinstance(it, Series) or it.status in PLANNED


def _open(it: Scheduled | Series, page: int) -> ScheduledTap | SeriesTap:
    if isinstance(it, Series):
        return SeriesTap(do=SeriesDo.OPEN, value=it.id, page=page)
    return ScheduledTap(do=ScheduledDo.OPEN, value=it.id, page=page)


def _line(number: int, it: Scheduled | Series, reader: Reader) -> str:
    said = series.state(it, reader) if isinstance(it, Series) else state(it, reader)
    to = f" · {escape(short(where(it), LINE))}" if where(it) else ""
    words = escape(short(in_words(it.content).text, LINE))
    return f"{number}. <b>{said}</b>{to}\n{words}"


def _section(title: str, found: Sequence[str]) -> str:
    return "\n".join([f"<u>{title}</u>", *found]) if found else ""


def _card_rows(it: Scheduled, page: int) -> list[Row]:
    def tap(do: ScheduledDo) -> ScheduledTap:
        return ScheduledTap(do=do, value=it.id, page=page)

    to_list = back(_to_page(max(page - 1, 0)))
    if not it.is_waiting:
        again = button(_("Try again"), tap(ScheduledDo.AGAIN), PRIMARY)
        return [[again] if it.may_try_again else [], [to_list]]
    time = button(_("Change time"), tap(ScheduledDo.TIME))
    text = button(change(it.attachment), tap(ScheduledDo.TEXT))
    return [[time, text], [to_list, button(_("Cancel message"), tap(ScheduledDo.CANCEL))]]


def _to_page(number: int) -> ScheduledTap:
    return ScheduledTap(do=ScheduledDo.PAGE, value=number)


def _new() -> InlineKeyboardButton:
    return button(_("Schedule a message"), StartTap(do=StartDo.SCHEDULE), PRIMARY)
