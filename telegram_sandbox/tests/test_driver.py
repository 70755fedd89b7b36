"""The driver tells stories, and tells well why one went wrong."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.types import (
    CallbackQuery,
    DisabledButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from stage import Stage, staged
from telegram_sandbox import serving
from telegram_sandbox.driver import NoSuchButton, NotSeen, NotSettled, Refusal, Sandbox

MENU = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Mon (full)", disabled=DisabledButton())],
        [InlineKeyboardButton(text="Confirm", callback_data="confirm")],
    ]
)


@pytest.fixture
async def shop(stage: Stage) -> AsyncIterator[None]:
    """A bot behind a webhook that answers at once."""
    dispatcher = Dispatcher()

    @dispatcher.message(F.text)
    async def menu(message: Message, bot: Bot) -> None:
        await bot.send_message(message.chat.id, f"You said {message.text}", reply_markup=MENU)

    @dispatcher.callback_query()
    async def confirmed(query: CallbackQuery, bot: Bot) -> None:
        assert isinstance(query.message, Message)
        await bot.edit_message_text(
            "Booked", chat_id=query.from_user.id, message_id=query.message.message_id
        )
        await bot.answer_callback_query(query.id, "Saved")

    app = web.Application()
    SimpleRequestHandler(dispatcher, stage.bot, handle_in_background=False).register(app, "/hook")
    async with serving(app) as url:
        await stage.bot.set_webhook(f"{url}/hook")
        yield


@pytest.mark.usefixtures("shop")
async def test_a_story_is_told_in_its_words(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    await alice.says("cbc")
    seen = await alice.sees("you SAID cbc")
    assert seen.buttons == alice.buttons() == ["Mon (full)", "Confirm"]
    await alice.taps("confirm")
    assert (await alice.sees("booked")).id == seen.id
    await alice.sees("Saved")
    assert alice.toast() == "Saved"
    (answered,) = await stage.telegram.record(method="answerCallbackQuery", chat_id=alice.id)
    assert answered["status"] == 200
    assert (await alice.last()).text == "Booked"
    assert alice.transcript().splitlines() == [
        "Alice #1: cbc",
        "bot #2: You said cbc",
        "        [Confirm] (+1 disabled)",
        "edit by bot #2: Booked",
        "toast: Saved",
    ]


@pytest.mark.usefixtures("shop")
async def test_what_came_before_it_was_looked_for_is_seen(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    await alice.says("quick")
    await stage.telegram.settled()
    await alice.sees("You said quick", within=1)


@pytest.mark.usefixtures("shop")
async def test_what_came_before_the_last_act_is_not_new(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    await alice.says("first")
    await alice.sees("You said first")
    await alice.says("second")
    await alice.sees("You said second")
    with pytest.raises(NotSeen) as caught:
        await alice.sees("You said first", within=0)
    assert "Alice has not seen 'You said first' within 0 s" in str(caught.value)
    assert "bot #2: You said first" in str(caught.value)


@pytest.mark.usefixtures("shop")
async def test_a_button_that_is_not_there_or_disabled_is_named_with_those_that_are(
    stage: Stage,
) -> None:
    alice = await stage.telegram.person("Alice")
    await alice.says("x")
    await alice.sees("You said x")
    with pytest.raises(NoSuchButton, match=re.escape("there are: [Confirm] (+1 disabled)")):
        await alice.taps("Mon", within=0)


async def test_a_tap_waits_for_its_button(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    await alice.says("/start")
    tap = asyncio.create_task(alice.taps("Confirm", within=30))
    await stage.bot.send_message(alice.id, "Well?", reply_markup=MENU)
    assert await tap
    with pytest.raises(Refusal, match="409: Message 2 has no enabled button with this data"):
        await alice.forges("other", 2, forge=False)


async def test_somebody_met_again_is_who_they_were(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    await alice.says("/start")
    await stage.bot.send_message(alice.id, "Well?", reply_markup=MENU)
    async with Sandbox(stage.url) as other:
        again = await other.meet(alice.id)
        assert (again.first_name, again.buttons()) == ("Alice", ["Mon (full)", "Confirm"])
        await again.taps("Confirm")
        await stage.bot.send_message(alice.id, "Hello both")
        await again.sees("Hello both")
        await alice.sees("Hello both")
        with pytest.raises(NotSeen):
            await (await other.person("Bob")).last()


async def test_unsettled_updates_are_told(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    await alice.says("anybody?")
    with pytest.raises(NotSettled, match="1 updates are pending after 0 s"):
        await stage.telegram.settled(within=0)


async def test_a_sandbox_that_is_gone_fails_the_story_at_once() -> None:
    async with staged() as stage:
        telegram = Sandbox(stage.url)
        await telegram.__aenter__()
        alice = await telegram.person("Alice")
    with pytest.raises(NotSeen, match="the sandbox is gone"):
        await alice.sees("anything", within=60)
    await telegram.__aexit__(None, None, None)


async def test_something_else_at_the_address_is_no_sandbox() -> None:
    async with serving(web.Application()) as url:
        with pytest.raises(Refusal, match="no sandbox answers"):
            await Sandbox(url).__aenter__()


async def test_thousands_of_messages_are_kept_in_order_and_on_the_record(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    await alice.says("/start")
    await asyncio.gather(*(stage.bot.send_message(alice.id, f"n{n}") for n in range(2000)))
    calls = await stage.telegram.record(method="sendMessage", chat_id=alice.id)
    assert len(calls) == len({call["message_id"] for call in calls}) == 2000
    assert {call["params"]["text"] for call in calls} == {f"n{n}" for n in range(2000)}
    newest = await stage.telegram.record(after=calls[-3]["n"])
    assert [call["n"] for call in newest] == [call["n"] for call in calls[-2:]]
