"""Stories of a restart in the midst of each conversation, with conversations in memory.

A typed answer and a tap on an old card both hear what happened, and find the way on.
"""

import asyncio
import re
from dataclasses import dataclass

import pytest
from aiogram.fsm.state import StatesGroup

from db.uow import Database
from infra.settings import Settings
from screens.callback_values import OpenTap
from screens.desk.callbacks import AgainTap, VisitDo, VisitTap
from telegram_sandbox.driver import Person, Sandbox
from tests.e2e.test_report_story import PDF
from tests.support import bot
from tests.support.clinic import bookings_of, open_clinic, rows
from tests.support.series import sql
from tests.support.staff import arrives

CUT = "This conversation was interrupted (the bot was restarted)."
Script = tuple[str, ...]
"""'text' is typed, '[label' is tapped, '?text' is seen, '!data' is forged, '#' sends a file."""


@dataclass(frozen=True)
class Case:
    """A conversation, by the group of its states.

    steps: to its question. answer: what is typed there. lost: what the answer says is not done.
    again: what [Start again] shows; None where nothing can be begun.
    """

    group: str
    role: str
    steps: Script
    answer: str
    lost: str
    again: str | None


CASES = [
    Case("Booking", "patient", ("/book", "?Which test"), "cbc", "booked", "Which test"),
    Case(
        *("Booking", "patient", ("/book cbc", "?Which day"), "tomorrow", "booked"),
        again="Complete blood count · ",
    ),
    Case(
        *("Booking", "patient", ("/book cbc tomorrow", "?What time"), "9:00", "booked"),
        again="What time",
    ),
    Case(
        "Booking",
        "patient",
        ("/book cbc tomorrow 9am", "?Shall I book this?", "[Back", "?Who is it for?"),
        "John Smith",
        "booked",
        "Who is it for?",
    ),
    Case(
        "Booking",
        "patient",
        ("/book cbc tomorrow 9am", "?Shall I book this?"),
        "yes",
        "booked",
        "Who is it for?",
    ),
    Case(
        *("Booking", "patient", ("/book cbc tomorrow 9am", "[Confirm", "[Move", "?instead")),
        *("tomorrow 9:15", "changed"),
        again="instead?",
    ),
    Case(
        *("Booking", "patient", ("/book cbc tomorrow 9am", "[Confirm", "/move tomorrow 9:15")),
        *("yes", "changed"),
        again="Shall I move this visit?",
    ),
    Case(
        *("Person", "patient", ("/people", "[Me", "[Change the name", "?full name")),
        *("Bo Lee", "saved", "full name"),
    ),
    Case(
        *("Person", "patient", ("/people", "[Me", "[Birth date", "?born?")),
        *("1.2.1950", "saved", "born?"),
    ),
    Case("Schedule", "patient", ("/schedule", "?What shall I"), "Hello", "scheduled", "What shall"),
    Case("Schedule", "patient", ("/schedule Hi", "?When shall"), "5 pm", "scheduled", "What shall"),
    Case(
        *("Schedule", "patient", ("/schedule tomorrow 9am Hi", "?Shall I send"), "yes"),
        lost="scheduled",
        again="What shall",
    ),
    Case("Timezone", "patient", ("/timezone", "?time zone"), "Rome", "saved", "time zone"),
    Case(
        "QuietHours",
        "patient",
        ("/quiet 22-7", "[Other hours", "?When do"),
        "23-6",
        "saved",
        "When do",
    ),
    Case("Calling", "desk", ("/caller", "?name"), "Alice", "booked", "name"),
    Case(
        "Noting",
        "desk",
        ("!" + VisitTap(do=VisitDo.NOTE, id=1).pack(), "?colleagues"),
        "Hm",
        "saved",
        "colleagues",
    ),
    Case("Reporting", "desk", ("#", "?Whose report"), "1", "sent. Please send the file", None),
    Case(
        *("Reporting", "desk", ("#report 1", "?birth year"), "1980", "sent. Please send the file"),
        again=None,
    ),
    Case(
        *("Reporting", "patient", ("!" + OpenTap(id=1).pack(), "?birth year"), "1980", "changed"),
        again="birth year",
    ),
    Case(
        "Reporting",
        "desk",
        ("!" + AgainTap(id=1, is_secret=True).pack(), "?birth year"),
        "1980",
        "changed",
        "birth year",
    ),
    Case(
        "Broadcasting",
        "manager",
        ("/broadcast", "[Everybody", "?Now send"),
        "tomorrow 9am we are closed",
        "sent",
        "Who shall",
    ),
    Case("Broadcasting", "manager", ("/broadcast", "[A day"), "tomorrow", "sent", "Who shall"),
    Case("Planning", "manager", ("/slots", "[New session"), "mon 9-12", "saved", "every"),
    Case("Closing", "manager", ("/close", "?When?"), "tomorrow 9-12 x", "changed", "When?"),
    Case(
        *("Editing", "manager", ("/tests", "[Add", "?semicolons"), "CRP; CRP; 5; 10", "saved"),
        again="semicolons",
    ),
    Case("Editing", "manager", ("/tests", "[CBC", "[Price"), "500", "saved", "cost"),
    Case("Inviting", "owner", ("/team", "[Invite", "[Desk", "?name"), "Ann", "saved", "name"),
    Case("Naming", "owner", ("/keys", "[New", "[Next", "?called"), "Shop", "saved", "called"),
    Case(
        *("Naming", "owner", ("/webhooks", "[New", "[Next", "?listen"), "https://x.example/"),
        lost="saved",
        again="listen",
    ),
    Case(
        *("Setting", "manager", ("/settings", "[Visits on one day", "?Type a number"), "3"),
        lost="changed",
        again="Type a number",
    ),
    Case(
        "SettingUp", "owner", ("/setup", "[Tests", "?Which tests"), "iron", "saved", "Which tests"
    ),
    Case(
        "SettingUp",
        "owner",
        ("/setup", "[Tests", "?Which tests", "iron", "[Next", "?What do they cost"),
        "12",
        "saved",
        "Which tests",
    ),
    Case(
        *("Editing", "owner", ("/setup", "[Address", "?What is its address"), "5 Park Road"),
        lost="saved",
        again="Your lab is open",
    ),
    Case(
        *("Planning", "owner", ("/setup", "[Opening hours", "?When can"), "mon 9-12", "saved"),
        again="When can patients come?",
    ),
    Case(
        *("Inviting", "owner", ("/setup", "[A colleague", "[Desk", "?name"), "Ann", "saved"),
        again="name",
    ),
    Case("Auditing", "manager", ("/audit", "?Who did what"), "dora", "changed", "Who did what"),
    Case(
        *("Failed", "desk", ("!fl1:D:blocked:0", "?Why"), "They moved", "changed"),
        again="Why",
    ),
    Case("Address", "patient", ("/email", "[Add", "?address"), "a@example.org", "saved", "address"),
]


def groups() -> set[str]:
    return {one.__name__ for one in StatesGroup.__subclasses__() if one.__module__[:4] == "fsm."}


def test_every_conversation_has_its_story() -> None:
    assert {case.group for case in CASES} == groups()


@pytest.fixture
def bot_settings(bot_settings: Settings) -> Settings:
    """With mail, so that there is a conversation about addresses."""
    mail = {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "lab@example.org"}
    return Settings.model_validate(bot_settings.model_dump() | mail)


async def plays(person: Person, steps: Script) -> None:
    for step in steps:
        match step[0], step[1:]:
            case "?", text:
                await person.sees(text)
            case "[", label:
                await person.taps(label)
            case "!", data:
                await person.forges(data, (await person.last()).id)
            case "#", caption:
                await person.sends_document("cbc.pdf", PDF, caption)
            case _:
                await person.says(step)


async def prepare(chat: Sandbox, database: Database, case: Case) -> Person:
    """Somebody of the role, with a visit and a report of their own."""
    person = await arrives(chat, database, "Alice", case.role)
    if "cbc" not in case.steps[0]:
        await person.says("/book cbc tomorrow 9:30")
        await person.taps("Confirm")
        await person.sees("Booked.")
    if any(step.startswith("!rp") for step in case.steps):
        await sql(
            database,
            "INSERT INTO reports (booking_id, kind, file_id, sent_by, sent_at, intent)"
            " VALUES (1, 'document', 'x', :id, now(), 'x')",
            id=person.id,
        )
    return person


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.group}-{case.answer}")
async def test_a_typed_answer_after_a_restart_is_told_what_happened(
    chat: Sandbox, database: Database, bot_settings: Settings, case: Case
) -> None:
    await open_clinic(database)
    async with bot.running(bot_settings):
        person = await prepare(chat, database, case)
        await plays(person, case.steps)
        await chat.settled()
    async with bot.running(bot_settings):
        await person.says(case.answer)
        told = await person.sees(f"{CUT} Nothing was {case.lost}")
        assert "did not understand" not in person.transcript()
        if case.again is None:
            assert told.buttons == []
        else:
            await person.taps("Start again", message=told.id)
            await person.sees(case.again)
        await person.says("/cancel")
        await person.says("gibberish")
        await person.sees("I did not understand that.")


BOOKING = ("/book cbc tomorrow 9am", "?Shall I book this?")
TAPS = {
    "test": (("/book", "?Which test"), "Complete blood count", "Which day?"),
    "day": (("/book cbc", "?Which day?"), "NEXT", "What time"),
    "time": (("/book cbc tomorrow", "[Morning", "?What time"), ":15", "Who is it for?"),
    "back": (("/book cbc tomorrow", "?What time"), "Back", "Which test"),
    "me": ((*BOOKING, "[Back", "?Who is it for?"), "Me", "Shall I book this?"),
    "confirm": (BOOKING, "Confirm", "do not know any more who it is for"),
    "cancel": (BOOKING, "Cancel", "Cancelled. Nothing was booked."),
}


@pytest.mark.parametrize("name", TAPS)
async def test_an_old_card_of_a_booking_goes_on_from_what_it_knows(
    chat: Sandbox, database: Database, bot_settings: Settings, name: str
) -> None:
    await open_clinic(database)
    steps, label, shown = TAPS[name]
    async with bot.running(bot_settings):
        alice = await arrives(chat, database, "Alice", "patient")
        await plays(alice, steps)
        await chat.settled()
    async with bot.running(bot_settings):
        if label == "NEXT":
            label = next(one for one in alice.buttons() if re.fullmatch(r"\d+", one))
        await alice.taps(label)
        await alice.sees(shown)
        if name in {"me", "confirm"}:
            if name == "confirm":
                await alice.taps("Me")
            await alice.taps("Confirm")
            await alice.sees("Booked.")
            assert await bookings_of(database, alice) == [("booked",)]


OLD_TAPS = {
    "schedule": ("patient", ("/schedule tomorrow 9am Hi", "?Shall I send"), "Confirm"),
    "report": ("desk", ("#", "?Whose report"), "It is a message to me"),
    "closure": ("manager", ("/close tomorrow 9-12", "?Close"), "Close"),
    "broadcast": ("manager", ("/broadcast", "?Who shall"), "Everybody"),
    "slots": ("manager", ("/slots mon-fri 9-12 every 15 min x 1", "?exist already"), "Make"),
}


@pytest.mark.parametrize("name", OLD_TAPS)
async def test_an_old_card_of_another_conversation_says_what_happened(
    chat: Sandbox, database: Database, bot_settings: Settings, name: str
) -> None:
    await open_clinic(database)
    role, steps, label = OLD_TAPS[name]
    async with bot.running(bot_settings):
        person = await arrives(chat, database, "Alice", role)
        await plays(person, steps)
        await chat.settled()
    async with bot.running(bot_settings):
        await person.taps(label)
        await person.sees("was interrupted (the bot was restarted).")
        assert await rows(database, "SELECT count(*) FROM closures") == [(0,)]


async def test_a_whole_wish_needs_no_conversation(
    chat: Sandbox, database: Database, bot_settings: Settings
) -> None:
    async with bot.running(bot_settings):
        alice = await arrives(chat, database, "Alice", "patient")
        await plays(alice, ("/schedule", "?What shall I"))
        await chat.settled()
    async with bot.running(bot_settings):
        await alice.says("remind me to call mum tomorrow at 6pm")
        await alice.sees("Shall I send you this?")


async def test_a_bookmark_holds_nothing_that_was_typed(
    chat: Sandbox, database: Database, bot_settings: Settings
) -> None:
    await open_clinic(database)
    async with bot.running(bot_settings):
        alice = await arrives(chat, database, "Alice", "patient")
        await plays(alice, (*BOOKING, "[Back", "?Who is it for?", "John Smith", "?John Smith"))
        await chat.settled()
    ((place,),) = await rows(database, "SELECT place FROM bookmarks")
    assert "Smith" not in str(place)
    assert "Booking:confirming" in str(place)
    async with bot.running(bot_settings):
        await alice.says("/cancel")
        await alice.sees("nothing to cancel")
        await chat.settled()
    assert await rows(database, "SELECT count(*) FROM bookmarks") == [(0,)]


async def test_what_was_typed_while_the_bot_was_away_is_answered_as_soon_as_it_is_back(
    chat: Sandbox, database: Database, bot_settings: Settings
) -> None:
    """Telegram's next attempt would come up to two minutes later."""
    await open_clinic(database)
    async with bot.running(bot_settings):
        alice = await arrives(chat, database, "Alice", "patient")
        await plays(alice, ("/book cbc", "?Which day?"))
        await chat.settled()
    await alice.says("tomorrow")
    await asyncio.sleep(7)  # after 0, 0, 2 and 6 seconds it tries, then after 14
    async with bot.running(bot_settings):
        await alice.sees(f"{CUT} Nothing was booked.", within=4)
