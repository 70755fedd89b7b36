"""The line between our processes and the Bot API: it passes calls on and notes the answers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.local.stack import free_port
from tests.live.place import Json, Place

NO_WEBHOOK = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
OURS = {"setWebhook": True, "deleteWebhook": True, "getWebhookInfo": NO_WEBHOOK}
"""Not passed on: the stories bring the updates, and no address of ours is a public one."""
PASSED = ("Content-Type",)
LIMIT = 50 * 2**20  # bytes, Telegram's for files


@dataclass(frozen=True)
class Call:
    """A call and its answer; params are known where they came as JSON."""

    method: str
    params: Json
    answer: Json

    @property
    def is_refused(self) -> bool:
        return not self.answer["ok"]


@dataclass
class Line:
    """calls: all that were made, in the order of their answers."""

    place: Place
    http: aiohttp.ClientSession
    url: str = ""
    calls: list[Call] = field(default_factory=list)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def call(self, method: str, params: Json) -> Json:
        """A call of the bot's that came as the answer to an update."""
        body = json.dumps(params).encode()
        return await self._pass(method, body, {"Content-Type": "application/json"})

    async def method(self, request: web.Request) -> web.Response:
        """A call over HTTP."""
        name = request.match_info["method"]
        if name in OURS:
            return web.json_response({"ok": True, "result": OURS[name]})
        headers = {key: request.headers[key] for key in PASSED if key in request.headers}
        told = await self._pass(name, await request.read(), headers)
        return web.json_response(told, status=int(told.get("error_code", 200)))

    async def file(self, request: web.Request) -> web.Response:
        """A file's content."""
        async with self.http.get(self.place.file(request.match_info["path"])) as found:
            return web.Response(status=found.status, body=await found.read())

    def refusals(self) -> list[tuple[str, str]]:
        """Method and description of what was refused."""
        return [(call.method, call.answer["description"]) for call in self.calls if call.is_refused]

    async def _pass(self, method: str, body: bytes, headers: dict[str, str]) -> Json:
        address = self.place.address(method)
        async with self.http.post(address, data=body, headers=headers) as answer:
            told: Json = await answer.json()
        is_json = headers.get("Content-Type", "").startswith("application/json")
        params: Any = json.loads(body) if is_json and body else {}
        async with self.came:
            self.calls.append(Call(method, params, told))
            self.came.notify_all()
        return told


@asynccontextmanager
async def line_to(place: Place) -> AsyncIterator[Line]:
    """A line on a port of this machine, for TELEGRAM_API_URL."""
    async with aiohttp.ClientSession() as http:
        port = free_port()
        line = Line(place, http, f"http://127.0.0.1:{port}")
        app = web.Application(client_max_size=LIMIT)
        app.router.add_route("*", "/bot{token}/{method}", line.method)
        app.router.add_get("/file/bot{token}/{path:.+}", line.file)
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield line
        finally:
            await runner.cleanup()
