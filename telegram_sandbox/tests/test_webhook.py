"""Updates reach the bot as Telegram delivers them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramConflictError
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import Message, Update
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from stage import Stage, hook, staged
from telegram_sandbox import serving
from telegram_sandbox.driver import NotSettled
from telegram_sandbox.state.world import Poll

SECRET = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


def words(update: dict[str, Any]) -> str:
    return str(update.get("message", {}).get("text", ""))


async def test_updates_come_with_the_secret_one_after_another(stage: Stage) -> None:
    came: list[tuple[str | None, int, str]] = []

    async def answer(update: dict[str, Any], request: web.Request) -> web.Response:
        came.append((request.headers.get(SECRET), update["update_id"], words(update)))
        return web.Response()

    alice = await stage.telegram.person("Alice")
    await alice.says("before")
    async with hook(answer) as url:
        assert await stage.bot.set_webhook(url, secret_token="open-sesame")
        for n in range(20):
            await alice.says(str(n))
        await stage.telegram.settled()
    assert [text for _, _, text in came] == ["before", *map(str, range(20))]
    assert {secret for secret, _, _ in came} == {"open-sesame"}
    assert [number for _, number, _ in came] == sorted({number for _, number, _ in came})


async def test_a_failing_update_comes_again_and_blocks_its_own_chat_alone(stage: Stage) -> None:
    came: list[str] = []
    healed, enough = asyncio.Event(), asyncio.Event()

    async def answer(update: dict[str, Any], request: web.Request) -> web.Response:
        came.append(words(update))
        if came.count("bad") >= 4 and "beside" in came:
            enough.set()
        return web.Response(status=200 if healed.is_set() or words(update) != "bad" else 503)

    alice, bob = [await stage.telegram.person(name) for name in ("Alice", "Bob")]
    async with hook(answer) as url:
        await stage.bot.set_webhook(url)
        await alice.says("bad")
        await alice.says("behind")
        await bob.says("beside")
        await enough.wait()
        assert "behind" not in came
        info = await stage.bot.get_webhook_info()
        assert info.pending_update_count == 2
        told = "Wrong response from the webhook: 503 Service Unavailable"
        assert info.last_error_message == told
        healed.set()
        await stage.telegram.settled()
    assert came[-1] == "behind"
    tries = [d for d in await stage.telegram.deliveries() if d["status"] == 503]
    assert [d["attempt"] for d in tries] == list(range(1, len(tries) + 1))
    assert len({d["update_id"] for d in tries}) == 1


async def test_many_chats_are_served_at_once_up_to_max_connections(stage: Stage) -> None:
    open_now, most, full, gate = 0, 0, asyncio.Event(), asyncio.Event()

    async def answer(update: dict[str, Any], request: web.Request) -> web.Response:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        if open_now == 3:
            full.set()
        await gate.wait()
        open_now -= 1
        return web.Response()

    people = [await stage.telegram.person(f"P{n}") for n in range(9)]
    async with hook(answer) as url:
        await stage.bot.set_webhook(url, max_connections=3)
        await asyncio.gather(*(person.says("hi") for person in people))
        await full.wait()
        for _ in range(20):  # time enough for a fourth to come in
            await stage.telegram.record()
        assert most == 3
        gate.set()
        await stage.telegram.settled()
    assert most == 3


async def test_a_webhook_that_hangs_is_given_up_and_tried_again(stage: Stage) -> None:
    forever, came = asyncio.Event(), 0

    async def answer(update: dict[str, Any], request: web.Request) -> web.Response:
        nonlocal came
        came += 1
        if came == 1:
            await forever.wait()
        return web.Response()

    alice = await stage.telegram.person("Alice")
    async with hook(answer) as url:
        await stage.bot.set_webhook(url)
        await alice.says("hi")
        await stage.telegram.settled()
        forever.set()
    assert came == 2
    first, second = await stage.telegram.deliveries()
    assert (first["status"], first["error"]) == (None, "Read timeout expired")
    assert second["status"] == 200


async def test_retry_after_is_honoured(stage: Stage) -> None:
    statuses = [503, 200]

    async def answer(update: dict[str, Any], request: web.Request) -> web.Response:
        return web.Response(status=statuses.pop(0), headers={"Retry-After": "1"})

    alice = await stage.telegram.person("Alice")
    async with hook(answer) as url:
        await stage.bot.set_webhook(url)
        await alice.says("hi")
        await stage.telegram.settled()
    first, second = await stage.telegram.deliveries()
    assert second["at"] - first["at"] >= 1.0


async def test_nobody_at_the_webhook_is_an_error_that_can_be_read(stage: Stage) -> None:
    async with serving(web.Application()) as free:
        url = f"{free}/hook"  # nobody listens there any more after this
    alice = await stage.telegram.person("Alice")
    await stage.bot.set_webhook(url)
    await alice.says("hi")
    with pytest.raises(NotSettled, match="Connection refused"):
        await stage.telegram.settled(within=1)
    info = await stage.bot.get_webhook_info()
    assert info.last_error_message == "Connection refused"
    assert info.url == url
    await stage.bot.delete_webhook(drop_pending_updates=True)
    assert (await stage.bot.get_webhook_info()).pending_update_count == 0


async def test_only_allowed_updates_are_delivered(stage: Stage) -> None:
    kinds: list[str] = []

    async def answer(update: dict[str, Any], request: web.Request) -> web.Response:
        kinds.extend(name for name in update if name != "update_id")
        return web.Response()

    alice = await stage.telegram.person("Alice")
    async with hook(answer) as url:
        await stage.bot.set_webhook(url, allowed_updates=["my_chat_member", "callback_query"])
        await alice.says("hi")
        await alice.forges("x", 1)
        await alice.blocks()
        await stage.telegram.settled()
    assert sorted(kinds) == ["callback_query", "my_chat_member"]


async def test_stale_taps_are_dropped_and_stale_messages_kept_for_a_day(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    await alice.says("hi")
    await alice.forges("x", 1)
    stage.hours_on.append(0.1)
    assert [u.event_type for u in await stage.bot.get_updates()] == ["message"]
    stage.hours_on.append(24)
    assert await stage.bot.get_updates() == []


async def test_a_method_in_the_answer_is_executed_and_recorded(stage: Stage) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> TelegramMethod[Message]:
        return SendMessage(chat_id=message.chat.id, text=f"echo {message.text}")

    app = web.Application()
    SimpleRequestHandler(
        dispatcher, stage.bot, handle_in_background=False, secret_token="quiet"
    ).register(app, path="/hook")
    alice = await stage.telegram.person("Alice")
    async with serving(app) as url:
        await stage.bot.set_webhook(f"{url}/hook", secret_token="quiet")
        await alice.says("hello")
        await alice.sees("echo hello")
    call = (await stage.telegram.record(method="sendMessage"))[-1]
    assert (call["via"], call["status"], call["chat_id"]) == ("reply", 200, alice.id)


async def test_a_json_reply_that_is_refused_is_recorded(stage: Stage) -> None:
    async def answer(update: dict[str, Any], request: web.Request) -> web.Response:
        return web.json_response({"method": "sendMessage", "chat_id": 1, "text": "x"})

    alice = await stage.telegram.person("Alice")
    async with hook(answer) as url:
        await stage.bot.set_webhook(url)
        await alice.says("hello")
        await stage.telegram.settled()
    call = (await stage.telegram.record(method="sendMessage"))[-1]
    assert (call["via"], call["description"]) == ("reply", "Bad Request: chat not found")


async def test_a_new_webhook_gets_what_the_old_one_did_not_take(stage: Stage) -> None:
    took: list[str] = []
    refused = asyncio.Event()

    async def refuse(update: dict[str, Any], request: web.Request) -> web.Response:
        refused.set()
        return web.Response(status=500)

    async def take(update: dict[str, Any], request: web.Request) -> web.Response:
        took.append(words(update))
        return web.Response()

    alice = await stage.telegram.person("Alice")
    async with hook(refuse) as old, hook(take) as new:
        await stage.bot.set_webhook(old)
        await alice.says("hello")
        await refused.wait()
        await stage.bot.set_webhook(new)
        await stage.telegram.settled()
    assert took == ["hello"]


class WatchedPoll(Poll):
    """Tells when a getUpdates has begun to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()

    def begin(self) -> asyncio.Future[str]:
        self.begun.set()
        return super().begin()


async def test_get_updates_waits_confirms_and_excludes_the_webhook(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    stage.world.poll = watched = WatchedPoll()
    poll = asyncio.create_task(stage.bot.get_updates(timeout=30))
    await watched.begun.wait()
    await alice.says("one")
    (first,) = await poll
    await alice.says("two")
    again = await stage.bot.get_updates()
    assert [update.update_id for update in again] == [first.update_id, first.update_id + 1]
    (second,) = await stage.bot.get_updates(offset=first.update_id + 1)
    assert second.message is not None
    assert second.message.text == "two"
    await alice.says("three")
    (newest,) = await stage.bot.get_updates(offset=-1)
    assert newest.update_id == second.update_id + 1
    await stage.bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError, match="while webhook is active"):
        await stage.bot.get_updates()


async def test_a_second_poller_ends_the_first(stage: Stage) -> None:
    stage.world.poll = watched = WatchedPoll()
    first = asyncio.create_task(stage.bot.get_updates(timeout=30))
    await watched.begun.wait()
    second = asyncio.create_task(stage.bot.get_updates(timeout=30))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    await stage.bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await second


async def test_aiogram_polls_it_like_telegram(stage: Stage) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message, bot: Bot) -> None:
        await bot.send_message(message.chat.id, f"echo {message.text}")

    alice = await stage.telegram.person("Alice")
    polling = asyncio.create_task(
        dispatcher.start_polling(stage.bot, handle_signals=False, close_bot_session=False)
    )
    await alice.says("hello")
    await alice.sees("echo hello", within=20)
    await dispatcher.stop_polling()
    await polling


async def test_injected_updates_reach_the_bot_as_they_are(stage: Stage) -> None:
    raw = {"update_id": 7, "message": {"message_id": 1, "date": 0, "chat": {"id": 5}, "odd": [1]}}
    assert await stage.telegram.inject(raw) == 7
    assert await stage.telegram.inject(raw) == 7
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{stage.url}/bot{stage.bot.token}/getUpdates") as answer,
    ):
        assert (await answer.json())["result"] == [raw, raw]


async def test_a_duplicate_update_id_is_not_given_to_the_next_update(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    await alice.says("one")
    updates: list[Update] = await stage.bot.get_updates()
    taken = updates[0].update_id + 5
    await stage.telegram.inject({"update_id": taken, "poll_answer": {}})
    for n in range(9):
        await alice.says(str(n))
    numbers = [u.id for u in stage.world.updates.pending]
    assert len(numbers) == len(set(numbers))
