"""From the words to the message: a real bot, a real worker, and the sandbox's clock as judge."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from db.messages.schedule import scheduled_messages
from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox

LONG = 20.0  # seconds that a busy machine gets for what comes in three


@pytest.fixture
async def alice(chat: Sandbox) -> Person:
    return await chat.person("Alice")


async def call_with(chat: Sandbox, alice: Person, text: str) -> dict[str, Any]:
    """The worker's call that sent the text and nothing else."""
    calls = await chat.record("sendMessage", alice.id)
    (found,) = [call for call in calls if call["params"]["text"] == text]
    return found


async def test_a_message_three_seconds_ahead_comes_on_its_second_and_not_before(
    chat: Sandbox, alice: Person, worker: None, database: Database
) -> None:
    await alice.says("in 3 seconds stretch your legs")
    await alice.sees("Your message:\n\nstretch your legs")
    await alice.taps("Confirm")
    await alice.sees("Done. I'll send it on")
    await alice.sees("stretch your legs", within=LONG)
    call = await call_with(chat, alice, "stretch your legs")
    async with database.read() as uow:
        row = await uow.first(select(scheduled_messages))
    assert row is not None
    assert 0 <= call["at"] - row.due_at.timestamp() < 1


async def test_a_preview_that_is_read_too_long_still_sends_at_once(
    chat: Sandbox, alice: Person, worker: None
) -> None:
    await alice.says("in 1 second breathe")
    await alice.sees("Your message:\n\nbreathe")
    await asyncio.sleep(2.5)  # the person reads
    await alice.taps("Confirm")
    await alice.sees("Done. I'll send it on")
    await alice.sees("breathe", within=LONG)
    assert await call_with(chat, alice, "breathe")


async def test_formatting_arrives_as_it_was_written(
    chat: Sandbox, alice: Person, worker: None
) -> None:
    text = "in 3 seconds \U0001f600 Call <b>mum</b> & dad, see page"
    entities: list[dict[str, Any]] = [
        {"type": "bold", "offset": 16, "length": 4},
        {"type": "italic", "offset": 16, "length": 15},
        {"type": "text_link", "offset": 42, "length": 4, "url": 'https://example.org/?a="b"&c=<d>'},
        {"type": "spoiler", "offset": 35, "length": 3},
    ]
    await alice.says(text, entities)
    await alice.sees("Your message:")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    arrived = await alice.sees("\U0001f600 Call", within=LONG)
    assert arrived.text == text.removeprefix("in 3 seconds ")
    moved = [item | {"offset": item["offset"] - 13} for item in entities]
    order = [sorted(items, key=str) for items in (arrived.raw["entities"], moved)]
    assert order[0] == order[1]
