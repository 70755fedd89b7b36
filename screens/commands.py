"""The commands' menu: what Telegram shows beside the text field. /start is the greeting."""

from aiogram.types import BotCommand

from screens.screen import Translate

NAMES = (
    "start",
    "book",
    "bookings",
    "schedule",
    "scheduled",
    "email",
    "timezone",
    "help",
    "cancel",
)
"""Every command of ours, in the menu's order."""


def menu(t: Translate) -> list[BotCommand]:
    """Each command with a few words."""
    words = (
        t("What I can do"),
        t("Book a test"),
        t("Your bookings: see, cancel"),
        t("Have a message sent later"),
        t("Planned messages: see, change, cancel"),
        t("Your email addresses"),
        t("Set your time zone"),
        t("How to use me"),
        t("Stop what we are doing"),
    )
    return [
        BotCommand(command=name, description=said) for name, said in zip(NAMES, words, strict=True)
    ]
