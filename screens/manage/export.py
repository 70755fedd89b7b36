"""/export: which table, and what stands under it."""

from datetime import date

from aiogram.types import InlineKeyboardButton

from domain.manage.export import Wanted, What, offered
from screens.keyboard import button, keyboard
from screens.language import DAY_YEAR, Marked, _, dated, figure, marked, translated
from screens.manage.callbacks import ExportTap
from screens.screen import Screen

SPANS = (marked("this week"), marked("this month"), marked("last month"))
EXAMPLE = "/export bookings 2026-11-01 to 2026-11-15"


def ask(today: date) -> Screen:
    """Which table?"""
    title = f"<b>{_('Which table would you like?')}</b>"
    how = _("For other days write “{example}”.").format(example=EXAMPLE)
    care = _("Bookings carry names and phone numbers: keep the file safe.")
    columns = [[_tap(wanted, span) for wanted, span in _spans(what, today)] for what in What]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Screen(f"{title}\n{how}\n\n{care}", keyboard(rows))


def not_understood(today: date) -> Screen:
    """What stood beside the command names no table."""
    return Screen(f"{_('I did not understand which days.')}\n\n{ask(today).text}")


def caption(wanted: Wanted, rows: int, is_cut: bool) -> str:
    """Under the file."""
    text = _("{what}, {first} to {last}: {n} rows.").format(
        what=_what(wanted.what), first=_day(wanted.first), last=_day(wanted.last), n=figure(rows)
    )
    cut = _("There are more: please ask for fewer days.")
    return f"{text} {cut}" if is_cut else text


def nothing(wanted: Wanted) -> str:
    """No row."""
    return _("{what}, {first} to {last}: there are none.").format(
        what=_what(wanted.what), first=_day(wanted.first), last=_day(wanted.last)
    )


def _spans(what: What, today: date) -> list[tuple[Wanted, Marked]]:
    return list(zip(offered(what, today), SPANS, strict=True))


def _tap(wanted: Wanted, span: Marked) -> InlineKeyboardButton:
    label = f"{_what(wanted.what)}, {translated(span)}"
    first, last = wanted.first.toordinal(), wanted.last.toordinal()
    return button(label, ExportTap(what=wanted.what, first=first, last=last))


def _what(what: What) -> str:
    return _("Bookings") if what is What.BOOKINGS else _("Messages")


def _day(day: date) -> str:
    return dated(day, DAY_YEAR)
