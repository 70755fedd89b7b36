"""Arenas over the session's servers or over servers of the test's own.

`CHAOS=full` runs everything in full size; otherwise scenarios marked `full` are left out and the
others are smaller.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bot.local.stack import Backends
from db.base import open_engine
from db.uow import Database
from infra import queue
from tests.chaos.arena import FULL, Arena
from tests.support import workers
from tests.support.messages import AUTHOR, people

Enter = Callable[[str], Awaitable[Arena]]


def pytest_configure(config: pytest.Config) -> None:
    """Know the marker."""
    config.addinivalue_line("markers", "full: runs with CHAOS=full alone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long scenarios out unless they are asked for."""
    left_out = [item for item in items if not FULL and item.get_closest_marker("full")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@asynccontextmanager
async def arena_over(scenario: str, home: Path, backends: Backends) -> AsyncGenerator[Arena, None]:
    """An arena over these servers."""
    redis = queue.open_redis(backends.redis_url)
    engine = open_engine(backends.database_url)
    database = Database(engine, queue.ringer(redis))
    try:
        await people(database, AUTHOR)
        async with workers.house(home, backends) as house:
            yield Arena(scenario, house, database)
    finally:
        await redis.aclose(close_connection_pool=True)
        await engine.dispose()


@pytest.fixture
async def enter(tmp_path: Path, database_url: str, redis_url: str) -> AsyncGenerator[Enter, None]:
    """An arena over the session's servers, for a scenario of this name."""
    async with AsyncExitStack() as stack:

        async def enter(scenario: str) -> Arena:
            backends = Backends(database_url, redis_url)
            return await stack.enter_async_context(arena_over(scenario, tmp_path, backends))

        yield enter
