"""The commands' menu: what Telegram shows beside the text field. /start is the greeting."""

from aiogram.types import BotCommand

from domain.account.actor import Role
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
"""Every command for everybody, in the menu's order."""

STAFF = (
    ("day", Role.COLLECTOR, "The day's sheet"),
    ("next", Role.COLLECTOR, "Who is next"),
    ("caller", Role.DESK, "Book, move, cancel for somebody on the phone"),
    ("why", Role.DESK, "Why a time can be booked, or not"),
    ("failed", Role.DESK, "Messages that failed"),
    ("slots", Role.MANAGER, "When the lab is open, and how many seats"),
    ("tests", Role.MANAGER, "What can be booked"),
    ("labs", Role.MANAGER, "Where it can be booked"),
    ("close", Role.MANAGER, "Close some hours, and find people other times"),
    ("broadcast", Role.MANAGER, "A message to many"),
    ("stats", Role.MANAGER, "The lab in numbers"),
    ("export", Role.MANAGER, "Bookings or messages as a table"),
    ("health", Role.MANAGER, "Whether everything runs"),
    ("audit", Role.MANAGER, "Who did what, and when"),
    ("team", Role.OWNER, "Who works here"),
)
"""Commands for staff in the menu's order: name, the lowest role that has it, a few words."""


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


def staff_commands(role: Role, t: Translate) -> list[BotCommand]:
    """What this role has beyond everybody's."""
    rank = list(Role).index
    return [
        BotCommand(command=name, description=t(words))
        for name, lowest, words in STAFF
        if rank(role) >= rank(lowest)
    ]


def staff_menu(role: Role, t: Translate) -> list[BotCommand]:
    """What this role sees: its own commands first, then everybody's."""
    return [*staff_commands(role, t), *menu(t)]
