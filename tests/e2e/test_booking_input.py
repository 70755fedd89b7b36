"""Whatever is typed, sent or forged while somebody books: a polite hint and never a crash."""

import re
from datetime import date

import pytest

from db.uow import Database
from fsm.draft import new_intent
from screens.booking.callbacks import BookingDo, BookingTap
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import bookings_of, ready, rows

pytestmark = pytest.mark.usefixtures("clinic")


async def test_a_forged_tap_finds_nothing_of_somebody_elses(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice, bob = await chat.person("Alice"), await chat.person("Bob")
    card = await ready(alice)
    confirm = card.key("Confirm")
    assert confirm is not None
    await bob.says("/start")
    menu = await bob.sees("Hello")
    await bob.forges(confirm["callback_data"], menu.id)
    await bob.sees("This conversation has expired")
    await alice.taps("Confirm")
    done = await alice.sees("Booked")
    number = (await rows(database, "SELECT id FROM bookings"))[0][0]
    for do in ("o", "x", "y"):
        await bob.forges(f"bl1:{do}:{number}:0", done.id)
        await bob.sees("That was not found")
    assert await bookings_of(database, alice) == [("booked",)]


LAST_DAY = date.max.toordinal()
FORGED = [(do, value) for do in BookingDo for value in (0, 1, LAST_DAY, 4_000_000, 2**63 - 1)]


@pytest.mark.parametrize(
    "step", ["/book", "/book cbc", "/book cbc tomorrow", "/book cbc tomorrow 9am"]
)
async def test_forged_values_of_ones_own_conversation_break_nothing(
    chat: Sandbox, running_bot: Bot, step: str
) -> None:
    alice = await chat.person("Alice")
    for do, value in FORGED:
        await alice.says(step)
        await chat.settled()
        card = await alice.last()
        intent = BookingTap.unpack(card.keys[-1]["callback_data"]).intent
        await alice.forges(BookingTap(intent=intent, do=do, value=value).pack(), card.id)
    await chat.settled()
    assert set(running_bot.outcomes()) <= {"handled", "refused"}


async def test_a_tap_of_no_conversation_at_all_is_expired(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    menu = await alice.sees("Hello")
    for do in BookingDo:
        await alice.forges(BookingTap(intent=new_intent(), do=do, value=1).pack(), menu.id)
        await alice.sees("has expired") if do is BookingDo.TEST else await chat.settled()
    assert set(running_bot.outcomes()) <= {"handled", "refused"}


WILD = (
    "x" * 10_000,
    "🎂" * 50,
    "مرحبا كيف حالك",
    "<b>x</b> & <i>",
    "'; DROP TABLE bookings; --",
    "\u202e\u0000",
)
NAMED = re.compile(r"Shall I book this\?|When was .* born\?")
STEPS = {
    "test": ("/book",),
    "day": ("/book cbc",),
    "time": ("/book cbc tomorrow",),
    "patient": ("/book cbc tomorrow 9am", "[Back]"),
    "name": ("/book cbc tomorrow 9am", "[Back]", "[Someone else]"),
    "phone": ("/book cbc tomorrow 9am", "[Add phone]"),
    "confirm": ("/book cbc tomorrow 9am",),
}


async def go_to(person: Person, chat: Sandbox, step: str) -> None:
    for line in STEPS[step]:
        await (person.taps(line.strip("[]")) if line.startswith("[") else person.says(line))
        await chat.settled()


async def newest_card(person: Person) -> Message:
    """The newest message with inline buttons, as it is now."""
    told = await person._wire.call("GET", person._path("chat"), params={"limit": 100})
    return next(card for raw in reversed(told.body["messages"]) if (card := Message(raw)).keys)


@pytest.mark.parametrize("step", STEPS)
async def test_whatever_is_sent_gets_a_polite_hint_at_the_same_step(
    chat: Sandbox, running_bot: Bot, step: str
) -> None:
    alice = await chat.person("Alice", last_name="<i>Smith</i>")
    await go_to(alice, chat, step)
    question = (await newest_card(alice)).text.splitlines()[-1]
    for wild in WILD:
        await alice.says(wild)
        await chat.settled()
        card = await newest_card(alice)
        assert "Cancel" in card.buttons, wild
        if step in {"patient", "name"} and NAMED.search(card.text):
            await go_to(alice, chat, step)  # a strange name, but a name
            card = await newest_card(alice)
        assert card.text.splitlines()[-1] == question
    for send in (alice.sends_photo, alice.sends_voice, alice.sends_sticker, alice.sends_document):
        await send()
        await alice.sees("I can only read text here")
    assert set(running_bot.outcomes()) == {"handled"}
