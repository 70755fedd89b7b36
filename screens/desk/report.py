"""Reports: the desk's preview and result, and the little that a patient sees before the secret."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.booking.booking import BookingView
from domain.booking.lab import Lab
from domain.desk.report import (
    PHOTO,
    File,
    Report,
    ReportChoice,
    ReportPreview,
    ReportReader,
    SentReport,
)
from domain.messages.content import News
from domain.page import Page
from domain.refusals import FileUnfit
from domain.time.zones import to_wall
from screens import refusal
from screens.callback_values import OpenTap
from screens.desk.callbacks import (
    AgainTap,
    ReportDo,
    ReportForTap,
    ReportPageTap,
    ReportTap,
    VisitDo,
    VisitTap,
)
from screens.keyboard import PRIMARY, SUCCESS, Row, button, keyboard, page_turns
from screens.language import SHORT_DAY, _, counted, dated, figure, marked, translated
from screens.moment import clock
from screens.screen import Screen, lines, short
from screens.undo import how_long, undo_row

KB, MB = 1024, 1024 * 1024
MOST = 8  # bookings to choose from
NAME = 24  # characters of a name on a button
Born = Callable[[ReportReader], int | None]
"""The birth year of a patient, where it is known."""

BLOCKED = marked("📵 This patient has blocked the bot. Please call them.")
REPLACED = marked("The file before this one has not been sent.")
NO_NUMBER = marked("Please type the number of the booking.")
OPENED = marked("Your report. Questions? Please call us.")


def whose(
    intent: str, page: Page[ReportChoice], note: str, *, lab: Lab, today: date, born: Born
) -> Screen:
    """Of which visit? The likely ones, a button each. note: plain text."""
    question = _("Whose report is it?")
    hint = _("Tap the visit, or type the number of the booking.")
    if not page.items:
        hint = _("No visit of the last two weeks waits for one. Type the number of the booking.")
    rows: list[Row] = [
        [
            button(
                _named(one.booking, lab, today, born(one.reader)),
                ReportForTap(intent=intent, id=one.booking.id),
            )
        ]
        for one in page.items
    ]
    turns = page_turns(page.number, page.pages, partial(_page, intent))
    rows += [turns, *_not_one(intent)]
    return Screen(lines(escape(note), f"<b>{question}</b>\n{hint}"), keyboard(rows))


def one_unfit(intent: str, count: int) -> Screen:
    """Among the files of an album is one that cannot be in a report."""
    text = _("One of these {n} files cannot be in a report. Nothing has been sent.")
    how = refusal.words(FileUnfit("type"))
    title = f"<b>{text.format(n=count)}</b>"
    return Screen(f"{title}\n{how}", keyboard(_not_one(intent)))


def _page(intent: str, number: int) -> ReportPageTap:
    return ReportPageTap(intent=intent, page=number)


def _not_one(intent: str) -> list[Row]:
    return [
        [button(_("It is a message to me"), ReportTap(intent=intent, do=ReportDo.MESSAGE))],
        [button(_("Cancel"), ReportTap(intent=intent, do=ReportDo.LEAVE))],
    ]


def _named(it: BookingView, lab: Lab, today: date, born: int | None) -> str:
    """'12: Alice Ann Lee, 1980, 09:00, CBC', with the day if that is another one."""
    wall = to_wall(it.starts_at, lab.zone)
    day = "" if wall.date() == today else f"{dated(wall, SHORT_DAY)} "
    year = f", {born}" if born is not None else ""
    name, test = short(it.patient_name, NAME), short(it.test.code, NAME)
    return f"{it.id}: {name}{year}, {day}{clock(wall)}, {test}"


def which(intent: str, found: Sequence[BookingView], note: str) -> Screen:
    """For which booking? found: those that may be meant. note: plain text."""
    question = _("For which booking is this report? Type its number, or tap it.")
    if not found:
        question = _("For which booking is this report? Type its number.")
    rows = [[button(_choice(one), ReportForTap(intent=intent, id=one.id))] for one in found[:MOST]]
    leave = [button(_("Cancel"), ReportTap(intent=intent, do=ReportDo.LEAVE))]
    return Screen(lines(escape(note), f"<b>{question}</b>"), keyboard([*rows, leave]))


def _choice(it: BookingView) -> str:
    wall = to_wall(it.starts_at, it.lab.zone)
    name = short(it.patient_name, NAME)
    return f"{it.id}: {name}, {short(it.test.code, NAME)}, {dated(wall, SHORT_DAY)} {clock(wall)}"


def preview(
    intent: str,
    it: ReportPreview,
    files: Sequence[File],
    note: str,
    *,
    has_secret: bool,
    born: int | None,
) -> Screen:
    """What is about to be sent, and to whom. note: plain text. born: None for whom a PIN opens it.

    has_secret: whether it is known what opens it.
    """
    booking = it.booking
    title = _("Report for booking No. {number}").format(number=booking.id)
    day = dated(to_wall(booking.starts_at, booking.lab.zone), SHORT_DAY)
    kind = _("picture") if files[0].kind == PHOTO else _("file")
    if len(files) > 1:
        kind = counted(len(files), "{n} page", "{n} pages")
    who = f"{_('Patient')}: <b>{escape(booking.patient_name)}</b>, {_born(born, has_secret)}"
    what = f"{escape(booking.test.code)}, {day}: {kind}, {_size(sum(file.size for file in files))}"
    head = f"<b>{title}</b>\n{who}\n{what}"
    leave = [button(_("Cancel"), ReportTap(intent=intent, do=ReportDo.LEAVE))]
    if booking.account_id < 0:
        none = _("This patient has no bot: please hand it over.")
        return Screen(lines(note, head, none), keyboard([leave]))
    note = lines(note, "" if it.reader.is_reachable else translated(BLOCKED))
    if not has_secret:
        ask = _("Type the patient's birth year, or a PIN of 4 to 6 digits that you tell them.")
        return Screen(lines(note, head, f"<b>{ask}</b>"), keyboard([leave]))
    send = ReportTap(intent=intent, do=ReportDo.SEND)
    if it.latest is None:
        first = button(_("Send to the patient"), send, SUCCESS)
        return Screen(lines(note, head), keyboard([[first], leave]))
    there = _("There is a report already.")
    replace = ReportTap(intent=intent, do=ReportDo.REPLACE)
    correct = button(_("It corrects that one"), replace, PRIMARY)
    more = button(_("Send it as well"), send)
    return Screen(lines(note, head, there), keyboard([[correct], [more], leave]))


def sent(it: SentReport, now: datetime) -> Screen:
    """To the desk: it is on its way."""
    undo, report = it.undo, it.report
    note = how_long(undo, now) if undo else ""
    again = button(_("Send again"), AgainTap(id=report.id))
    rows = [undo_row(undo), [again, _new_pin(report)], [_visit(report)]]
    title = _("Report of booking No. {number}: sent.").format(number=report.booking_id)
    return Screen(lines(f"<b>{title}</b>", note), keyboard(rows))


def ask_secret() -> Screen:
    """To the desk."""
    return Screen(_("Type the birth year, or a PIN of 4 to 6 digits; tell it to the patient."))


def unlocked() -> Screen:
    """To the desk."""
    return Screen(_("Done. They can open it with that now."))


def locked(it: Report) -> Screen:
    """To its sender, once: somebody typed the wrong secret three times."""
    text = _("Report of booking No. {number} is locked after three wrong tries.")
    rows = [[_new_pin(it, PRIMARY)], [_visit(it)]]
    return Screen(text.format(number=it.booking_id), keyboard(rows))


def left() -> Screen:
    return Screen(_("Nothing was sent."))


def ready(news: News, _visit: object) -> Screen | None:
    """To the patient: neutral, as others may read the screen, too."""
    text = _("Your report is ready.")
    if news.facts["corrects"]:
        text = _("A corrected report is ready. It replaces the earlier one.")
    tap = OpenTap(id=int(news.facts["report"]))
    return Screen(text, keyboard([[button(_("Open"), tap, PRIMARY)]]))


def prove() -> Screen:
    """To the patient."""
    return Screen(_("To open it, type your birth year, or the PIN from the lab."))


def corrected(by: int) -> Screen:
    open_it = button(_("Open"), OpenTap(id=by), PRIMARY)
    return Screen(_("There is a corrected report."), keyboard([[open_it]]))


def caption(page: int, pages: int) -> str:
    """Below each file of an opened report."""
    whole = translated(OPENED)
    if pages == 1:
        return whole
    where = _("Page {n} of {pages}").format(n=figure(page), pages=figure(pages))
    return f"{where}. {whole}" if page == pages else where


def cannot_show() -> Screen:
    """To the patient, when Telegram has no such file any more."""
    return Screen(_("I cannot show this report any more. I have asked the lab to send it anew."))


def file_gone(it: Report) -> Screen:
    """To its sender: Telegram has no such file any more."""
    text = _("Telegram no longer has the report of booking No. {number}. Please send it anew.")
    return Screen(text.format(number=it.booking_id), keyboard([[_visit(it)]]))


def _visit(it: Report) -> InlineKeyboardButton:
    """It also makes an answer to this card a report for that booking."""
    return button(_("Open the visit"), VisitTap(do=VisitDo.OPEN, id=it.booking_id))


def _born(year: int | None, has_secret: bool) -> str:
    if year is not None:
        return _("born {year}").format(year=year)
    return _("opened with a PIN") if has_secret else _("birth year not known yet")


def _new_pin(it: Report, style: str | None = None) -> InlineKeyboardButton:
    return button(_("New PIN"), AgainTap(id=it.id, is_secret=True), style)


def _size(size: int) -> str:
    return f"{figure(size / MB, 1)} MB" if size >= MB else f"{figure(max(1, size // KB))} kB"
