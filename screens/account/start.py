"""The greeting, the help, and the answers to what nobody understood."""

from collections.abc import Sequence
from html import escape

from aiogram.filters.callback_data import CallbackData
from aiogram.types import BotCommand, InlineKeyboardMarkup

from domain.account.actor import STAFF, Role
from domain.booking.lab import Lab
from screens.callback_values import StartDo, StartTap
from screens.desk.callbacks import DayDo, DayTap
from screens.keyboard import PRIMARY, button, keyboard
from screens.language import _, in_words, marked
from screens.screen import Screen, short

# Toasts.
OLD_BUTTON = marked("This button is from an older version. Send /start for a new menu.")
NOTHING_BOOKED = marked("Nothing was booked.")
NOTHING_SCHEDULED = marked("Nothing was scheduled.")
NOTHING_CHANGED = marked("Nothing was changed.")
NOTHING_SAVED = marked("Nothing was saved.")
NOTHING_SENT = marked("Nothing was sent.")
SEND_FILE_AGAIN = marked("Nothing was sent. Please send the file again.")
DROPPED = {
    "booking": marked("This was dropped, as you began anew. Nothing was booked."),
    "message": marked("This was dropped, as you began anew. Nothing was scheduled."),
    "change": marked("This was dropped, as you began anew. Nothing was changed."),
}
"""What becomes of the card of a conversation that another one ends, by what it had begun."""
DISABLED_BUTTON = marked("Fully booked or closed. Please pick another day.")


def greeting(
    first_name: str, role: Role = Role.PATIENT, *, is_open: bool = True, lab: Lab | None = None
) -> Screen:
    """What I can do, and the buttons for it; for staff the day's sheet first.

    is_open: whether there is anything to book; if not, owners are led to the setup. lab: that I
    write for, if it is one alone.
    """
    hello = _("Hello {name}.").format(name=escape(short(first_name))) if first_name else _("Hello.")
    if lab is not None:
        hello += " " + _("This is {lab}.").format(lab=escape(in_words(lab).name))
    if not is_open:
        return _not_open(hello, role)
    what = _("I can book lab tests for you, and send you messages at the time you choose.")
    if role not in STAFF:
        return Screen(f"{hello}\n{what}", _menu())
    work = _("You work here: /help lists what that lets you do.")
    sheet = button(_("The day's sheet"), DayTap(do=DayDo.SHEET))
    return Screen(f"{hello}\n{what}\n\n{work}", keyboard([[sheet], *_menu().inline_keyboard]))


def _not_open(hello: str, role: Role) -> Screen:
    """Of a house that is not set up."""
    rows = _menu().inline_keyboard[1:]
    meanwhile = _("Meanwhile I can send you messages at the time you choose.")
    if role is Role.OWNER:
        what = _("Your lab is not open yet. Let us set it up: a few questions, about five minutes.")
        setup = [button(_("Set up the lab"), StartTap(do=StartDo.SETUP), PRIMARY)]
        return Screen(f"{hello}\n{what}", keyboard([setup, *rows]))
    if role in STAFF:
        what = _("This lab is not open yet: an owner sets it up with /setup.")
        return Screen(f"{hello}\n{what}", keyboard(rows))
    what = _("This lab is just being set up. There is nothing to book yet; please come back soon.")
    return Screen(f"{hello}\n{what}\n\n{meanwhile}", _menu())


def menu() -> Screen:
    """The same without a greeting, after going back."""
    return Screen(_("What would you like to do?"), _menu())


def help_text(own: Sequence[BotCommand] = (), *, has_mail: bool = True) -> Screen:
    """Each command with an example. own: what the reader has as staff. has_mail: as of a Turn."""
    lines = (
        f"<b>{_('How to use me')}</b>",
        "/book — "
        + _("book a test, step by step or in one line: “{example}”").format(
            example=_("/book cbc tomorrow 9am")
        ),
        "/bookings — " + _("see, move or cancel your bookings"),
        "/people — " + _("see or change those you book for"),
        "/schedule — "
        + _("have me send you a message later: “{example}”").format(
            example=f"/schedule {_('tomorrow 9am Call mum')}"
        ),
        "/scheduled — " + _("see, change or cancel what is planned"),
        *(["/email — " + _("have messages sent by email, too")] if has_mail else ()),
        "/timezone — " + _("set your time zone"),
        "/language — " + _("choose a language"),
        "/quiet — " + _("set hours in which I do not wake you"),
        "/privacy — " + _("see or delete what I keep about you"),
        "/cancel — " + _("stop what we are doing"),
    )
    typing = _("At every step you can tap a button or just type the answer.")
    reminding = _("You can also just write “{example}”.").format(
        example=_("remind me to call mum tomorrow at 6pm")
    )
    staff = "\n".join(f"/{command.command} — {command.description}" for command in own)
    parts = [lines[0], "\n".join(lines[1:]), f"{typing} {reminding}"]
    if staff:
        parts.insert(1, f"<b>{_('For staff')}</b>\n{staff}")
    return Screen("\n\n".join(parts), _menu())


def nothing_open() -> Screen:
    """/cancel with nothing to cancel."""
    return Screen(_("There is nothing to cancel."), _menu())


def nothing_to_move() -> Screen:
    """'move it', where nothing is booked or planned."""
    return Screen(_("You have no bookings and no planned messages."), _menu())


def which_of_both() -> Screen:
    """'cancel it', where visits are booked and messages planned."""
    visits = button(_("My bookings"), StartTap(do=StartDo.BOOKINGS))
    plans = button(_("My messages"), StartTap(do=StartDo.SCHEDULED))
    return Screen(_("Do you mean a booking or a message?"), keyboard([[visits], [plans]]))


def stopped() -> Screen:
    """/cancel of a conversation without words of its own."""
    return Screen(_("Cancelled. Nothing was saved."), _menu())


def over(lost: str, again: CallbackData | None, *, was_interrupted: bool) -> Screen:
    """An answer to a conversation that is no more. lost: plain text. again: begins it anew."""
    why = _("This conversation has expired.")
    if was_interrupted:
        why = _("This conversation was interrupted (the bot was restarted).")
    rows = [[button(_("Start again"), again, PRIMARY)]] if again else []
    return Screen(f"{why} {lost}", keyboard(rows))


def unknown_text() -> Screen:
    """Text outside a conversation."""
    return Screen(_("I did not understand that. Here is what I can do:"), _menu())


def edited_late() -> Screen:
    """A message was changed whose question is not open any more."""
    return Screen(_("I have not read your change, as we have gone on. Please write it anew."))


def unknown_command(command: str) -> Screen:
    """A command that is none of ours."""
    text = _("I do not know the command {command}. /help lists those I know.")
    return Screen(text.format(command=escape(short(command, 32))), _menu())


def unreadable() -> Screen:
    """A photo, voice, sticker or file."""
    return Screen(_("I cannot use that one. Here is what I can do:"), _menu())


def private_only(username: str) -> Screen:
    """A command in a group."""
    text = _("Bookings are private: please write to me at {address}.")
    return Screen(text.format(address=f"@{escape(username)}"))


def _menu() -> InlineKeyboardMarkup:
    return keyboard(
        [
            [button(_("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)],
            [button(_("Schedule a message"), StartTap(do=StartDo.SCHEDULE))],
            [
                button(_("My bookings"), StartTap(do=StartDo.BOOKINGS)),
                button(_("My messages"), StartTap(do=StartDo.SCHEDULED)),
            ],
        ]
    )
