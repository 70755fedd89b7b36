"""The worker's parts in this process, on real servers and a tiny Bot API."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from db.uow import Database
from infra.settings import BotMode, Settings
from tests.support.bot_api import BotApi
from tests.support.messages import row
from tests.support.waiting import once_true
from workers.deps import Deps, open_deps
from workers.main import work

TOKEN = "123456:" + "x" * 35


def now() -> datetime:
    """This second."""
    return datetime.now(UTC).replace(microsecond=0)


@asynccontextmanager
async def opened(
    database_url: str, redis_url: str, api: BotApi, **more: str
) -> AsyncGenerator[Deps, None]:
    """What a worker holds open, without a send rate. more: further settings."""
    settings: dict[str, object] = {
        "bot_token": TOKEN,
        "bot_mode": BotMode.POLLING,
        "database_url": database_url,
        "redis_url": redis_url,
        "telegram_api_url": api.url,
        "send_rate": 0,
    }
    async with open_deps(Settings.model_validate(settings | more)) as deps:
        yield deps


@asynccontextmanager
async def working(deps: Deps) -> AsyncGenerator[None, None]:
    """A worker inside of the block; it finishes in order at its end."""
    stopping = asyncio.Event()
    running = asyncio.create_task(work(deps, stopping))
    try:
        yield
    finally:
        stopping.set()
        await running


async def status(database: Database, message_id: int, wanted: str) -> Any:
    """The message, once it has a status."""

    async def is_there() -> bool:
        return bool((await row(database, message_id)).status == wanted)

    await once_true(is_there)
    return await row(database, message_id)
