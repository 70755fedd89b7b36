"""Too fast is told once, costs nothing, and ends by itself."""

from infra.settings import Settings
from telegram_sandbox.driver import Sandbox
from tests.support import bot as bots


async def test_who_is_too_fast_is_told_once_and_the_rest_is_dropped(
    chat: Sandbox, bot_settings: Settings
) -> None:
    slow = bot_settings.model_copy(update={"flood_limit": 0.1})
    async with bots.running(slow) as bot:
        alice, bob = await chat.person("Alice"), await chat.person("Bob")
        for _ in range(6):
            await alice.says("a lovely day")
        await chat.settled()
        sent = [str(call["params"]["text"]) for call in await chat.record("sendMessage", alice.id)]
        assert len([words for words in sent if "did not understand" in words]) == 1
        assert len([words for words in sent if "a bit fast" in words]) == 1
        assert len(sent) == 2
        assert bot.outcomes() == ["handled"] + ["flooded"] * 5
        assert [line["queries"] for line in bot.lines()[1:]] == [0] * 5
        assert bot.metric("flood_refused_total") == 5
        assert [attempt["status"] for attempt in (await chat.deliveries())[-6:]] == [200] * 6
        await bob.says("/start")
        await bob.sees("Hello Bob")


async def test_a_fast_tap_is_told_in_a_toast(chat: Sandbox, bot_settings: Settings) -> None:
    slow = bot_settings.model_copy(update={"flood_limit": 0.1})
    async with bots.running(slow):
        alice = await chat.person("Alice")
        await alice.says("/start")
        greeting = await alice.sees("Hello")
        await alice.forges("gr1", greeting.id)
        await alice.sees("a bit fast")
        assert "a bit fast" in alice.toast()


async def test_going_away_is_heard_even_in_a_flood(chat: Sandbox, bot_settings: Settings) -> None:
    slow = bot_settings.model_copy(update={"flood_limit": 0.1})
    async with bots.running(slow) as bot:
        alice = await chat.person("Alice")
        await alice.says("/start")
        await alice.sees("Hello")
        await alice.says("/start")
        await alice.blocks()
        await chat.settled()
        assert bot.outcomes() == ["handled", "flooded", "handled"]
