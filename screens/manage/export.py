"""/export: which table, and what stands under it."""

from datetime import date

from aiogram.types import InlineKeyboardButton

from domain.manage.export import ExportRequest, ExportResult, What, offered
from screens.keyboard import button, keyboard
from screens.language import DAY_YEAR, Marked, _, dated, figure, marked, translated
from screens.manage.callbacks import ExportTap
from screens.screen import Screen

SPANS = (marked("this week"), marked("this month"), marked("last month"))
EXAMPLE = "/export bookings 2026-11-01 to 2026-11-15"


def ask(today: date) -> Screen:
    title = f"<b>{_('Which table would you like?')}</b>"
    how = _("For other days write “{example}”.").format(example=EXAMPLE)
    care = _("Bookings carry names and phone numbers: keep the file safe.")
    columns = [map(_tap, offered(what, today), SPANS) for what in What]
    return Screen(f"{title}\n{how}\n\n{care}", keyboard(zip(*columns, strict=True)))


def not_understood(today: date) -> Screen:
    """What stood beside the command names no table."""
    return Screen(f"{_('I did not understand which days.')}\n\n{ask(today).text}")


def caption(request: ExportRequest, done: ExportResult) -> str:
    text = _("{what}, {first} to {last}: {n} rows.").format(**_facts(request), n=figure(done.rows))
    cut = _("There are more: please ask for fewer days.")
    return f"{text} {cut}" if done.is_cut else text


def nothing(request: ExportRequest) -> str:
    return _("{what}, {first} to {last}: there are none.").format(**_facts(request))


def _tap(request: ExportRequest, span: Marked) -> InlineKeyboardButton:
    label = f"{_what(request.what)}, {translated(span)}"
    first, last = request.first.toordinal(), request.last.toordinal()
    return button(label, ExportTap(what=request.what, first=first, last=last))


def _facts(request: ExportRequest) -> dict[str, str]:
    first, last = dated(request.first, DAY_YEAR), dated(request.last, DAY_YEAR)
    return {"what": _what(request.what), "first": first, "last": last}


def _what(what: What) -> str:
    return _("Bookings") if what is What.BOOKINGS else _("Messages")
