"""The commands' menu: what Telegram shows beside the text field. /start is the greeting."""

from aiogram.types import BotCommand

from domain.account.actor import Role
from screens.language import marked, translated

EVERYBODY = (
    ("start", marked("What I can do")),
    ("book", marked("Book a test")),
    ("bookings", marked("Your bookings: see, move, cancel")),
    ("people", marked("Those you book for")),
    ("schedule", marked("Have a message sent later")),
    ("scheduled", marked("Planned messages: see, change, cancel")),
    ("email", marked("Your email addresses")),
    ("timezone", marked("Set your time zone")),
    ("language", marked("Choose a language")),
    ("quiet", marked("Quiet hours: when not to wake you")),
    ("privacy", marked("Your data: see it, delete it")),
    ("help", marked("How to use me")),
    ("cancel", marked("Stop what we are doing")),
)
"""Commands for everybody in the menu's order: name, a few words."""
NAMES = tuple(name for name, _words in EVERYBODY)

STAFF = (
    ("day", Role.COLLECTOR, marked("The day's sheet")),
    ("next", Role.COLLECTOR, marked("Who is next")),
    ("dashboard", Role.COLLECTOR, marked("The front desk in your browser")),
    ("caller", Role.DESK, marked("Book, move, cancel for somebody on the phone")),
    ("followups", Role.DESK, marked("Whom to look after: late reports, recalls")),
    ("recall", Role.DESK, marked("Ask a patient back every so many days")),
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
    ("settings", Role.MANAGER, marked("How much one account may have")),
    ("setup", Role.OWNER, marked("Set up the lab, step by step")),
    ("team", Role.OWNER, marked("Who works here")),
    ("keys", Role.OWNER, marked("Which programs are let in")),
    ("webhooks", Role.OWNER, marked("Which programs are told what happens")),
)
"""Commands for staff in the menu's order: name, the lowest role that has it, a few words."""


ABOUT = marked(
    "Book a lab test in a minute, be reminded in time, move or cancel with a tap. "
    "I can also send you messages at the time you choose."
)
"""What an empty chat shows, at most 512 characters."""
IN_SHORT = marked("Book lab tests, be reminded in time, schedule messages.")
"""What the bot's profile says, at most 120 characters."""


def menu() -> list[BotCommand]:
    """Each command with a few words."""
    return [BotCommand(command=name, description=translated(words)) for name, words in EVERYBODY]


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
