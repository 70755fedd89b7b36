"""Whatever fails while people write: no log line and no metric repeats a word of theirs."""

from collections.abc import Callable

import pytest
from aiogram import F, Router
from aiogram.types import Message
from sqlalchemy import text

from bot import dispatcher
from db.uow import Database, open_database
from telegram_sandbox.driver import Sandbox
from tests.integration.test_webhook import message
from tests.support.bot import SECRET, Bot
from tests.support.clinic import open_clinic

PHONE = "+491701234567"
MARKS = ("Quibblewick", "Zanzifor", "1701234567", "Grandmother", "grandmother", SECRET)
SAID = (
    "/start Grandmother",
    "/book cbc tomorrow 9am Grandmother",
    "/book cbc tomorrow 9am",
    f"call {PHONE}",
    PHONE,
    "yes",
    "/schedule tomorrow 9am Call Grandmother",
    "yes",
    "/timezone Grandmother",
    "/email Grandmother",
    "/email grandmother@example.org",
    "grandmother@example.org",
    "/bookings",
    "/scheduled",
    "/privacy",
    "/my_data",
    "/forget_me",
    "/Grandmother",
)
NAMES = {"id": 0, "is_bot": False, "first_name": "Quibblewick", "last_name": "Zanzifor"}


async def says_all(bot: Bot, person: int, first: int) -> None:
    """Everything in order, whatever becomes of it."""
    for number, words in enumerate(SAID):
        sent = message(first + number, person, words, **{"from": NAMES | {"id": person}})
        async with bot.post(sent) as answer:
            assert answer.status in {200, 503}


async def assert_discreet(bot: Bot) -> None:
    """Nothing of it stands in the log, in the metrics or in the answer about readiness."""
    told = bot.written.getvalue()
    for path in ("/metrics", "/readyz", "/healthz"):
        async with bot.http.get(bot.url + path) as answer:
            told += await answer.text()
    assert [mark for mark in MARKS if mark in told] == []


@pytest.mark.parametrize("fault", ["", "400", "403", "429", "500", "502html", "cut"])
async def test_faults_of_telegrams_bring_no_words_into_the_log(
    chat: Sandbox,
    running_bot: Bot,
    database: Database,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dispatcher, "PATIENCE", 0.4)  # seconds: one repetition, then it fails
    await open_clinic(database)
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello")
    await says_all(running_bot, alice.id, 10_000)
    for method in ("sendMessage", "editMessageText", "deleteMessage"):
        if fault:
            await chat.fault(fault, method=method, times=100)
    await says_all(running_bot, alice.id, 20_000)
    await assert_discreet(running_bot)


async def test_a_database_that_refuses_or_is_gone_brings_no_words_into_the_log(
    chat: Sandbox,
    running_bot: Bot,
    database: Database,
    owner_url: str,
    lock_out: Callable[[bool], None],
) -> None:
    await open_clinic(database)
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello")
    async with open_database(owner_url) as owners, owners.begin() as uow:
        for table in ("patients", "scheduled_messages"):
            await uow.run(
                text(f"ALTER TABLE {table} ADD CONSTRAINT never CHECK (id < 0) NOT VALID")
            )
    await says_all(running_bot, alice.id, 10_000)
    assert running_bot.lines("update_failed")
    lock_out(True)
    await says_all(running_bot, alice.id, 20_000)
    lock_out(False)
    await assert_discreet(running_bot)


async def test_a_bug_that_quotes_the_person_brings_no_words_into_the_log(
    chat: Sandbox, running_bot: Bot
) -> None:
    async def broken(told: Message) -> None:
        raise KeyError(told.text, told.from_user, told.model_dump())

    router = Router()
    router.message.register(broken, F.text)
    running_bot.hear_first(router)
    alice = await chat.person("Alice")
    await says_all(running_bot, alice.id, 10_000)
    assert len(running_bot.lines("update_failed")) == len(SAID)
    await assert_discreet(running_bot)
