"""Taking back: the button, the sentence beside it, and what became of it."""

from datetime import datetime

from aiogram.types import InlineKeyboardButton

from domain.undo import Undo, Undone
from screens.callback_values import UndoTap
from screens.keyboard import button
from screens.moment import length
from screens.screen import Screen, Translate


def undo_button(undo: Undo, t: Translate) -> InlineKeyboardButton:
    """[Undo]."""
    return button(t("Undo"), UndoTap(id=undo.id))


def how_long(undo: Undo, now: datetime, t: Translate) -> str:
    """A note: how long there is to take it back, and that nobody hears of it before."""
    span = length(undo.until - now, t)
    return t("You can undo this for {length}. Nobody is told before.").format(length=span)


def undone(it: Undone, t: Translate) -> Screen:
    """It is as it was."""
    if it.was_undone:
        return Screen(t("This has been undone already."))
    return Screen(t("Undone. It is as it was, and nobody was told."))


def too_late(t: Translate) -> str:
    """A toast."""
    return t("It is too late to undo this: people have been told.")


def changed(t: Translate) -> str:
    """A toast."""
    return t("Somebody has gone on from there, so it cannot be undone.")
