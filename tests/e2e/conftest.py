"""Fixtures of the stories: one running house a module, new people in every test."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.data import fill
from bot.stack import Stack
from sandbox.driver import Sandbox
from tests.support import servers
from tests.support.house import ZONE, house


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
