"""The smallest Bot API: sends and edits, answers as told, and remembers what came when."""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.local.stack import free_port

YES: dict[str, Any] = {"ok": True, "result": {"message_id": 1}}


def refusal(code: int, description: str) -> dict[str, Any]:
    """An answer of Telegram's that is a no."""
    return {"ok": False, "error_code": code, "description": description}


def answered(answer: dict[str, Any]) -> web.Response:
    """As Telegram writes JSON, without spaces."""
    text = json.dumps(answer, separators=(",", ":"))
    status = int(answer.get("error_code", 200))
    return web.json_response(text=text, status=status)


@dataclass
class BotApi:
    """answers: for the calls to come, yes when there are none. gate: while clear, none is given.

    edits: what editMessageText was asked for, which is done unless edit_answers say otherwise.
    """

    url: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)
    edits: list[dict[str, Any]] = field(default_factory=list)
    answers: deque[dict[str, Any]] = field(default_factory=deque)
    edit_answers: deque[dict[str, Any]] = field(default_factory=deque)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def texts(self) -> list[str]:
        """What was sent, in order."""
        return [call["text"] for call in self.calls]

    async def came(self, count: int) -> list[dict[str, Any]]:
        """Wait until that many calls have come."""
        async with asyncio.timeout(30), self._came:
            await self._came.wait_for(lambda: len(self.calls) >= count)
        return self.calls

    async def handle(self, request: web.Request) -> web.Response:
        """One call."""
        body = await request.json()
        async with self._came:
            self.calls.append(body | {"at": time.time()})
            self._came.notify_all()
        answer = self.answers.popleft() if self.answers else YES
        await self.gate.wait()
        return answered(answer)

    async def edit(self, request: web.Request) -> web.Response:
        """One edit."""
        self.edits.append(await request.json())
        answer = self.edit_answers.popleft() if self.edit_answers else YES
        return answered(answer)


@asynccontextmanager
async def bot_api() -> AsyncGenerator[BotApi, None]:
    """A running one, its gate open."""
    api = BotApi(f"http://127.0.0.1:{free_port()}")
    api.gate.set()
    app = web.Application()
    app.router.add_post("/bot{token}/sendMessage", api.handle)
    app.router.add_post("/bot{token}/editMessageText", api.edit)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(api.url.rsplit(":", 1)[1])).start()
    try:
        yield api
    finally:
        api.gate.set()
        await runner.cleanup()
