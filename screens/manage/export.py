"""/export: which table, and what stands under it."""

from datetime import date

from aiogram.types import InlineKeyboardButton

from domain.manage.export import Wanted, What, offered
from screens.keyboard import button, keyboard
from screens.manage.callbacks import ExportTap
from screens.moment import MONTHS
from screens.screen import Screen, Translate

SPANS = ("this week", "this month", "last month")
EXAMPLE = "/export bookings 2026-11-01 to 2026-11-15"


def ask(today: date, t: Translate) -> Screen:
    """Which table?"""
    title = f"<b>{t('Which table would you like?')}</b>"
    how = t("For other days write “{example}”.").format(example=EXAMPLE)
    care = t("Bookings carry names and phone numbers: keep the file safe.")
    columns = [[_tap(wanted, span, t) for wanted, span in _spans(what, today)] for what in What]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Screen(f"{title}\n{how}\n\n{care}", keyboard(rows))


def not_understood(today: date, t: Translate) -> Screen:
    """What stood beside the command names no table."""
    return Screen(f"{t('I did not understand which days.')}\n\n{ask(today, t).text}")


def caption(wanted: Wanted, rows: int, is_cut: bool, t: Translate) -> str:
    """Under the file."""
    text = t("{what}, {first} to {last}: {n} rows.").format(
        what=_what(wanted.what, t),
        first=_day(wanted.first, t),
        last=_day(wanted.last, t),
        n=f"{rows:,}",
    )
    cut = t("There are more: please ask for fewer days.")
    return f"{text} {cut}" if is_cut else text


def nothing(wanted: Wanted, t: Translate) -> str:
    """No row."""
    return t("{what}, {first} to {last}: there are none.").format(
        what=_what(wanted.what, t), first=_day(wanted.first, t), last=_day(wanted.last, t)
    )


def _spans(what: What, today: date) -> list[tuple[Wanted, str]]:
    return list(zip(offered(what, today), SPANS, strict=True))


def _tap(wanted: Wanted, span: str, t: Translate) -> InlineKeyboardButton:
    label = f"{_what(wanted.what, t)}, {t(span)}"
    first, last = wanted.first.toordinal(), wanted.last.toordinal()
    return button(label, ExportTap(what=wanted.what, first=first, last=last))


def _what(what: What, t: Translate) -> str:
    return t("Bookings") if what is What.BOOKINGS else t("Messages")


def _day(day: date, t: Translate) -> str:
    return f"{day.day} {t(MONTHS[day.month - 1])} {day.year}"
