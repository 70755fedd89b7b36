"""Stories of /health: a manager sees what is wrong, also while Redis is away."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.uow import Database
from domain.manage.health import DatabaseState, HealthPart, findings
from screens.manage.callbacks import HealthTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.letters import dead
from tests.support.staff import arrives

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


@pytest.fixture
async def mira(chat: Sandbox, running_bot: Bot, database: Database) -> Person:
    """A manager."""
    return await arrives(chat, database, "Mira", "manager")


async def test_without_a_worker_it_says_so_and_what_failed(
    mira: Person, database: Database
) -> None:
    await dead(database, 2, author=mira.id)
    await mira.says("/health")
    shown = await mira.sees("2 things need you.")
    assert "❌ No worker lives" in shown.text
    assert "❌ Failed messages: 2, see /failed" in shown.text
    assert "✅ Database: answers in" in shown.text
    assert "✅ Redis: answers in" in shown.text
    assert "✅ Telegram: updates are brought, " in shown.text


async def test_all_is_well_with_a_worker_and_looked_at_again_in_place(
    mira: Person, worker: None, database: Database
) -> None:
    async with asyncio.timeout(30):  # the worker's first beat comes a moment after its first answer
        while True:
            await mira.says("/health")
            shown = await mira.sees("Database")
            if "All is well." in shown.text:
                break
            await asyncio.sleep(0.25)
    async with database.begin() as uow:
        await uow.run(text("DELETE FROM worker_beats"))
    await mira.taps("Look again")
    await mira.sees("needs you", within=10)


async def test_it_is_for_managers_alone(chat: Sandbox, mira: Person, database: Database) -> None:
    for name, role in (("Dora", "desk"), ("Alice", "patient")):
        person = await arrives(chat, database, name, role)
        await person.says("/health")
        await person.sees("I do not know the command /health")
        await person.says("/start")
        shown = await person.sees("Hello")
        await person.forges(HealthTap().pack(), shown.id)
        await person.sees("This button is from an older version.")


def state(**changes: Any) -> DatabaseState:
    values: dict[str, Any] = {
        "now": NOW,
        "workers": 1,
        "last_beat": NOW,
        "dead": 0,
        "oldest_due": None,
    }
    return DatabaseState(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "ours", "wrong"),
    [
        ({}, NOW, set()),
        ({"workers": 0}, NOW, {HealthPart.WORKERS}),
        ({"workers": 0, "last_beat": None}, NOW, {HealthPart.WORKERS}),
        ({"dead": 3}, NOW, {HealthPart.DEAD}),
        ({"oldest_due": NOW - timedelta(minutes=5)}, NOW, {HealthPart.DUE}),
        ({"oldest_due": NOW - timedelta(seconds=5)}, NOW, set()),
        ({}, NOW + timedelta(seconds=3), {HealthPart.CLOCK}),
        ({}, NOW - timedelta(seconds=3), {HealthPart.CLOCK}),
    ],
)
def test_what_needs_somebody(
    changes: dict[str, object], ours: datetime, wrong: set[HealthPart]
) -> None:
    found = findings(state(**changes), ours)
    assert {one.part for one in found if not one.is_ok} == wrong
