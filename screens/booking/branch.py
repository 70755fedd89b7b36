"""Which branch does a patient book at?"""

from collections.abc import Sequence
from html import escape
from typing import Any

from sqlalchemy import Row as Record

from screens.account.callbacks import StartDo, StartTap
from screens.booking.branch_callbacks import BranchTap
from screens.keyboard import PRIMARY, button, keyboard, short
from screens.messages.compose import lines
from screens.screen import Screen, Translate


def which(labs: Sequence[Record[Any]], t: Translate) -> Screen:
    """Every lab with its address, a button each."""
    said = [f"• <b>{escape(one.name)}</b>, {escape(one.address)}" for one in labs]
    taps = [[button(short(one.name), BranchTap(id=one.id))] for one in labs]
    title = f"<b>{t('Where would you like to come?')}</b>"
    return Screen(lines(title, "\n".join(said)), keyboard(taps))


def chosen(lab: Record[Any], t: Translate) -> Screen:
    """Where it is, when it is open, and on to booking."""
    title = t("You book at {lab} now.").format(lab=f"<b>{escape(lab.name)}</b>")
    book = [button(t("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)]
    has_pin = lab.latitude is not None
    place = [button(t("Show on the map"), BranchTap(id=lab.id, is_map=True))] if has_pin else []
    change = t("/branch changes it.")
    return Screen(
        lines(title, escape(lab.address), escape(lab.opening), change), keyboard([book, place])
    )
