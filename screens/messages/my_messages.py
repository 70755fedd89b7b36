"""The list of scheduled messages, and the card of one."""

from collections.abc import Sequence
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from domain.messages.schedule import Planned, Scheduled, Status
from domain.messages.series import Series
from domain.messages.text import shortened, units
from screens.account.callbacks import StartDo, StartTap
from screens.keyboard import DANGER, PRIMARY, Row, back, button, grid, keyboard, short, turns
from screens.messages import series
from screens.messages.callbacks import ScheduledDo, ScheduledTap, SeriesDo, SeriesTap
from screens.messages.compose import destination, glimpse, lines
from screens.messages.content import change, labelled
from screens.messages.state import Reader, below, headline, state, where
from screens.moment import moment
from screens.richtext import rich
from screens.screen import Screen, Translate

LINE = 60  # characters of a message in the list
SHOWN = 3000  # UTF-16 units of a message on its card
PLANNED = (Status.SCHEDULED, Status.SENDING)


def menu(page: Planned, reader: Reader, note: str, t: Translate) -> Screen:
    """What is to come, then what went out or failed lately; a numbered button each."""
    if not page.items:
        return Screen(lines(note, t("You have no scheduled messages.")), keyboard([[_new(t)]]))
    items = list(enumerate(page.items, 1))
    coming = [_line(n, item, reader, t) for n, item in items if _is_coming(item)]
    gone = [_line(n, item, reader, t) for n, item in items if not _is_coming(item)]
    hint = t("Tap a number to see or change a message.")
    text = lines(note, _section(t("Upcoming"), coming), _section(t("Recent"), gone), hint)
    taps = [button(str(n), _open(item, page.number + 1)) for n, item in items]
    return Screen(text, keyboard([*grid(taps, 6), _turns(page, t), [_new(t)]]))


def card(it: Scheduled, reader: Reader, page: int, note: str, t: Translate) -> Screen:
    """One message. page: of the list it was opened from, counted from 1, 0 = none."""
    words = labelled(it.text, it.entities, it.attachment, t)
    shown, styles = shortened(*words, SHOWN)
    left = units(words[0]) - units(shown)
    to = destination(where(it, t), t)
    text = lines(
        note,
        f"<b>{headline(it, reader, t)}</b>\n{below(it, reader, t)}{to}",
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
    return Screen(
        lines(question, glimpse(*labelled(it.text, it.entities, it.attachment, t))), keyboard(rows)
    )


def not_found(t: Translate) -> Screen:
    """No message, or somebody else's."""
    return Screen(t("That message was not found."), see_all(t))


def see_all(t: Translate) -> InlineKeyboardMarkup:
    """The way to the list."""
    return keyboard([[button(t("My messages"), ScheduledTap(do=ScheduledDo.PAGE))]])


def tries_again(t: Translate) -> str:
    """A note above the card."""
    return t("I am trying again right now.")


def was_cancelled(t: Translate) -> str:
    """A note above the list."""
    return t("Cancelled. I won't send it.")


def _is_coming(it: Scheduled | Series) -> bool:
    return isinstance(it, Series) or it.status in PLANNED


def _open(it: Scheduled | Series, page: int) -> ScheduledTap | SeriesTap:
    if isinstance(it, Series):
        return SeriesTap(do=SeriesDo.OPEN, value=it.id, page=page)
    return ScheduledTap(do=ScheduledDo.OPEN, value=it.id, page=page)


def _line(number: int, it: Scheduled | Series, reader: Reader, t: Translate) -> str:
    said = series.state(it, reader, t) if isinstance(it, Series) else state(it, reader, t)
    to = f" · {escape(short(where(it, t), LINE))}" if where(it, t) else ""
    words, _ = labelled(it.text, it.entities, it.attachment, t)
    return f"{number}. <b>{said}</b>{to}\n{escape(short(words, LINE))}"


def _section(title: str, found: Sequence[str]) -> str:
    return "\n".join([f"<u>{title}</u>", *found]) if found else ""


def _card_rows(it: Scheduled, page: int, t: Translate) -> list[Row]:
    def tap(do: ScheduledDo) -> ScheduledTap:
        return ScheduledTap(do=do, value=it.id, page=page)

    to_list = back(ScheduledTap(do=ScheduledDo.PAGE, value=max(page - 1, 0)), t)
    if not it.is_waiting:
        again = button(t("Try again"), tap(ScheduledDo.AGAIN), PRIMARY)
        return [[again] if it.may_try_again else [], [to_list]]
    time = button(t("Change time"), tap(ScheduledDo.TIME))
    text = button(change(it.attachment, t), tap(ScheduledDo.TEXT))
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
