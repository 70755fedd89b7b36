"""Fixtures of tests that run a worker's parts, or a bot with its REST, in this process."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from tests.support.api import Program, Rest, serving_rest
from tests.support.bot_api import BotApi, bot_api
from tests.support.house import redis_database
from tests.support.worker_parts import opened
from workers.deps import Deps


@pytest.fixture
async def api() -> AsyncGenerator[BotApi, None]:
    """A tiny Bot API."""
    async with bot_api() as running:
        yield running


@pytest.fixture
async def parts(database_url: str, redis_url: str, api: BotApi) -> AsyncGenerator[Deps, None]:
    """What a worker holds open, on an empty database."""
    async with opened(database_url, redis_url, api) as deps:
        yield deps


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rest(
    postgres_server: str, template_database: str, redis_server: str
) -> AsyncGenerator[Rest, None]:
    """A bot with a clinic, for all tests of a module, which run in this fixture's loop."""
    with redis_database(redis_server) as redis:
        async with serving_rest(postgres_server, template_database, redis) as running:
            yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def program(rest: Rest) -> Program:
    """A program that may do everything."""
    return await rest.program()
