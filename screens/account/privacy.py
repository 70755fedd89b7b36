"""A person's data: what is kept and why, all of it in a file, all of it deleted."""

from aiogram.types import InlineKeyboardButton

from domain.account.privacy import Planned
from screens.account.callbacks import PrivacyDo, PrivacyTap
from screens.keyboard import DANGER, button, keyboard
from screens.language import _, counted, marked
from screens.screen import Screen, lines

# Notes above a screen.
AGAIN = marked("That question was too old or belonged to something else, so I ask again.")
FILE = marked("All that I keep about you. It is JSON, which many programs can read.")


def about(*, is_full: bool) -> Screen:
    """What is kept, and what one may do about it. is_full: messages name the test."""
    delete = button(_("Delete all of it"), PrivacyTap(do=PrivacyDo.ASK), DANGER)
    if is_full:
        told = _("Reminders and news of your visits name the test.")
        other = button(_("Do not name the test"), PrivacyTap(do=PrivacyDo.NEUTRAL))
    else:
        told = _(
            "Reminders and news of your visits do not name the test, as others may see your screen."
        )
        other = button(_("Name the test"), PrivacyTap(do=PrivacyDo.FULL))
    return Screen(lines(_terms(), told), keyboard([[other], [_file()], [delete]]))


def _terms() -> str:
    """Whoever books agrees to it: domain.account.privacy.TERMS counts its versions."""
    kept = _(
        "For your visits I keep the names and phone numbers that you give, your bookings and the "
        "messages that you plan."
    )
    seen = _(
        "The lab's staff see your bookings; who looks at them is written down. Nobody else gets "
        "them. What we write to each other passes through Telegram."
    )
    return lines(f"<b>{_('Your data')}</b>", kept, seen)


def ask(planned: Planned, note: str = "") -> Screen:
    """The first question before all is deleted."""
    ends = [
        counted(
            planned.visits,
            "One visit to come is cancelled, and its seat is free for others.",
            "{n} visits to come are cancelled, and their seats are free for others.",
        )
        if planned.visits
        else "",
        counted(
            planned.messages + planned.series,
            "One planned message is not sent.",
            "{n} planned messages are not sent.",
        )
        if planned.messages + planned.series
        else "",
        _("Reports can no longer be opened here."),
        _("Names, phone numbers, email addresses and texts are deleted for good."),
        _("Only numbers that nobody can be known by stay."),
    ]
    title = f"<b>{_('Delete all that I keep about you?')}</b>"
    listed = "\n".join(f"• {one}" for one in ends if one)
    go_on = button(_("Go on"), PrivacyTap(do=PrivacyDo.SURE))
    return Screen(lines(note, f"{title}\n{listed}"), keyboard([[_no()], [go_on]]))


def sure(at: int) -> Screen:
    """The second question. at: now, in milliseconds since 1970."""
    title = f"<b>{_('Are you sure?')}</b>"
    hint = _("This cannot be undone. If you want a copy, take the file first.")
    yes = button(_("Yes, delete everything"), PrivacyTap(do=PrivacyDo.YES, at=at), DANGER)
    return Screen(f"{title}\n{hint}", keyboard([[_file()], [_no()], [yes]]))


def forgotten(visits: int) -> Screen:
    """All is deleted."""
    done = f"<b>{_('Deleted. I know nothing about you any more.')}</b>"
    free = counted(visits, "One visit is cancelled.", "{n} visits are cancelled.") if visits else ""
    return Screen(lines(done, free, _("If you need me again, write /start.")))


def kept() -> Screen:
    """Nothing has happened."""
    return Screen(_("Nothing was deleted."))


def of_staff() -> Screen:
    """Who works here cannot be forgotten."""
    return Screen(
        _(
            "You work here, so your account stays. Ask an owner to take you off the team; then you "
            "can delete it."
        )
    )


def _file() -> InlineKeyboardButton:
    return button(_("All of it in a file"), PrivacyTap(do=PrivacyDo.FILE))


def _no() -> InlineKeyboardButton:
    return button(_("No, delete nothing"), PrivacyTap(do=PrivacyDo.NO))
