"""A whole bot process inside of the test's own loop: real HTTP, Postgres, Redis, sandbox."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import aiohttp
from aiogram import Router
from pydantic import SecretStr

from bot.app import serving
from bot.deps import Deps, open_deps
from bot.dispatcher import DEADLINE, Dispatcher
from bot.local.stack import free_port
from bot.order import OrderMiddleware
from bot.webhook import PATH, SECRET_HEADER
from infra import log
from infra.settings import Settings
from tests.support import thrift
from tests.support.telegram import TOKEN
from tests.support.waiting import WITHIN
from tests.support.zone import ZONE

SECRET = "a-secret-of-the-tests"
Json = dict[str, Any]


@dataclass
class Bot:
    """A running bot. `stopping` ends it, as SIGTERM does."""

    url: str
    deps: Deps
    dispatcher: Dispatcher
    stopping: asyncio.Event
    written: StringIO
    http: aiohttp.ClientSession
    arrivals: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def post(
        self, body: object, headers: Mapping[str, str] | None = None
    ) -> "aiohttp.client._RequestContextManager":
        """POST to the webhook; bytes as they are, all else as JSON; by default as Telegram does."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {SECRET_HEADER: SECRET} if headers is None else headers
        return self.http.post(self.url + PATH, data=data, headers=sent)

    def lines(self, event: str = "update_handled") -> list[Json]:
        """Log lines of an event, oldest first."""
        lines = [json.loads(line) for line in self.written.getvalue().splitlines()]
        return [line for line in lines if line["event"] == event]

    def outcomes(self) -> list[str]:
        """How updates ended, oldest first."""
        return [line["outcome"] for line in self.lines()]

    def metric(self, name: str, **labels: str) -> float:
        """A value of /metrics, 0 for one that has not been counted yet."""
        return self.deps.metrics.registry.get_sample_value(f"slotbell_{name}", labels) or 0.0

    async def has_at_the_lock(self, count: int) -> None:
        """Wait until `count` more updates have come as far as the locks."""
        async with asyncio.timeout(WITHIN):
            for _ in range(count):
                await self.arrivals.acquire()

    def hear_first(self, router: Router) -> None:
        """Put a router of a test's own before all others."""
        self.dispatcher.include_router(router)
        self.dispatcher.sub_routers.insert(0, self.dispatcher.sub_routers.pop())


def count_arrivals(order: OrderMiddleware, bot: Bot) -> None:
    """Count who comes to the queues of production."""
    turn = order.turn

    @asynccontextmanager
    async def counted(person: int, update_id: int) -> AsyncGenerator[None, None]:
        bot.arrivals.release()
        async with turn(person, update_id):
            yield

    # In the place of the object's own method, which it calls.
    order.turn = counted  # type: ignore[method-assign]


def settings_for(telegram: str, database: str, redis: str, **more: Any) -> Settings:
    """Settings of a bot in webhook mode on a free port."""
    port = free_port()
    known = {
        "bot_token": SecretStr(TOKEN),
        "webhook_secret": SecretStr(SECRET),
        "public_url": f"http://127.0.0.1:{port}",
        "telegram_api_url": telegram,
        "database_url": SecretStr(database),
        "redis_url": SecretStr(redis),
        "port": port,
        "flood_limit": 0,
        "default_zone": ZONE,
    }
    return Settings.model_validate(known | more)


@asynccontextmanager
async def running(settings: Settings, deadline: float = DEADLINE) -> AsyncIterator[Bot]:
    """A bot that serves inside of the block; its log lines are kept, and shown if a test fails."""
    written = StringIO()
    log.set_up("json", "bot", written)
    stopping = asyncio.Event()
    try:
        async with open_deps(settings) as deps, aiohttp.ClientSession() as http:
            dispatcher = Dispatcher(deps, deadline)
            async with serving(deps, dispatcher, stopping):
                url = f"http://127.0.0.1:{settings.port}"
                bot = Bot(url, deps, dispatcher, stopping, written, http)
                count_arrivals(dispatcher.order, bot)
                yield bot
            thrift.give_back(dispatcher)
    finally:
        sys.stdout.write(written.getvalue())
