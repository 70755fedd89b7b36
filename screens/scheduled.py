"""The list of scheduled messages, and the card of one."""

from collections.abc import Sequence
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from domain.address import masked
from domain.entities import shortened, units
from domain.schedule import Planned, Scheduled, Status
from screens.callbacks import ScheduledDo, ScheduledTap, StartDo, StartTap
from screens.keyboard import DANGER, PRIMARY, Row, back, button, grid, keyboard, short, turns
from screens.moment import moment
from screens.richtext import rich
from screens.schedule import glimpse, lines
from screens.scheduled_state import Reader, below, headline, state
from screens.screen import Screen, Translate

LINE = 60  # characters of a message in the list
SHOWN = 3000  # UTF-16 units of a message on its card
PLANNED = (Status.SCHEDULED, Status.SENDING)


def menu(page: Planned, reader: Reader, note: str, t: Translate) -> Screen:
    """What is to come, then what went out or failed lately; a numbered button each."""
    if not page.items:
        return Screen(lines(note, t("You have no scheduled messages.")), keyboard([[_new(t)]]))
    items = list(enumerate(page.items, 1))
    coming = [_line(n, item, reader, t) for n, item in items if item.status in PLANNED]
    gone = [_line(n, item, reader, t) for n, item in items if item.status not in PLANNED]
    hint = t("Tap a number to see or change a message.")
    text = lines(note, _section(t("Upcoming"), coming), _section(t("Recent"), gone), hint)
    taps = [
        button(str(n), ScheduledTap(do=ScheduledDo.OPEN, value=item.id, page=page.number + 1))
        for n, item in items
    ]
    return Screen(text, keyboard([*grid(taps, 6), _turns(page, t), [_new(t)]]))


def card(it: Scheduled, reader: Reader, page: int, note: str, t: Translate) -> Screen:
    """One message. page: of the list it was opened from, counted from 1, 0 = none."""
    shown, styles = shortened(it.text, it.entities, SHOWN)
    left = units(it.text) - units(shown)
    text = lines(
        note,
        f"<b>{headline(it, reader, t)}</b>\n{below(it, reader, t)}{_to(it, t)}",
        t("Your message:"),
        rich(shown, styles),
        t("… and {n} more characters.").format(n=left) if left else "",
    )
    return Screen(text, keyboard(_card_rows(it, page, t)))


def ask_cancel(it: Scheduled, reader: Reader, page: int, t: Translate) -> Screen:
    """Asked once before a message is cancelled."""
    when = moment(it.at, reader.zone, reader.now, t)
    yes = ScheduledTap(do=ScheduledDo.YES, value=it.id, page=page)
    no = ScheduledTap(do=ScheduledDo.OPEN, value=it.id, page=page)
    rows = [[button(t("Keep it"), no), button(t("Yes, cancel"), yes, DANGER)]]
    question = f"<b>{t('Cancel this message?')}</b>\n{when}"
    return Screen(lines(question, glimpse(it.text, it.entities)), keyboard(rows))


def not_found(t: Translate) -> Screen:
    """No message, or somebody else's."""
    return Screen(t("That message was not found."), see_all(t))


def see_all(t: Translate) -> InlineKeyboardMarkup:
    """The way to the list."""
    return keyboard([[button(t("My messages"), ScheduledTap(do=ScheduledDo.PAGE))]])


def was_cancelled(t: Translate) -> str:
    """A note above the list."""
    return t("Cancelled. I won't send it.")


def _line(number: int, it: Scheduled, reader: Reader, t: Translate) -> str:
    to = f" · {escape(masked(it.address))}" if it.address else ""
    return f"{number}. <b>{state(it, reader, t)}</b>{to}\n{escape(short(it.text, LINE))}"


def _to(it: Scheduled, t: Translate) -> str:
    to = escape(masked(it.address)) if it.address else ""
    return f"\n{t('To: {address}').format(address=to)}" if to else ""


def _section(title: str, found: Sequence[str]) -> str:
    return "\n".join([f"<u>{title}</u>", *found]) if found else ""


def _card_rows(it: Scheduled, page: int, t: Translate) -> list[Row]:
    def tap(do: ScheduledDo) -> ScheduledTap:
        return ScheduledTap(do=do, value=it.id, page=page)

    to_list = back(ScheduledTap(do=ScheduledDo.PAGE, value=max(page - 1, 0)), t)
    if not it.is_waiting:
        return [[to_list]]
    time = button(t("Change time"), tap(ScheduledDo.TIME))
    text = button(t("Change text"), tap(ScheduledDo.TEXT))
    return [[time, text], [to_list, button(t("Cancel message"), tap(ScheduledDo.CANCEL))]]


def _turns(page: Planned, t: Translate) -> Row:
    def tap(number: int) -> ScheduledTap:
        return ScheduledTap(do=ScheduledDo.PAGE, value=number)

    more = page.number + 1 < page.pages
    return turns(
        tap(page.number - 1) if page.number else None,
        tap(page.number + 1) if more else None,
        t,
    )


def _new(t: Translate) -> InlineKeyboardButton:
    return button(t("Schedule a message"), StartTap(do=StartDo.SCHEDULE), PRIMARY)
