"""Reports: the desk's preview and result, and the little that a patient sees before the secret."""

from datetime import datetime
from html import escape

from domain.booking.booking import BookingView
from domain.desk.day import initials
from domain.desk.report import Report
from domain.messages.content import News
from domain.time.zones import to_wall
from domain.undo import Undo
from screens.desk.callbacks import AgainTap, OpenTap, ReportDo, ReportTap
from screens.keyboard import PRIMARY, SUCCESS, Row, button, keyboard
from screens.language import SHORT_DAY, _, dated
from screens.layout import lines
from screens.screen import Screen
from screens.undo import how_long, undo_button

KB, MB = 1024, 1024 * 1024


def preview(
    intent: str, it: BookingView, file: tuple[str, int], state: tuple[Report | None, bool, str]
) -> Screen:
    """What is about to be sent. file: kind, bytes. state: the one that stands; whether a secret is
    known; a note."""
    latest, has_secret, note = state
    kind = _("picture") if file[0] == "photo" else _("file")
    title = _("Report for booking No. {number}").format(number=it.id)
    head = f"<b>{title}</b>\n{escape(initials(it.patient_name))}, {escape(it.test.code)}, "
    head += f"{_day(it)}: {kind}, {_size(file[1])}"
    leave = button(_("Cancel"), _tap(intent, ReportDo.LEAVE))
    if it.account_id < 0:
        none = _("This patient has no bot: please hand it over.")
        return Screen(lines(note, head, none), keyboard([[leave]]))
    if not has_secret:
        ask = _("Type the patient's birth year, or a PIN of 4 to 6 digits that you tell them.")
        return Screen(lines(note, head, f"<b>{ask}</b>"), keyboard([[leave]]))
    send = button(_("Send to the patient"), _tap(intent, ReportDo.SEND), SUCCESS)
    if latest is None:
        return Screen(lines(note, head), keyboard([[send], [leave]]))
    there = _("There is a report already.")
    correct = button(_("It corrects that one"), _tap(intent, ReportDo.REPLACE), PRIMARY)
    more = button(_("Send it as well"), _tap(intent, ReportDo.SEND))
    return Screen(lines(note, head, there), keyboard([[correct], [more], [leave]]))


def blocked() -> str:
    """A note: nobody will read the news."""
    return _("📵 This patient has blocked the bot. Please call them.")


def sent(it: Report, undo: Undo | None, now: datetime) -> Screen:
    """To the desk: it is on its way."""
    from_then = how_long(undo, now) if undo else ""
    rows: list[Row] = [[undo_button(undo)]] if undo else []
    again = button(_("Send again"), AgainTap(id=it.id))
    pin = button(_("New PIN"), AgainTap(id=it.id, is_secret=True))
    title = _("Report of booking No. {number}: sent.").format(number=it.booking_id)
    return Screen(lines(f"<b>{title}</b>", from_then), keyboard([*rows, [again, pin]]))


def ask_secret() -> Screen:
    """To the desk: another secret."""
    return Screen(_("Type the birth year, or a PIN of 4 to 6 digits; tell it to the patient."))


def unlocked() -> Screen:
    """To the desk."""
    return Screen(_("Done. They can open it with that now."))


def locked_told(it: Report) -> Screen:
    """To who sent it, once: somebody typed the wrong secret three times."""
    text = _("Report of booking No. {number} is locked after three wrong tries.")
    pin = button(_("New PIN"), AgainTap(id=it.id, is_secret=True), PRIMARY)
    return Screen(text.format(number=it.booking_id), keyboard([[pin]]))


def left() -> Screen:
    """Nothing was sent."""
    return Screen(_("Nothing was sent."))


def ready(told: News, _visit: object) -> Screen | None:
    """To the patient: neutral, for others read screens, too."""
    text = _("Your report is ready.")
    if told.facts["corrects"]:
        text = _("A corrected report is ready. It replaces the earlier one.")
    tap = OpenTap(id=int(told.facts["report"]))
    return Screen(text, keyboard([[button(_("Open"), tap, PRIMARY)]]))


def prove() -> Screen:
    """To the patient: who are you?"""
    return Screen(_("To open it, type your birth year, or the PIN from the lab."))


def opened() -> str:
    """Below the file; it cannot be forwarded."""
    return _("Your report. Questions? Please call us.")


def corrected(by: int) -> Screen:
    """An old one was opened."""
    open_it = button(_("Open"), OpenTap(id=by), PRIMARY)
    return Screen(_("There is a corrected report."), keyboard([[open_it]]))


def cannot_show() -> Screen:
    """To the patient, when Telegram has no such file any more."""
    return Screen(_("I cannot show this report any more. I have asked the lab to send it anew."))


def file_gone(it: Report) -> Screen:
    """To who sent it: Telegram has no such file any more."""
    text = _("Telegram no longer has the report of booking No. {number}. Please send it anew.")
    return Screen(text.format(number=it.booking_id))


def _tap(intent: str, do: ReportDo) -> ReportTap:
    return ReportTap(intent=intent, do=do)


def _day(it: BookingView) -> str:
    wall = to_wall(it.starts_at, it.lab.zone)
    return dated(wall, SHORT_DAY)


def _size(size: int) -> str:
    return f"{size / MB:.1f} MB" if size >= MB else f"{max(1, size // KB)} kB"
