"""Taking back: the button, the sentence beside it, and what became of it."""

from datetime import datetime

from domain.undo import Undo, Undone
from screens.callback_values import UndoTap
from screens.keyboard import Row, button
from screens.language import Marked, _, marked, translated
from screens.moment import length
from screens.screen import Screen

TOO_LATE = marked("It is too late to undo this: people have been told.")
CHANGED = marked("Somebody has gone on from there, so it cannot be undone.")
UNDONE = marked("Undone. It is as it was, and nobody was told.")

DONE: dict[str, Marked] = {
    "booking_cancelled": marked("Booking No. {number} is cancelled."),
    "booking_moved": marked("Booking No. {number} is moved."),
    "booking_made": marked("Booking No. {number} is made."),
    "session_ended": marked("Opening hours are ended."),
    "capacity_changed": marked("The seats are changed."),
    "setting_changed": marked("The setting is changed."),
    "test_retired": marked("The test is not offered any more."),
    "report_sent": marked("The report is sent."),
    "closure_made": marked("The closure is made."),
    "account_freed": marked("The seats of an account are free again."),
}


def what(undo: Undo) -> str:
    """What was done and can still be taken back; plain text."""
    words = DONE.get(undo.kind, marked("Done."))
    return translated(words).format(number=undo.subject_id)


def undo_row(undo: Undo | None) -> Row:
    """[Undo], as long as there is something to undo."""
    return [button(_("Undo"), UndoTap(id=undo.id))] if undo else []


def how_long(undo: Undo, now: datetime) -> str:
    """A note: how long there is to take it back, and that nobody hears of it before."""
    span = length(undo.until - now)
    return _("You can undo this for {length}. Nobody is told before.").format(length=span)


def undone(it: Undone) -> Screen:
    if it.was_undone:
        return Screen(_("This has been undone already."))
    return Screen(translated(UNDONE))
