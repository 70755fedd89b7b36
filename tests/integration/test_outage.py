"""An outage loses no update and does none twice; what is the update's own fault is not repeated."""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest
from aiogram import Router
from aiogram.types import Message
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.migrate import migrate
from db.outage import is_outage
from db.uow import Database
from infra.settings import Settings
from telegram_sandbox.driver import NotSeen, Sandbox
from tests.integration.test_webhook import message
from tests.support import bot as bots
from tests.support.bot import Bot
from tests.support.waiting import WITHIN, once_true


async def reachable(bot: Bot, person: int) -> bool:
    """What the database says of an account."""
    async with bot.deps.database.read() as uow:
        row = await uow.first(text("SELECT reachable FROM accounts WHERE id = :id"), {"id": person})
    assert row is not None
    return bool(row.reachable)


async def test_a_delivery_over_its_deadline_is_joined_by_the_next(
    chat: Sandbox, bot_settings: Settings
) -> None:
    async with bots.running(bot_settings, deadline=0.5) as bot:
        alice = await chat.person("Alice")
        await chat.fault("hang", method="sendMessage", seconds=2)
        await alice.says("/start")
        await alice.sees("Hello Alice")
        await chat.settled()
        statuses = [attempt["status"] for attempt in await chat.deliveries()]
        assert 503 in statuses
        assert statuses[-1] == 200
        assert bot.outcomes() == ["handled"]
        assert len(await chat.record("sendMessage", alice.id)) == 2  # the first was cut


@pytest.mark.parametrize("kind", ["500", "502html", "cut", "429"])
async def test_what_telegram_does_not_take_is_sent_again_within_the_update(
    chat: Sandbox, running_bot: Bot, kind: str
) -> None:
    alice = await chat.person("Alice")
    await chat.fault(kind, method="sendMessage")
    await alice.says("/start")
    await alice.sees("Hello Alice")
    await chat.settled()
    assert (await chat.deliveries())[-1]["status"] == 200
    assert not running_bot.lines("update_interrupted")
    assert running_bot.outcomes() == ["handled"]
    assert len(running_bot.lines("telegram_call_repeated")) == 1
    assert len(await chat.record("sendMessage", alice.id)) == 2


async def test_a_wait_longer_than_patience_is_handed_on_to_telegram(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await chat.fault("429", method="sendMessage", retry_after=90)
    await alice.says("/start")
    async with asyncio.timeout(WITHIN):
        while not running_bot.lines("update_interrupted"):
            with pytest.raises(NotSeen):
                await alice.sees("Hello", within=0.05)
    await chat.fault("429", method="sendMessage", retry_after=90)
    async with running_bot.post(message(5, alice.id)) as answer:
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "90"


async def test_who_has_blocked_the_bot_is_unreachable_until_they_write(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello")
    await chat.fault("403", method="sendMessage")
    await alice.says("/help")
    await chat.settled()
    assert running_bot.outcomes() == ["handled", "unreachable"]
    assert not await reachable(running_bot, alice.id)
    await alice.says("/help")
    await alice.sees("How to use me")
    await chat.settled()
    assert await reachable(running_bot, alice.id)


async def test_blocking_and_unblocking_are_kept(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello")
    await alice.blocks()
    await chat.settled()
    assert not await reachable(running_bot, alice.id)
    await alice.unblocks()
    await chat.settled()
    assert await reachable(running_bot, alice.id)
    assert running_bot.outcomes() == ["handled"] * 3


async def test_postgres_gone_interrupts_and_its_return_answers(
    chat: Sandbox,
    bot_settings: Settings,
    lock_out: Callable[[bool], None],
) -> None:
    async with bots.running(bot_settings) as bot:
        alice = await chat.person("Alice")
        await alice.says("/start")
        await alice.sees("Hello")
        await chat.settled()
        lock_out(True)
        await alice.says("/help")
        async with asyncio.timeout(WITHIN):
            while bot.outcomes().count("interrupted") < 2:
                with pytest.raises(NotSeen):
                    await alice.sees("How to use me", within=0.05)
        async with bot.http.get(bot.url + "/readyz") as answer:
            assert answer.status == 503
            assert list((await answer.json())["problems"]) == ["postgres"]
        async with bot.http.get(bot.url + "/healthz") as answer:
            assert answer.status == 200
        lock_out(False)
        await alice.sees("How to use me")
        await chat.settled()
        assert bot.outcomes()[-1] == "handled"
        assert len(await chat.record("sendMessage", alice.id)) == 2


async def test_a_bot_may_start_before_its_servers(chat: Sandbox, bot_settings: Settings) -> None:
    away = bot_settings.model_copy(
        update={
            "redis_url": type(bot_settings.redis_url)("redis://127.0.0.1:1"),
            "database_url": type(bot_settings.database_url)("postgresql://x@127.0.0.1:1/x"),
        }
    )
    async with bots.running(away) as bot:
        async with bot.http.get(bot.url + "/readyz") as answer:
            assert answer.status == 503
            assert sorted((await answer.json())["problems"]) == ["postgres", "redis"]
        async with bot.post(message(1, 7)) as answer:
            assert answer.status == 503


async def test_readiness_tells_of_a_schema_that_is_missing(
    chat: Sandbox, empty_database_url: str, redis_url: str
) -> None:
    async with bots.running(bots.settings_for(chat.url, empty_database_url, redis_url)) as bot:
        async with bot.http.get(bot.url + "/readyz") as answer:
            assert answer.status == 503
            told = await answer.json()
        assert told["problems"] == {"schema": "is not migrated, run: slotbell migrate"}
        await migrate(empty_database_url)

        async def is_ready() -> bool:
            async with bot.http.get(bot.url + "/readyz") as answer:
                return answer.status == 200

        await once_true(is_ready)  # the answer may be a second old


async def test_registration_is_tried_until_telegram_answers(
    chat: Sandbox, bot_settings: Settings
) -> None:
    await chat.fault("500", method="setWebhook")
    async with bots.running(bot_settings) as bot:
        alice = await chat.person("Alice")
        await alice.says("/start")
        await alice.sees("Hello Alice")
        assert len(bot.lines("registration_failed")) == 1


async def test_a_stop_finishes_the_running_update_and_takes_no_new_one(
    chat: Sandbox, bot_settings: Settings
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    done = []

    async def slowly(told: Message) -> None:
        begun.set()
        await go.wait()
        await told.answer("Late, but here")
        done.append(told.message_id)

    alice = await chat.person("Alice")
    stopped = asyncio.Event()

    async def run() -> None:
        async with bots.running(bot_settings) as bot:
            router = Router()
            router.message.register(slowly)
            bot.hear_first(router)
            await stopped.wait()

    life = asyncio.create_task(run())
    await alice.says("anything")
    await begun.wait()
    stopped.set()
    with pytest.raises(NotSeen):
        await alice.sees("Late", within=0.2)
    go.set()
    await alice.sees("Late, but here")
    await life
    assert done
    await chat.settled()


async def test_a_statement_that_a_migration_has_overtaken_is_an_outage_and_then_right(
    database: Database, owner_url: str
) -> None:
    owner = await asyncpg.connect(owner_url)
    await owner.execute("CREATE TABLE overtaken (id int)")
    await owner.execute("GRANT SELECT ON overtaken TO PUBLIC")

    async def look() -> int:
        async with database.begin() as uow:
            row = await uow.first(text("SELECT count(*) OVER (), o.* FROM overtaken AS o"))
        return 0 if row is None else len(row)

    assert await look() == 0
    await owner.execute("ALTER TABLE overtaken ADD COLUMN hue int DEFAULT 7")
    await owner.execute("INSERT INTO overtaken VALUES (1)")
    await owner.close()
    with pytest.raises(DBAPIError) as found:
        await look()
    assert is_outage(found.value)
    assert await look() == 3
