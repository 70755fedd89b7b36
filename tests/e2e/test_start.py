"""The first words: greeting, help, cancel, and what nobody understands."""

import pytest

from telegram_sandbox.driver import Sandbox
from tests.support.bot import Bot


async def test_start_greets_by_name_and_offers_what_can_be_done(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice <b>")
    await alice.says("/start")
    await alice.sees("Hello Alice <b>.")
    offered = ["Book a test", "Schedule a message", "My bookings", "My messages"]
    assert alice.buttons() == offered


@pytest.mark.usefixtures("clinic")
async def test_the_greeting_names_the_lab_and_its_card_is_a_command(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello Alice. This is Slotbell Lab.")
    for said in ("/lab", "what is your phone number?"):
        await alice.says(said)
        await alice.sees("1 Linden Street")


async def test_start_with_an_unknown_deep_link_greets_all_the_same(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start https---example")
    await alice.sees("Hello Alice.")


async def test_help_names_every_command(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/help")
    shown = await alice.sees("How to use me")
    for command in (
        "/book",
        "/bookings",
        "/schedule",
        "/scheduled",
        "/timezone",
        "/cancel",
    ):
        assert command in shown.text
    assert "/email" not in shown.text  # this bot sends no mail


async def test_the_help_button_shows_the_help_in_place(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    greeting = await alice.sees("Hello")
    await alice.forges("st1:h", greeting.id)
    helped = await alice.sees("How to use me")
    assert helped.id == greeting.id


async def test_cancel_without_a_conversation_says_so(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/cancel")
    await alice.sees("nothing to cancel")


async def test_cancel_ends_the_open_conversation(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    asked = await alice.sees("your time zone")
    await alice.says("/cancel")
    await alice.sees("Cancelled. Nothing was saved.")
    await alice.says("Berlin")
    await alice.sees("I did not understand that")
    edits = await chat.record("editMessageReplyMarkup", alice.id)
    assert [edit["message_id"] for edit in edits] == [asked.id], "its buttons are gone"


TEXTS = (
    "what a day",
    "🎂" * 50,
    "مرحبا",
    "<b>x</b> & <i>",
    "'; DROP TABLE accounts; --",
    "x" * 10_000,
)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:10])
async def test_any_text_outside_of_a_conversation_is_answered_politely(
    chat: Sandbox, running_bot: Bot, text: str
) -> None:
    alice = await chat.person("Alice")
    await alice.says(text)
    await alice.sees("I did not understand that. Here is what I can do:")


@pytest.mark.parametrize("command", ["/frobnicate", "/<b>", "/", "/start@somebody_else", "/ book"])
async def test_an_unknown_command_is_pointed_to_the_help(
    chat: Sandbox, running_bot: Bot, command: str
) -> None:
    alice = await chat.person("Alice")
    await alice.says(command)
    await alice.sees("/help lists those I know")


async def test_what_is_no_text_is_offered_to_be_sent_later(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    for send in (
        alice.sends_photo,
        alice.sends_voice,
        alice.sends_sticker,
        alice.sends_document,
        alice.shares_contact,
    ):
        await send()
        await alice.sees("Shall I send it to you later?")


async def test_a_live_photo_is_answered_though_it_cannot_be_kept(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    hello = await alice.sees("Hello")
    who = {"id": alice.id, "first_name": "Alice"}
    told = {"message_id": hello.id + 1000, "date": 1, "chat": who | {"type": "private"}}
    film = {"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1, "duration": 1}
    sent = told | {"from": who | {"is_bot": False}, "live_photo": film}
    await chat.inject({"message": sent})
    await alice.sees("I cannot use that one")


@pytest.mark.parametrize("data", ["zz9:1", "", "st1:", "st1:?", "bk0:x:y", "tz1:::::", "🎂" * 16])
async def test_a_button_nobody_knows_gets_a_toast(
    chat: Sandbox, running_bot: Bot, data: str
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    message = await alice.sees("Hello")
    await alice.forges(data, message.id)
    await alice.sees("This button is from an older version")
    assert running_bot.outcomes() == ["handled", "refused"]


async def test_a_grey_button_explains_itself(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    message = await alice.sees("Hello")
    await alice.forges("gr1", message.id)
    await alice.sees("Fully booked or closed")
