"""Traces and errors go where a lab looks at them, from real processes, and nobody is in them."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from bot.local.stack import Backends, Options, Stack
from db.uow import Database
from telegram_sandbox.driver import Sandbox
from tests.e2e.test_coming_story import DUE
from tests.support import telegram, tokens
from tests.support.clinic import LATER, ready, rows
from tests.support.collector import Collector, Kept, collector
from tests.support.series import sql

pytestmark = pytest.mark.usefixtures("clinic")
NAME = "Quibblewick"


@pytest.fixture
async def place() -> AsyncIterator[Collector]:
    async with collector() as place:
        yield place


@pytest.fixture
async def house(
    tmp_path: Path, chat: Sandbox, place: Collector, database_url: str, redis_url: str
) -> AsyncIterator[Stack]:
    """Bot and worker, which tell the place."""
    told = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": place.url,
        "OTEL_BSP_SCHEDULE_DELAY": "100",  # milliseconds
        "SENTRY_DSN": place.dsn,
    }
    options = Options(extra=told)
    stack = Stack(tmp_path, Backends(database_url, redis_url), options)
    stack.use_sandbox(chat.url, telegram.TOKEN)
    stack.start_bot()
    stack.start_worker()
    await asyncio.to_thread(stack.await_ready)
    yield stack
    await asyncio.to_thread(stack.stop)
    tokens.search_logs(tmp_path)


async def ends(house: Stack, name: str) -> None:
    """What is left is sent at the end of a process."""
    process = house.children.pop(name)
    assert await asyncio.to_thread(process.stop, signal.SIGTERM, 20) == 0


def found(place: Collector, name: str, **attributes: str) -> Kept:
    """The one span of this name with these attributes."""
    wanted = {f"slotbell.{key}": value for key, value in attributes.items()}.items()
    named = [span for span in place.spans if span.name == name]
    (one,) = (span for span in named if wanted <= span.attributes.items())
    return one


async def test_a_visit_and_its_reminder_are_one_trace_across_processes(
    chat: Sandbox, house: Stack, place: Collector, database: Database
) -> None:
    alice = await chat.person(NAME)
    await ready(alice, LATER)
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await sql(database, DUE)
    await alice.sees("Your appointment", within=30)
    await chat.settled()
    await ends(house, "bot")
    await ends(house, "worker")
    confirmed = found(place, "update", handler="booking.confirm.confirm_tapped")
    reminded = found(place, "delivery")
    assert (confirmed.service, reminded.service) == ("slotbell-bot", "slotbell-worker")
    assert (reminded.trace, reminded.parent) == (confirmed.trace, confirmed.id)
    assert confirmed.attributes["slotbell.outcome"] == "handled"
    assert reminded.attributes["slotbell.fault"] == "none"
    asked = found(place, "update", handler="booking.start.book_command")
    assert asked.trace != confirmed.trace
    traces = "SELECT DISTINCT split_part(trace, '-', 2) FROM scheduled_messages"
    assert await rows(database, traces) == [(confirmed.trace.hex(),)]
    for private in (NAME, str(alice.id), "Complete blood count"):
        assert private.encode() not in place.raw


async def test_an_error_is_told_once_and_masked(
    chat: Sandbox, house: Stack, place: Collector, owner_url: str
) -> None:
    alice = await chat.person(NAME)
    await alice.says("/start")
    await alice.sees("Hello")
    owner = await asyncpg.connect(owner_url)
    await owner.execute("ALTER TABLE scheduled_messages RENAME COLUMN wall TO walls")
    await owner.close()
    await alice.says(f"/schedule tomorrow 9am call {NAME} on +49 151 23456789")
    await alice.taps("Confirm")
    await chat.settled()
    await ends(house, "bot")
    (error,) = place.errors
    assert (error["message"], error["level"]) == ("update_failed", "error")
    assert error["fingerprint"][0] == "update_failed"
    assert len(error["fingerprint"]) == 2
    assert "UndefinedColumn" in error["extra"]["exception"]
    assert error["environment"] == "development"
    for private in (NAME, str(alice.id), "23456789", telegram.TOKEN):
        assert private.encode() not in place.raw
