"""The commands' menu: what Telegram shows beside the text field. /start is the greeting."""

from aiogram.types import BotCommand

from domain.account.actor import Role
from screens.language import _, marked, translated

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
    ("day", Role.COLLECTOR, marked("The day's sheet")),
    ("next", Role.COLLECTOR, marked("Who is next")),
    ("caller", Role.DESK, marked("Book, move, cancel for somebody on the phone")),
    ("why", Role.DESK, marked("Why a time can be booked, or not")),
    ("failed", Role.DESK, marked("Messages that failed")),
    ("slots", Role.MANAGER, marked("When the lab is open, and how many seats")),
    ("tests", Role.MANAGER, marked("What can be booked")),
    ("labs", Role.MANAGER, marked("Where it can be booked")),
    ("close", Role.MANAGER, marked("Close some hours, and find people other times")),
    ("broadcast", Role.MANAGER, marked("A message to many")),
    ("stats", Role.MANAGER, marked("The lab in numbers")),
    ("export", Role.MANAGER, marked("Bookings or messages as a table")),
    ("health", Role.MANAGER, marked("Whether everything runs")),
    ("audit", Role.MANAGER, marked("Who did what, and when")),
    ("team", Role.OWNER, marked("Who works here")),
)
"""Commands for staff in the menu's order: name, the lowest role that has it, a few words."""


def menu() -> list[BotCommand]:
    """Each command with a few words."""
    words = (
        _("What I can do"),
        _("Book a test"),
        _("Your bookings: see, cancel"),
        _("Have a message sent later"),
        _("Planned messages: see, change, cancel"),
        _("Your email addresses"),
        _("Set your time zone"),
        _("How to use me"),
        _("Stop what we are doing"),
    )
    return [
        BotCommand(command=name, description=said) for name, said in zip(NAMES, words, strict=True)
    ]


def staff_commands(role: Role) -> list[BotCommand]:
    """What this role has beyond everybody's."""
    rank = list(Role).index
    return [
        BotCommand(command=name, description=translated(words))
        for name, lowest, words in STAFF
        if rank(role) >= rank(lowest)
    ]


def staff_menu(role: Role) -> list[BotCommand]:
    """What this role sees: its own commands first, then everybody's."""
    return [*staff_commands(role), *menu()]
