"""Live events: a stream for pages, a long poll for drivers."""

import asyncio
import contextlib
import json
from typing import Any

from aiohttp import web

from telegram_sandbox.routes.asked import number_of
from telegram_sandbox.state.events import Event
from telegram_sandbox.state.world import World

QUIET = 15.0  # seconds between two comment lines


class Watching:
    """The two ways to follow events."""

    def __init__(self, world: World):
        self._world = world
        self._ended = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/people/{id:-?[0-9]+}/events", self.stream),
            web.get("/sandbox/events/wait", self.wait),
        ]

    async def end(self, app: web.Application) -> None:
        """End all streams and polls, because the server stops."""
        del app
        self._ended.set()
        self._world.poll.end("the sandbox is being stopped")

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events of one person's client."""
        person = int(request.match_info["id"])
        if person not in self._world.groups.by_id:
            self._world.people.get(person)
        after = number_of(request.headers.get("Last-Event-ID"), -1)
        last = int(after if after >= 0 else number_of(request.query.get("after"), 0))
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n")
        life = self._world.events.life  # after a reset the page has to read the chat anew
        with contextlib.suppress(ConnectionError):
            while life == self._world.events.life and not self._ended.is_set():
                events = await self._next(last, QUIET, person)
                if life != self._world.events.life:
                    break
                for event in events:
                    data = json.dumps(event.data, ensure_ascii=False)
                    text = f"id: {event.n}\nevent: {event.name}\ndata: {data}\n\n"
                    await response.write(text.encode())
                    last = event.n
                if not events:
                    await response.write(b": quiet\n\n")
        return response

    async def wait(self, request: web.Request) -> web.Response:
        """The events later than a number, waiting up to `timeout` seconds for the first."""
        after = int(number_of(request.query.get("after"), 0))
        timeout = min(max(number_of(request.query.get("timeout"), 0), 0), 120)
        who = request.query.get("person")
        person = int(number_of(who, 0)) if who else None
        events = await self._next(after, timeout, person)
        return web.json_response({"events": [event.shown() for event in events]})

    async def _next(self, after: int, timeout: float, person: int | None) -> list[Event]:
        """Wait for events, until time is up or the server stops."""
        waiting = asyncio.create_task(self._world.events.wait(after, timeout, person))
        ended = asyncio.create_task(self._ended.wait())
        both: set[asyncio.Task[Any]] = {waiting, ended}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            return waiting.result() if waiting.done() else []
        finally:
            waiting.cancel()
            ended.cancel()
