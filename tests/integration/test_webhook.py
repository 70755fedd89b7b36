"""The webhook's door: who may come in, with what, and what Telegram is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Router
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.deps import open_deps
from bot.dispatcher import Dispatcher
from bot.webhook import BODY_LIMIT, SECRET_HEADER, Webhook
from infra.settings import FsmStorage, Settings
from telegram_sandbox.driver import Sandbox
from tests.support import bot as bots
from tests.support.bot import SECRET, Bot, Json

START = "/start"


def message(update_id: int, person: int, text: str = START, **more: object) -> Json:
    """An update as Telegram sends it."""
    chat = {"id": person, "type": "private", "first_name": "Alice"}
    user = {"id": person, "is_bot": False, "first_name": "Alice", "language_code": "en"}
    told = {"message_id": update_id, "date": 1, "chat": chat, "from": user, "text": text}
    return {"update_id": update_id, "message": told | more}


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "missing_secret"),
        ({SECRET_HEADER: ""}, "wrong_secret"),
        ({SECRET_HEADER: SECRET[:-1]}, "wrong_secret"),
        ({SECRET_HEADER: SECRET + "x"}, "wrong_secret"),
        ({SECRET_HEADER: "géheim"}, "wrong_secret"),
    ],
)
async def test_without_the_secret_nothing_is_read(
    running_bot: Bot, headers: dict[str, str], reason: str
) -> None:
    async with running_bot.post(b"x" * (BODY_LIMIT + 1), headers) as answer:
        assert answer.status == 401
        assert await answer.read() == b""
    assert running_bot.metric("webhook_refused_total", reason=reason) == 1
    assert running_bot.outcomes() == []


async def test_a_body_over_the_limit_is_refused(running_bot: Bot) -> None:
    async with running_bot.post(b" " * (BODY_LIMIT + 1)) as answer:
        assert answer.status == 413
    assert running_bot.metric("webhook_refused_total", reason="too_large") == 1


async def test_a_body_that_hides_its_length_is_refused_too(running_bot: Bot) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 1024 + 2):
            yield b" " * 1024

    url = running_bot.url + "/telegram/webhook"
    async with running_bot.http.post(url, data=chunks(), headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 413


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"update_id=1", "not_json"),
        (b"[" * 100_000, "not_json"),
        ('{"update_id": 1, "x": "é"}'.encode("latin-1"), "not_json"),
        ('{"update_id": 1}'.encode("utf-16"), "not_json"),
        (b"[]", "no_update_id"),
        (b"null", "no_update_id"),
        (b'"x"', "no_update_id"),
        (b"{}", "no_update_id"),
        (b'{"update_id": "1"}', "no_update_id"),
        (b'{"update_id": true}', "no_update_id"),
        (b'{"update_id": -1}', "no_update_id"),
        (b'{"update_id": 1e3}', "no_update_id"),
        (b'{"update_id": 9223372036854775808}', "no_update_id"),
    ],
)
async def test_what_is_no_update_is_refused(running_bot: Bot, body: bytes, reason: str) -> None:
    async with running_bot.post(body) as answer:
        assert answer.status == 400
    assert running_bot.metric("webhook_refused_total", reason=reason) == 1


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 1, "of_the_future": {"id": 1}},
        {"update_id": 1, "message": "text"},
        {"update_id": 1, "message": {"message_id": 1}},
        {"update_id": 1, "message": {"text": "\ud800"}},
        {"update_id": 1, "callback_query": None},
        {"update_id": 1, "edited_message": message(1, 7)["message"]},
        {"update_id": 1, "channel_post": message(1, 7)["message"]},
        {"update_id": 1, "poll": {"id": "1"}},
    ],
)
async def test_an_update_of_any_shape_is_taken(running_bot: Bot, update: Json) -> None:
    async with running_bot.post(update) as answer:
        assert answer.status == 200
        assert await answer.json() == {}
    assert "failed" not in running_bot.outcomes()


async def test_other_methods_and_paths_are_not_there(running_bot: Bot) -> None:
    async with running_bot.http.get(running_bot.url + "/telegram/webhook") as answer:
        assert answer.status == 405
    async with running_bot.http.get(running_bot.url + "/") as answer:
        assert answer.status == 404


async def test_the_answer_to_a_tap_rides_in_the_reply(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says(START)
    greeting = await alice.sees("Hello")
    await alice.forges("gr1", greeting.id)
    await alice.sees("Fully booked")
    (answer,) = await chat.record("answerCallbackQuery", alice.id) or await chat.record(
        "answerCallbackQuery"
    )
    assert answer["via"] == "reply"
    assert answer["status"] == 200


async def test_a_repeated_update_is_done_once(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says(START)
    await alice.sees("Hello")
    update = message(77, alice.id)
    for _ in range(3):
        async with running_bot.post(update) as answer:
            assert answer.status == 200
    assert len(await chat.record("sendMessage", alice.id)) == 2
    assert running_bot.outcomes() == ["handled", "handled", "duplicate", "duplicate"]


async def test_a_redelivery_during_the_first_waits_and_does_nothing(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    begun, go = asyncio.Event(), asyncio.Event()
    times = []

    async def slowly(told: Message) -> object:
        times.append(told.message_id)
        begun.set()
        await go.wait()
        return told.answer("Once")

    router = Router()
    router.message.register(slowly)
    running_bot.hear_first(router)

    async def post() -> str:
        async with running_bot.post(message(78, alice.id)) as answer:
            assert answer.status == 200
            return str((await answer.json()).get("text", ""))

    first = asyncio.create_task(post())
    await begun.wait()
    second = asyncio.create_task(post())
    await asyncio.sleep(0.1)
    go.set()
    assert sorted([await first, await second]) == ["", "Once"]
    assert times == [78]
    # The second joins the first, or comes just after its end.
    assert running_bot.outcomes() in (["handled"], ["handled", "duplicate"])


async def test_updates_of_a_person_keep_their_order_and_others_do_not_wait(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice, bob = await chat.person("Alice"), await chat.person("Bob")
    begun, go = asyncio.Event(), asyncio.Event()
    done = []

    async def noted(told: Message) -> None:
        if told.text == "first":
            begun.set()
            await go.wait()
        done.append(told.text)

    router = Router()
    router.message.register(noted)
    running_bot.hear_first(router)

    async def post(number: int, person: int, text: str) -> None:
        async with running_bot.post(message(number, person, text)) as answer:
            assert answer.status == 200

    first = asyncio.create_task(post(1, alice.id, "first"))
    await begun.wait()
    second = asyncio.create_task(post(2, alice.id, "second"))
    await running_bot.has_at_the_lock(2)
    await post(3, bob.id, "bob's")
    assert done == ["bob's"]
    go.set()
    await asyncio.gather(first, second)
    assert done == ["bob's", "first", "second"]


async def test_a_bug_is_told_with_a_reference_logged_once_and_not_tried_again(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")

    async def broken(event: Message | CallbackQuery) -> None:
        said = event.text if isinstance(event, Message) else event.data
        raise ValueError(f"cannot do {said}")

    router = Router()
    router.message.register(broken)
    router.callback_query.register(broken)
    running_bot.hear_first(router)
    await alice.says("Good morning")
    told = await alice.sees("Something went wrong on my side")
    (line,) = running_bot.lines("update_failed")
    assert str(line["update_id"]) in told.text
    assert line["handler"] == "integration.test_webhook.broken"
    assert "in broken" in line["exception"]
    assert "morning" not in running_bot.written.getvalue()
    await alice.forges("bk1:x", told.id)
    await alice.sees("Something went wrong on my side")
    await chat.settled()
    assert running_bot.outcomes() == ["failed", "failed"]
    assert [attempt["status"] for attempt in await chat.deliveries()][-2:] == [200, 200]


async def test_one_line_an_update_without_words_or_names(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Aloysius", last_name="Weatherby", username="aloysius_w")
    await alice.says("my secret words")
    await alice.sees("I did not understand that")
    await chat.settled()
    (line,) = running_bot.lines()
    assert line | {"ms": 0, "at": "", "update_id": 1, "person": "x"} == {
        "event": "update_handled",
        "update_id": 1,
        "person": "x",
        "kind": "message",
        "handler": "handlers.fallback.unknown_text",
        "outcome": "handled",
        "ms": 0,
        "queries": 3,  # the account, read and made; the tests, once in 5 seconds
        "process": "bot",
        "level": "info",
        "logger": "bot.dispatcher",
        "at": "",
    }
    written = running_bot.written.getvalue()
    for word in ("secret words", "Aloysius", "Weatherby", "aloysius_w", str(alice.id)):
        assert word not in written


async def test_start_costs_two_statements_and_the_first_one_three(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    for _ in range(2):
        await alice.says(START)
        await alice.sees("Hello")
        await chat.settled()
    assert [line["queries"] for line in running_bot.lines()] == [3, 2]
    assert running_bot.metric("sql_queries_count") == 2
    assert (
        running_bot.metric(
            "updates_total", handler="account.start.start_command", outcome="handled"
        )
        == 2
    )
    assert running_bot.metric("ack_seconds_count") == 2


async def test_health_readiness_and_metrics_are_served(running_bot: Bot) -> None:
    async with running_bot.http.get(running_bot.url + "/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ok": True})
    async with running_bot.http.get(running_bot.url + "/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ok": True, "problems": {}})
    async with running_bot.http.get(running_bot.url + "/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert "slotbell_conversations 0.0" in await answer.text()


async def test_the_webhook_is_registered_with_secret_kinds_and_commands(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says(START)
    await alice.sees("Hello")
    (call,) = (await chat.record("setWebhook"))[-1:]
    assert call["params"]["url"] == running_bot.url + "/telegram/webhook"
    kinds = call["params"]["allowed_updates"]
    kinds = json.loads(kinds) if isinstance(kinds, str) else kinds
    assert sorted(kinds) == ["callback_query", "edited_message", "message", "my_chat_member"]
    assert await running_bot.deps.bot.get_my_commands()


async def test_an_answer_with_a_file_is_called(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")

    async def filed(told: Message) -> SendDocument:
        return told.answer_document(BufferedInputFile(b"Notes", "notes.txt"), caption="For you")

    router = Router()
    router.message.register(filed)
    running_bot.hear_first(router)
    await alice.says(START)
    await alice.sees("For you")
    (call,) = await chat.record("sendDocument", alice.id)
    assert call["via"] == "call"


async def test_conversations_live_in_redis_where_that_is_wished(
    chat: Sandbox, bot_settings: Settings
) -> None:
    kept = bot_settings.model_copy(update={"fsm_storage": FsmStorage.REDIS})
    alice = await chat.person("Alice")
    async with bots.running(kept):
        await alice.says("/timezone")
        await alice.sees("I assume your time zone")
        await chat.settled()
    async with bots.running(kept):
        await alice.says("Lisbon")
        await alice.sees("Done: your time zone is Europe/Lisbon.")
        await alice.says("Lisbon")
        await alice.sees("I did not understand that")


async def test_open_conversations_are_counted(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("I assume your time zone")
    await chat.settled()
    assert running_bot.metric("conversations") == 1
    assert 500 < running_bot.metric("conversation_bytes") < 5000


async def test_while_stopping_updates_are_left_to_the_next_process(
    chat: Sandbox, bot_settings: Settings
) -> None:
    async with open_deps(bot_settings) as deps:
        webhook = Webhook(deps.bot, Dispatcher(deps), SECRET, deps.metrics)
        app = web.Application()
        app.router.add_post("/", webhook.handle)
        async with TestClient(TestServer(app)) as client:
            webhook.stop()
            answer = await client.post("/", json=message(1, 7), headers={SECRET_HEADER: SECRET})
            assert answer.status == 503
        refused = deps.metrics.registry.get_sample_value(
            "slotbell_webhook_refused_total", {"reason": "stopping"}
        )
        assert refused == 1


def test_an_empty_secret_is_no_secret() -> None:
    nothing: Any = None
    with pytest.raises(ValueError, match="believe anybody"):
        Webhook(nothing, nothing, "", nothing)
