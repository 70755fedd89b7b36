"""HTTP for tests: the record, deliveries, faults, limits, injected updates."""

import asyncio
import contextlib
from dataclasses import asdict

from aiohttp import web

from telegram_sandbox.delivery import Delivery
from telegram_sandbox.people.acts import known_from
from telegram_sandbox.refusals import Impossible
from telegram_sandbox.routes.asked import number_of, wish_of
from telegram_sandbox.state.world import World


class JudgeSide:
    """The routes that only tests use."""

    def __init__(self, world: World, delivery: Delivery):
        self._world, self._delivery = world, delivery

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/record", self.record),
            web.get("/sandbox/deliveries", self.deliveries),
            web.get("/sandbox/pending", self.pending),
            web.post("/sandbox/updates", self.inject),
            web.get("/sandbox/faults", self.faults),
            web.post("/sandbox/faults", self.add_fault),
            web.delete("/sandbox/faults", self.remove_faults),
            web.delete("/sandbox/faults/{id:[0-9]+}", self.remove_faults),
            web.post("/sandbox/limits", self.limits),
            web.post("/sandbox/reset", self.reset),
        ]

    async def record(self, request: web.Request) -> web.Response:
        """The calls later than a number, of one method, to one chat."""
        query, record = request.query, self._world.record
        after = int(number_of(query.get("after"), 0))
        calls = record.calls(after, query.get("method", ""), query.get("chat_id", ""))
        return web.json_response({"calls": calls, "unanswered": record.unanswered})

    async def deliveries(self, request: web.Request) -> web.Response:
        """The webhook deliveries later than a number."""
        after = int(number_of(request.query.get("after"), 0))
        return web.json_response(self._delivery.after(after))

    async def pending(self, request: web.Request) -> web.Response:
        """The number of updates that the bot has not accepted, after waiting for none."""
        timeout = min(max(number_of(request.query.get("timeout"), 0), 0), 120)
        if timeout and self._world.updates.pending:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._world.updates.settled(), timeout)
        return web.json_response({"pending": len(self._world.updates.pending)})

    async def inject(self, request: web.Request) -> web.Response:
        """Queue a raw update, forged or odd."""
        raw = await wish_of(request)
        known_from(self._world, raw)
        number = self._world.updates.inject(raw, self._world.clock())
        return web.json_response({"update_id": number})

    async def faults(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"faults": self._world.faults.shown()})

    async def add_fault(self, request: web.Request) -> web.Response:
        fault = self._world.faults.add(await wish_of(request))
        return web.json_response(asdict(fault))

    async def remove_faults(self, request: web.Request) -> web.Response:
        """Remove one fault, or all."""
        told = request.match_info.get("id")
        self._world.faults.remove(int(told) if told else None)
        return web.json_response({"faults": self._world.faults.shown()})

    async def limits(self, request: web.Request) -> web.Response:
        on = (await wish_of(request)).get("on")
        if not isinstance(on, bool):
            raise Impossible("on must be true or false")
        self._world.limits.switch(on)
        return web.json_response({"on": on})

    async def reset(self, request: web.Request) -> web.Response:
        """Forget people, messages and the record."""
        del request
        self._world.reset()
        return web.json_response({})
