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
from screens.messages.compose import lines
from screens.moment import MONTHS
from screens.screen import Screen, Translate
from screens.undo import how_long, undo_button

KB, MB = 1024, 1024 * 1024


def preview(
    intent: str,
    it: BookingView,
    file: tuple[str, int],
    state: tuple[Report | None, bool, str],
    t: Translate,
) -> Screen:
    """What is about to be sent. file: kind, bytes. state: the one that stands; whether a secret is
    known; a note."""
    latest, has_secret, note = state
    kind = t("picture") if file[0] == "photo" else t("file")
    title = t("Report for booking No. {number}").format(number=it.id)
    head = f"<b>{title}</b>\n{escape(initials(it.patient_name))}, {escape(it.test.code)}, "
    head += f"{_day(it, t)}: {kind}, {_size(file[1])}"
    leave = button(t("Cancel"), _tap(intent, ReportDo.LEAVE))
    if it.account_id < 0:
        none = t("This patient has no bot: please hand it over.")
        return Screen(lines(note, head, none), keyboard([[leave]]))
    if not has_secret:
        ask = t("Type the patient's birth year, or a PIN of 4 to 6 digits that you tell them.")
        return Screen(lines(note, head, f"<b>{ask}</b>"), keyboard([[leave]]))
    send = button(t("Send to the patient"), _tap(intent, ReportDo.SEND), SUCCESS)
    if latest is None:
        return Screen(lines(note, head), keyboard([[send], [leave]]))
    there = t("There is a report already.")
    correct = button(t("It corrects that one"), _tap(intent, ReportDo.REPLACE), PRIMARY)
    more = button(t("Send it as well"), _tap(intent, ReportDo.SEND))
    return Screen(lines(note, head, there), keyboard([[correct], [more], [leave]]))


def blocked(t: Translate) -> str:
    """A note: nobody will read the news."""
    return t("📵 This patient has blocked the bot. Please call them.")


def sent(it: Report, undo: Undo | None, now: datetime, t: Translate) -> Screen:
    """To the desk: it is on its way."""
    from_then = how_long(undo, now, t) if undo else ""
    rows: list[Row] = [[undo_button(undo, t)]] if undo else []
    again = button(t("Send again"), AgainTap(id=it.id))
    pin = button(t("New PIN"), AgainTap(id=it.id, is_secret=True))
    title = t("Report of booking No. {number}: sent.").format(number=it.booking_id)
    return Screen(lines(f"<b>{title}</b>", from_then), keyboard([*rows, [again, pin]]))


def ask_secret(t: Translate) -> Screen:
    """To the desk: another secret."""
    return Screen(t("Type the birth year, or a PIN of 4 to 6 digits; tell it to the patient."))


def unlocked(t: Translate) -> Screen:
    """To the desk."""
    return Screen(t("Done. They can open it with that now."))


def locked_told(it: Report, t: Translate) -> Screen:
    """To who sent it, once: somebody typed the wrong secret three times."""
    text = t("Report of booking No. {number} is locked after three wrong tries.")
    pin = button(t("New PIN"), AgainTap(id=it.id, is_secret=True), PRIMARY)
    return Screen(text.format(number=it.booking_id), keyboard([[pin]]))


def left(t: Translate) -> Screen:
    """Nothing was sent."""
    return Screen(t("Nothing was sent."))


def ready(told: News, _visit: object, t: Translate) -> Screen | None:
    """To the patient: neutral, for others read screens, too."""
    text = t("Your report is ready.")
    if told.facts["corrects"]:
        text = t("A corrected report is ready. It replaces the earlier one.")
    tap = OpenTap(id=int(told.facts["report"]))
    return Screen(text, keyboard([[button(t("Open"), tap, PRIMARY)]]))


def prove(t: Translate) -> Screen:
    """To the patient: who are you?"""
    return Screen(t("To open it, type your birth year, or the PIN from the lab."))


def opened(t: Translate) -> str:
    """Below the file; it cannot be forwarded."""
    return t("Your report. Questions? Please call us.")


def corrected(by: int, t: Translate) -> Screen:
    """An old one was opened."""
    open_it = button(t("Open"), OpenTap(id=by), PRIMARY)
    return Screen(t("There is a corrected report."), keyboard([[open_it]]))


def cannot_show(t: Translate) -> Screen:
    """To the patient, when Telegram has no such file any more."""
    return Screen(t("I cannot show this report any more. I have asked the lab to send it anew."))


def file_gone(it: Report, t: Translate) -> Screen:
    """To who sent it: Telegram has no such file any more."""
    text = t("Telegram no longer has the report of booking No. {number}. Please send it anew.")
    return Screen(text.format(number=it.booking_id))


def _tap(intent: str, do: ReportDo) -> ReportTap:
    return ReportTap(intent=intent, do=do)


def _day(it: BookingView, t: Translate) -> str:
    wall = to_wall(it.starts_at, it.lab.zone)
    return f"{wall.day} {t(MONTHS[wall.month - 1])[:3]}"


def _size(size: int) -> str:
    return f"{size / MB:.1f} MB" if size >= MB else f"{max(1, size // KB)} kB"
