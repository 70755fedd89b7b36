"""People and places that many stories share; a file with others of its own overrides them."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.local.stack import Backends
from db.uow import Database
from domain.booking.lab import Lab
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import open_clinic, ready
from tests.support.staff import arrives
from tests.support.telegram import TOKEN
from tests.support.workers import House


@pytest.fixture
async def clinic(database: Database) -> Lab:
    """A lab with three tests and free times."""
    return await open_clinic(database)


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot, clinic: Lab, database: Database) -> Person:
    """A patient with booking number 1, tomorrow at nine."""
    alice = await arrives(chat, database, "Alice", "patient")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    return alice


@pytest.fixture
async def dora(chat: Sandbox, alice: Person, database: Database) -> Person:
    """The desk."""
    return await arrives(chat, database, "Dora", "desk")


@pytest.fixture
async def mira(chat: Sandbox, running_bot: Bot, clinic: Lab, database: Database) -> Person:
    """A manager."""
    return await arrives(chat, database, "Mira", "manager")


@pytest.fixture
async def worker(
    chat: Sandbox, running_bot: Bot, database_url: str, redis_url: str, tmp_path: Path
) -> AsyncGenerator[None, None]:
    """A worker beside the bot."""
    backends = Backends(database_url, redis_url)
    house = House(tmp_path, backends, chat, TOKEN, await chat.person("Author"))
    process = await house.worker()
    yield
    process.stop()
