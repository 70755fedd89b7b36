"""Fixtures: real servers once a session, a fresh database and an empty Redis for every test."""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import redis as redis_client
from hypothesis import settings

from bot.commands.data import fill
from bot.local.stack import Stack
from db.base import open_engine
from db.migrate import migrate
from db.uow import Database
from infra.settings import Settings
from telegram_sandbox.driver import Sandbox
from tests.support import bot, servers, thrift
from tests.support import telegram as telegram_process
from tests.support.house import house
from tests.support.zone import ZONE

pytest_plugins = (
    "tests.support.summary",
    "tests.support.pseudo",
    "tests.support.days",
    "tests.support.order",
)

# Properties read the same examples each time and have no stopwatch: a busy machine fails nothing.
# `--hypothesis-profile=default` looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
thrift.spare()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server for the whole session: the URL of its maintenance database."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A Redis server for the whole session."""
    with servers.redis() as url:
        yield url


@pytest.fixture
def empty_database_url(postgres_server: str) -> Iterator[str]:
    """A fresh database without any table."""
    with servers.database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def template_database(postgres_server: str) -> Iterator[str]:
    """The name of a database with the newest schema, to copy from."""
    with servers.database(postgres_server) as url:
        servers.run(migrate(url, app_url=servers.as_app(url)))
        servers.run(servers.keep_awake(url))
        yield servers.name_of(url)


@pytest.fixture
def owner_url(postgres_server: str, template_database: str) -> Iterator[str]:
    """A fresh database with the newest schema, for whoever may do all in it."""
    with servers.database(postgres_server, template_database) as url:
        yield url


@pytest.fixture
def database_url(owner_url: str) -> str:
    """The same for the role of bot and worker, as everything works in production."""
    return servers.as_app(owner_url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, opened; it sets no alarms."""
    engine = open_engine(database_url)
    yield Database(engine)
    await engine.dispose()


@pytest.fixture
def redis_url(redis_server: str) -> Iterator[str]:
    """An empty Redis, emptied again afterwards."""
    client = redis_client.Redis.from_url(redis_server)
    client.flushall()
    yield redis_server
    client.flushall()
    client.close()


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[str]:
    """A sandbox for the whole session."""
    with telegram_process.sandbox() as url:
        yield url


@pytest.fixture
async def chat(sandbox_server: str) -> AsyncIterator[Sandbox]:
    """The driver of a sandbox that has forgotten all earlier tests."""
    async with Sandbox(sandbox_server) as driver:
        await driver.reset()
        await driver.forgive()
        yield driver


@pytest.fixture
def bot_settings(chat: Sandbox, database_url: str, redis_url: str) -> Settings:
    """Settings of a bot in webhook mode over all of these."""
    return bot.settings_for(chat.url, database_url, redis_url)


@pytest.fixture
async def running_bot(bot_settings: Settings) -> AsyncIterator[bot.Bot]:
    """A bot that serves."""
    async with bot.running(bot_settings) as one:
        yield one


@pytest.fixture
def lock_out(postgres_server: str, database_url: str) -> Callable[[bool], None]:
    """Shut everybody out of the test's database and cut their connections, or let them in."""
    return lambda is_out: servers.lock_out(postgres_server, servers.name_of(database_url), is_out)


@pytest.fixture(scope="session")
def seeded_database(postgres_server: str, template_database: str) -> Iterator[str]:
    """The name of a database with a lab, tests and slots, to copy from."""
    with servers.database(postgres_server, template_database) as url:
        servers.run(fill(url, ZONE))
        yield servers.name_of(url)


@pytest.fixture(scope="module")
def stack(
    postgres_server: str,
    seeded_database: str,
    redis_server: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    """Sandbox, bot and worker, running, for the tests of one module."""
    home = tmp_path_factory.mktemp("house")
    with house(home, postgres_server, seeded_database, redis_server) as running:
        yield running


@pytest.fixture
async def telegram(stack: Stack) -> AsyncIterator[Sandbox]:
    """The sandbox's driver: `alice = await telegram.person("Alice")`."""
    async with Sandbox(stack.sandbox_url) as driver:
        yield driver
