"""Taking back: the button, the sentence beside it, and what became of it."""

from datetime import datetime

from domain.undo import Undo, Undone
from screens.callback_values import UndoTap
from screens.keyboard import Row, button
from screens.language import _, marked
from screens.moment import length
from screens.screen import Screen

TOO_LATE = marked("It is too late to undo this: people have been told.")
CHANGED = marked("Somebody has gone on from there, so it cannot be undone.")


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
    return Screen(_("Undone. It is as it was, and nobody was told."))
