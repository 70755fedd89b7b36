"""Reminders of a visit, and the news that a message could not be sent."""

from datetime import datetime, timedelta
from html import escape

from domain.booking.booking import Visit
from domain.messages.delivery import Cause
from domain.time.zones import to_wall, zone_label
from screens.booking.callbacks import BookingsDo, BookingsTap, ComingTap, DetailsTap, MoveTap
from screens.booking.visit_words import prepare
from screens.keyboard import PRIMARY, Row, button, keyboard
from screens.language import WEEKDAY_DAY_YEAR, Marked, _, counted, dated, marked, translated
from screens.moment import linked
from screens.screen import Screen, short

TOO_LATE = marked("it would have come too late")
SOON = timedelta(hours=3)
EXCERPT = 60  # characters of a message that its notice of failure quotes

MAIL_CAUSES: dict[str, Marked] = {
    Cause.MAIL_NOT_REACHED: marked("the mail server could not be reached for 15 minutes"),
    Cause.MAIL_UNAUTHORIZED: marked("the mail server did not let me in"),
    Cause.MAIL_DEFERRED: marked("the mail server put it off for a day"),
    Cause.MAIL_REFUSED: marked("the mail server refused it"),
    Cause.MAIL_NO_ANSWER: marked("the mail server did not answer"),
    Cause.ADDRESS_GONE: marked("its address is not confirmed any more"),
}
CAUSES: dict[str, Marked] = {
    Cause.BLOCKED: marked("the recipient has blocked me"),
    Cause.NO_CHAT: marked("Telegram knows no such chat"),
    Cause.BAD_REQUEST: marked("Telegram refused the message"),
    **MAIL_CAUSES,
    Cause.REMOVED: marked("I was removed from there"),
    Cause.NO_RIGHTS: marked("you or I may not post there any more"),
    Cause.MEDIA_GONE: marked("Telegram no longer has the file, please send it to me anew"),
    Cause.STALE: TOO_LATE,
    Cause.UNREADABLE: marked("its content could not be read"),
}
OUTAGE = marked("Telegram could not be reached for 15 minutes")


def reminder(visit: Visit, now: datetime) -> Screen:
    """The visit is near: what, when on the lab's clocks, where, and how to prepare.

    How near is told by the lab's calendar as it is sent, which may be late.
    """
    when = _when(visit.starts_at, visit.zone)
    title = _how_near(visit, now)
    lines = [f"<b>{title}</b>", *what(visit), when, escape(f"{visit.lab}, {visit.address}")]
    told = visit.preparation if visit.is_named else ""
    ready = prepare(told, visit.fasting_hours, (visit.starts_at, visit.zone))
    lines += ["", *ready] if ready else []
    return Screen("\n".join(lines), keyboard(_answers(visit)) if visit.booking_id else None)


def _answers(visit: Visit) -> list[Row]:
    number = visit.booking_id
    coming = ComingTap(booking=number, version=visit.version)
    cancel = BookingsTap(do=BookingsDo.CANCEL, value=number)
    move = button(_("Move"), MoveTap(booking=number))
    first = [] if visit.is_coming else [button(_("I am coming"), coming, PRIMARY)]
    return [first, [move, button(_("Cannot come"), cancel)], details(visit)]


def what(visit: Visit) -> list[str]:
    """Which test, and for whom if it is somebody else; others may read the screen, too."""
    test, patient = escape(visit.test), escape(visit.patient)
    if not visit.is_named:
        return [] if visit.is_self else [_("For {patient}").format(patient=patient)]
    return [test if visit.is_self else _("{test} for {patient}").format(test=test, patient=patient)]


def details(visit: Visit) -> Row:
    """[Details], where they are left out."""
    if visit.is_named or not visit.booking_id:
        return []
    return [button(_("Details"), DetailsTap(booking=visit.booking_id))]


def _how_near(visit: Visit, now: datetime) -> str:
    """Clocks that change make 24 hours two days at times: then no day is named."""
    left = visit.starts_at - now
    if left <= SOON:
        return _in_minutes(max(1, round(left / timedelta(minutes=1))))
    days = (to_wall(visit.starts_at, visit.zone).date() - to_wall(now, visit.zone).date()).days
    if days == 0:
        return _("Your appointment is today")
    return _("Your appointment is tomorrow") if days == 1 else _("Your appointment")


def _in_minutes(minutes: int) -> str:
    """Whole hours as such; the rest in minutes."""
    hours, odd = divmod(minutes, 60)
    if hours and not odd:
        return counted(hours, "Your appointment is in an hour", "Your appointment is in {n} hours")
    return counted(minutes, "Your appointment is in a minute", "Your appointment is in {n} minutes")


def not_sent(text: str, at: datetime, zone: str, cause: str, *, is_halted: bool = False) -> Screen:
    """To an author: this message of theirs was given up, and why. is_halted: it repeats."""
    again = _("Send /schedule to schedule it again.")
    if is_halted:
        again = _("It repeats, so it is on hold now; /scheduled shows it.")
    lines = (
        _("Your message for {when} could not be sent: {why}.").format(
            when=_when(at, zone), why=translated(CAUSES.get(cause, OUTAGE))
        ),
        f"<blockquote>{escape(short(text, EXCERPT))}</blockquote>",
        again,
    )
    return Screen("\n".join(lines))


def code_not_sent(address: str, cause: str) -> Screen:
    """To a person: the mail with a code was given up. address: masked."""
    text = _("I could not mail the code to {address}: {why}. Send /email to try again.")
    why = translated(MAIL_CAUSES.get(cause, TOO_LATE))
    return Screen(text.format(address=escape(address), why=why))


def _when(at: datetime, zone: str) -> str:
    wall = to_wall(at, zone)
    text = f"<b>{dated(wall, WEEKDAY_DAY_YEAR)}, {wall:%H:%M}</b> {zone_label(at, zone)}"
    return linked(at, text)
