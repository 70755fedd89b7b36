"""Fixtures of tests that run a worker's parts in this process."""

from collections.abc import AsyncGenerator

import pytest

from tests.support.bot_api import BotApi, bot_api
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
