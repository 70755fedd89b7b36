"""A patient is asked back: the question, what became of it, and what the desk sets and sees."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.booking.booking import BookingView
from domain.booking.lab import FreeTime
from domain.desk.recall import OFFERED, Asked, KnownRecall, Proposal, Recall, SilentRecall
from domain.time.zones import to_wall
from screens.callback_values import StartDo, StartTap
from screens.desk.callbacks import (
    AskBackDo,
    AskBackTap,
    LateDo,
    LateTap,
    RecallDo,
    RecallTap,
    VisitDo,
    VisitTap,
)
from screens.keyboard import DANGER, PRIMARY, Row, back, button, grid, keyboard
from screens.language import WEEKDAY, _, counted, dated, marked, translated
from screens.moment import clock, moment, short_moment
from screens.screen import Screen, lines

ANSWERED = marked("This question is answered already. /bookings shows your visits.")
TAKEN = marked("That time has just been taken.")
NO_TEST = marked("This test is not offered any more. Please call the lab.")
KEPT = marked("Kept.")
GONE = marked("That is settled already; here is what is left.")
HOW = marked(
    "Open a visit with /day and tap “Ask back”, or type its number, the test and how often, like: "
    "/recall 12 HbA1c every 90 days"
)


def question(it: Asked, offered: Proposal, now: datetime, note: str = "") -> Screen:
    """It is time to come back; their usual time is a tap away. note: plain text.

    The test is veiled: what Telegram shows on a locked screen does not name it.
    """
    zone = it.recall.zone
    title = _("It is time for the next lab test")
    who = "" if it.is_self else _("For {patient}").format(patient=escape(it.name))
    what = f"<tg-spoiler>{escape(it.test_name)}</tg-spoiler>"
    head = "\n".join(filter(None, (f"<b>{title}</b>", who, what, escape(it.lab_name))))
    books = [[_book(it, one, now, is_usual=offered.is_usual)] for one in offered.times]
    other = button(_("Other times"), _tap(it, RecallDo.OTHER))
    later = button(_("Not now"), _tap(it, RecallDo.LATER))
    stop = button(_("Stop these"), _tap(it, RecallDo.STOP), DANGER)
    words = _times(offered, zone, now)
    return Screen(lines(escape(note), head, words), keyboard([*books, [other], [later, stop]]))


def put_off(it: Recall) -> Screen:
    """After 'not now'."""
    if it.is_put_off:
        text = _("All right. I will ask once more in a week.")
    else:
        text = counted(
            it.every_days,
            "All right. I will ask again in a day.",
            "All right. I will ask again in {n} days.",
        )
    return Screen(text, keyboard([[button(_("Book a test"), StartTap(do=StartDo.BOOK))]]))


def stopped() -> Screen:
    text = _("You will not be asked again. If you change your mind, tell the lab.")
    return Screen(text, keyboard([[button(_("Book a test"), StartTap(do=StartDo.BOOK))]]))


def how() -> Screen:
    return Screen(escape(translated(HOW)))


def ask_back(visit: BookingView, known: Sequence[KnownRecall], note: str = "") -> Screen:
    """For the desk: how often? And what is set already. note: plain text."""
    test = visit.test.with_code
    question = _("How often is {patient} asked to come back for {test}?").format(
        patient=escape(visit.patient_name), test=escape(test)
    )
    hint = _("For another test or length, type: {line}").format(
        line=f"<code>/recall {visit.id} HbA1c every 90 days</code>"
    )
    days = [
        button(every(one), AskBackTap(do=AskBackDo.SET, id=visit.id, value=one), PRIMARY)
        for one in OFFERED
    ]
    ends = [
        button(
            _("Stop: {test}").format(test=one.test_code),
            AskBackTap(do=AskBackDo.END, id=one.recall.id, value=visit.id),
            DANGER,
        )
        for one in known
    ]
    back_tap = back(VisitTap(do=VisitDo.OPEN, id=visit.id))
    listed = "\n".join(f"• {escape(line(one, visit.lab.zone))}" for one in known)
    text = lines(escape(note), f"<b>{question}</b>", listed, hint)
    return Screen(text, keyboard([*grid(days, 2), *grid(ends, 2), [back_tap]]))


def silent(it: SilentRecall) -> Screen:
    """Nobody answered: whom to call, and what came of it."""
    who = escape(", ".join(part for part in (it.name, it.phone) if part))
    why = _("Asked twice, no answer.") if it.has_bot else _("No bot: please call.")
    text = lines(f"<b>{who}</b>\n{escape(it.test_code)}, {every(it.recall.every_days)}", why)
    called = AskBackTap(do=AskBackDo.CALLED, id=it.recall.id, value=it.recall.version)
    stop = AskBackTap(do=AskBackDo.END, id=it.recall.id)
    rows: list[Row] = [
        [button(_("They were called"), called, PRIMARY)],
        [back(LateTap(do=LateDo.LIST)), button(_("Stop asking"), stop, DANGER)],
    ]
    return Screen(text, keyboard(rows))


def every(days: int) -> str:
    """'every 90 days'."""
    return counted(days, "every day", "every {n} days")


def line(one: KnownRecall, zone: str) -> str:
    """Plain text: the test, how often, and when next."""
    it = one.recall
    due = to_wall(it.due_at, zone)
    next_time = _("next on {day}").format(day=f"{due:%Y-%m-%d}")
    return f"{one.test_code}, {every(it.every_days)}, {next_time}"


def _times(offered: Proposal, zone: str, now: datetime) -> str:
    if not offered.times:
        return _("Nothing is free just now.")
    if offered.is_usual:
        when = moment(offered.times[0].starts_at, zone, now)
        return _("Your usual time is free: {when}.").format(when=when)
    if offered.has_habit:
        return _("Your usual time is full. These are the nearest ones that are free:")
    return _("These times are free:")


def _book(it: Asked, one: FreeTime, now: datetime, *, is_usual: bool) -> InlineKeyboardButton:
    zone = it.recall.zone
    wall = to_wall(one.starts_at, zone)
    when = f"{dated(wall, WEEKDAY)} {clock(wall)}"
    if not is_usual:
        when = short_moment(one.starts_at, zone, now)
    label = _("Book {when}").format(when=when)
    return button(label, _tap(it, RecallDo.BOOK, one.slot_id), PRIMARY)


def _tap(it: Asked, do: RecallDo, slot_id: int = 0) -> RecallTap:
    one = it.recall
    return RecallTap(do=do, id=one.id, round=one.round, asked=one.asked, slot=slot_id)
