"""The greeting, the help, and the answers to what nobody understood."""

from collections.abc import Sequence
from html import escape

from aiogram.types import BotCommand, InlineKeyboardMarkup

from screens.account.callbacks import StartDo, StartTap
from screens.desk.callbacks import DayDo, DayTap
from screens.keyboard import PRIMARY, button, keyboard, short
from screens.screen import Screen, Translate


def greeting(first_name: str, t: Translate, *, is_staff: bool = False) -> Screen:
    """What I can do, and the buttons for it; for staff the day's sheet first."""
    hello = t("Hello {name}.").format(name=escape(short(first_name))) if first_name else t("Hello.")
    what = t("I can book lab tests for you, and send you messages at the time you choose.")
    if not is_staff:
        return Screen(f"{hello}\n{what}", _menu(t))
    work = t("You work here: /help lists what that lets you do.")
    sheet = button(t("The day's sheet"), DayTap(do=DayDo.SHEET))
    return Screen(f"{hello}\n{what}\n\n{work}", keyboard([[sheet], *_menu(t).inline_keyboard]))


def menu(t: Translate) -> Screen:
    """The same without a greeting, after going back."""
    return Screen(t("What would you like to do?"), _menu(t))


def help_text(t: Translate, own: Sequence[BotCommand] = ()) -> Screen:
    """Each command with an example. own: what the reader has as staff."""
    lines = (
        f"<b>{t('How to use me')}</b>",
        "/book — "
        + t("book a test, step by step or in one line: “{example}”").format(
            example="/book cbc tomorrow 9am"
        ),
        "/bookings — " + t("see or cancel your bookings"),
        "/schedule — "
        + t("have me send you a message later: “{example}”").format(
            example="/schedule tomorrow 9am Call mum"
        ),
        "/scheduled — " + t("see, change or cancel what is planned"),
        "/email — " + t("have messages sent by email, too"),
        "/timezone — " + t("set your time zone"),
        "/cancel — " + t("stop what we are doing"),
    )
    typing = t("At every step you can tap a button or just type the answer.")
    reminding = t("You can also just write “{example}”.").format(
        example="remind me to call mum tomorrow at 6pm"
    )
    staff = "\n".join(f"/{command.command} — {command.description}" for command in own)
    parts = [lines[0], "\n".join(lines[1:]), f"{typing} {reminding}"]
    if staff:
        parts.insert(1, f"<b>{t('For staff')}</b>\n{staff}")
    return Screen("\n\n".join(parts), _menu(t))


def nothing_open(t: Translate) -> Screen:
    """/cancel with nothing to cancel."""
    return Screen(t("There is nothing to cancel."), _menu(t))


def stopped(t: Translate) -> Screen:
    """/cancel of a conversation without words of its own."""
    return Screen(t("Cancelled. Nothing was saved."), _menu(t))


def unknown_text(t: Translate) -> Screen:
    """Text outside a conversation."""
    return Screen(t("I did not understand that. Here is what I can do:"), _menu(t))


def unknown_command(command: str, t: Translate) -> Screen:
    """A command that is none of ours."""
    text = t("I do not know the command {command}. /help lists those I know.")
    return Screen(text.format(command=escape(short(command, 32))), _menu(t))


def unreadable(t: Translate) -> Screen:
    """A photo, voice, sticker or file."""
    return Screen(t("I cannot use that one. Here is what I can do:"), _menu(t))


def private_only(username: str, t: Translate) -> Screen:
    """A command in a group."""
    text = t("Bookings are private: please write to me at {address}.")
    return Screen(text.format(address=f"@{escape(username)}"))


def old_button(t: Translate) -> str:
    """Toast: the button's format is not known (any more)."""
    return t("This button is from an older version. Send /start for a new menu.")


def grey_button(t: Translate) -> str:
    """Toast: a day that cannot be chosen."""
    return t("Fully booked or closed. Please pick another day.")


def _menu(t: Translate) -> InlineKeyboardMarkup:
    return keyboard(
        [
            [button(t("Book a test"), StartTap(do=StartDo.BOOK), PRIMARY)],
            [button(t("Schedule a message"), StartTap(do=StartDo.SCHEDULE))],
            [
                button(t("My bookings"), StartTap(do=StartDo.BOOKINGS)),
                button(t("My messages"), StartTap(do=StartDo.SCHEDULED)),
            ],
        ]
    )
