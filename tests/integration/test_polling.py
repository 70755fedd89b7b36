"""Polling does what the webhook does: in order, once each, and nothing lost."""

import asyncio

import pytest
from aiogram import Router
from aiogram.types import Message

from infra.settings import BotMode, Settings
from telegram_sandbox.driver import NotSeen, Sandbox
from tests.integration.test_webhook import message
from tests.support import bot as bots
from tests.support.waiting import WITHIN


@pytest.fixture
def polling(bot_settings: Settings) -> Settings:
    """The same bot without a public address."""
    return bot_settings.model_copy(update={"bot_mode": BotMode.POLLING})


async def test_updates_are_fetched_and_answered(chat: Sandbox, polling: Settings) -> None:
    async with bots.running(polling) as bot:
        alice = await chat.person("Alice")
        await alice.says("/start")
        greeting = await alice.sees("Hello Alice")
        await alice.forges("gr1", greeting.id)
        await alice.sees("Fully booked")
        assert await chat.record("deleteWebhook")
        async with bot.http.get(bot.url + "/readyz") as answer:
            assert answer.status == 200
        async with bot.post(message(1, alice.id)) as answer:
            assert answer.status == 404, "there is no webhook to forge updates to"
    assert bot.outcomes() == ["handled", "handled"]


async def test_a_persons_updates_keep_their_order(chat: Sandbox, polling: Settings) -> None:
    alice, bob = await chat.person("Alice"), await chat.person("Bob")
    heard: list[str] = []
    enough = asyncio.Event()

    async def noted(told: Message) -> None:
        heard.append(told.text or "")
        if len(heard) == 12:
            enough.set()

    for number in range(6):
        await alice.says(f"a{number}")
        await bob.says(f"b{number}")
    async with bots.running(polling) as bot:
        router = Router()
        router.message.register(noted)
        bot.hear_first(router)
        async with asyncio.timeout(WITHIN):
            await enough.wait()
    for name in "ab":
        assert [text for text in heard if text[0] == name] == [f"{name}{n}" for n in range(6)]


async def test_an_interrupted_update_is_tried_again_and_the_next_one_waits(
    chat: Sandbox, polling: Settings
) -> None:
    async with bots.running(polling) as bot:
        alice = await chat.person("Alice")
        await chat.fault("500", method="sendMessage")
        await alice.says("/start")
        await alice.says("/help")
        await alice.sees("How to use me")
        assert bot.outcomes()[:2] == ["handled", "handled"]
        sent = [str(call["params"]["text"]) for call in await chat.record("sendMessage", alice.id)]
        assert [text[:5] for text in sent] == ["Hello", "Hello", "<b>Ho"]


async def test_trouble_is_logged_once_and_its_end(chat: Sandbox, polling: Settings) -> None:
    await chat.fault("500", method="getUpdates", times=2)
    async with bots.running(polling) as bot:
        alice = await chat.person("Alice")
        await alice.says("/start")
        await alice.sees("Hello Alice", within=10)
        assert len(bot.lines("polling_interrupted")) == 1
        assert len(bot.lines("polling_resumed")) == 1


async def test_an_odd_update_does_not_stop_the_rest(chat: Sandbox, polling: Settings) -> None:
    alice = await chat.person("Alice")
    await chat.inject({"message": {"message_id": "odd"}})
    await alice.says("/start")
    async with bots.running(polling) as bot:
        await alice.sees("Hello Alice")
        assert len(bot.lines("update_unreadable")) == 1


async def test_a_stop_finishes_the_update_at_work_and_a_new_start_does_not_repeat_it(
    chat: Sandbox, polling: Settings
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly(told: Message) -> None:
        begun.set()
        await go.wait()
        await told.answer("Late, but here")

    alice = await chat.person("Alice")
    stop = asyncio.Event()

    async def run() -> None:
        async with bots.running(polling) as bot:
            router = Router()
            router.message.register(slowly)
            bot.hear_first(router)
            await stop.wait()

    life = asyncio.create_task(run())
    await alice.says("anything")
    await begun.wait()
    stop.set()
    with pytest.raises(NotSeen):
        await alice.sees("Late", within=0.2)
    go.set()
    await alice.sees("Late, but here")
    await life
    async with bots.running(polling) as bot:
        await alice.says("/help")
        await alice.sees("How to use me")
    assert bot.outcomes() == ["handled"]
