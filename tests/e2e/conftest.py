"""People and places that many stories share; a file with others of its own overrides them."""

import signal
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from actions.booking import slot
from bot.local.stack import Backends
from db.base import open_engine
from db.uow import Database
from domain.booking.lab import Lab
from telegram_sandbox.driver import Person, Sandbox
from tests.support import servers
from tests.support.bot import Bot
from tests.support.clinic import open_clinic, ready, today
from tests.support.staff import arrives
from tests.support.telegram import TOKEN
from tests.support.workers import House


@pytest.fixture(scope="session")
def clinic_of(postgres_server: str, template_database: str) -> Iterator[Callable[[date], str]]:
    """The name of a database with a clinic as it is opened on a day, to copy from."""

    async def open_it(url: str) -> None:
        engine = open_engine(url)
        await open_clinic(Database(engine))
        await engine.dispose()

    with ExitStack() as kept:

        @cache
        def opened(_day: date) -> str:
            url = kept.enter_context(servers.database(postgres_server, template_database))
            servers.run(open_it(url))
            return servers.name_of(url)

        yield opened


@pytest.fixture
def owner_url(
    request: pytest.FixtureRequest,
    postgres_server: str,
    template_database: str,
    clinic_of: Callable[[date], str],
) -> Iterator[str]:
    """A fresh database, in which there is a clinic where a test asks for one."""
    has_clinic = "clinic" in request.fixturenames
    template = clinic_of(today()) if has_clinic else template_database
    with servers.database(postgres_server, template) as url:
        yield url


@pytest.fixture
async def clinic(database: Database) -> Lab:
    """A lab with three tests and free times."""
    async with database.read() as uow:
        return await slot.the_lab(uow)


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
async def house(
    chat: Sandbox, running_bot: Bot, database_url: str, redis_url: str, tmp_path: Path
) -> AsyncGenerator[House, None]:
    """Workers beside the bot, to be started."""
    backends = Backends(database_url, redis_url)
    house = House(tmp_path, backends, chat, TOKEN, await chat.person("Author"))
    yield house
    for process in house.workers:
        process.stop(signal.SIGKILL)


@pytest.fixture
async def worker(house: House) -> None:
    """A worker beside the bot."""
    await house.worker()
