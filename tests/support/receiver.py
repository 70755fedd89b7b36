"""A program that is told what happens: a real server that answers as told and keeps what came."""

import asyncio
import json
import ssl
import time
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook

from bot.local.stack import free_port


@dataclass(frozen=True)
class Came:
    """A request as it came. at: seconds since 1970."""

    body: str
    headers: Mapping[str, str]
    at: float

    @property
    def event(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def type(self) -> str:
        return str(self.event["type"])

    @property
    def booking(self) -> int:
        return int(self.event["data"]["booking"])

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> dict[str, Any]:
        """The event, if its signature is of this secret. Raises WebhookVerificationError."""
        found: dict[str, Any] = Webhook(secret).verify(self.body, dict(self.headers))
        return found


@dataclass
class Receiver:
    """answers: statuses for the requests to come, 200 when there are none.

    headers: of each answer. gate: while clear, nothing is answered. elsewhere: requests that came
    to another path, where a redirect would lead.
    """

    url: str = ""
    came: list[Came] = field(default_factory=list)
    elsewhere: int = 0
    answers: deque[int] = field(default_factory=deque)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"thank you"
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def types(self) -> list[str]:
        return [one.type for one in self.came]

    async def has(self, count: int) -> list[Came]:
        """Wait until that many requests have come."""
        async with asyncio.timeout(40), self._changed:
            await self._changed.wait_for(lambda: len(self.came) >= count)
        return self.came

    async def take(self, request: web.Request) -> web.Response:
        """One request."""
        body = await request.text()
        async with self._changed:
            self.came.append(Came(body, request.headers.copy(), time.time()))
            self._changed.notify_all()
        status = self.answers.popleft() if self.answers else 200
        await self.gate.wait()
        return web.Response(status=status, headers=self.headers, body=self.body)

    async def take_elsewhere(self, _request: web.Request) -> web.Response:
        self.elsewhere += 1
        return web.Response()


@asynccontextmanager
async def receiver(tls: ssl.SSLContext | None = None) -> AsyncGenerator[Receiver, None]:
    """A running one, its gate open."""
    it, app, port = Receiver(), web.Application(), free_port()
    it.gate.set()
    app.router.add_post("/hook", it.take)
    app.router.add_route("*", "/elsewhere", it.take_elsewhere)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls).start()
    it.url = f"{'https' if tls else 'http'}://localhost:{port}/hook"
    try:
        yield it
    finally:
        it.gate.set()
        await runner.cleanup()
