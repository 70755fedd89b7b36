"""The Bot API's door: each call is recorded, perhaps spoilt by a fault, and answered."""

import asyncio
import json
import logging
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from telegram_sandbox import params as parameters
from telegram_sandbox.calls import METHODS
from telegram_sandbox.calls.method import Described
from telegram_sandbox.judge.faults import Fault
from telegram_sandbox.judge.record import Call
from telegram_sandbox.params import Params, masked
from telegram_sandbox.refusals import Refused
from telegram_sandbox.state.world import World

HTML = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502</body>\r\n</html>\r\n"
log = logging.getLogger("sandbox")
SLOW = 5.0  # seconds
UNKNOWN = Refused(404, "Not Found: method not found")


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the bot; without a status, nothing does."""

    status: int | None
    body: dict[str, Any]


class Gateway:
    """Executes calls, both requests and those in the webhook's answers."""

    def __init__(self, world: World):
        self._world = world
        self._late_ones: set[asyncio.Task[Answer]] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer POST or GET /bot{token}/{method}."""
        world = self._world
        name, wrong = request.match_info["method"], None
        if request.match_info["token"] != world.me.token:
            call = self._begin(name, Params(), "call")
            answer = Answer(401, Refused(401, "Unauthorized").body())
            world.record.end(call, answer.status, answer.body, world.clock())
            return _reply(answer)
        try:
            params = await parameters.of_request(request)
        except Refused as refused:
            params, wrong = Params(), refused
        call = self._begin(name, params, "call")
        fault = world.faults.take(call.method, call.chat_id)
        answer = Answer(None, {})
        try:
            answer = await self._answer(params, call, fault, wrong)
        finally:
            world.record.end(call, answer.status, answer.body, world.clock())
        if answer.status is None and request.transport is not None:
            request.transport.close()
        return _reply(answer)

    async def file(self, request: web.Request) -> web.Response:
        """Answer GET /file/bot{token}/{path}."""
        world = self._world
        if request.match_info["token"] != world.me.token:
            return _reply(Answer(401, Refused(401, "Unauthorized").body()))
        file = world.files.by_path.get(request.match_info["path"])
        if file is None:
            return _reply(Answer(404, Refused(404, "Not Found").body()))
        return web.Response(body=file.upload.data, content_type="application/octet-stream")

    async def reply(self, params: Params) -> None:
        """Execute the call that a webhook gave as its answer; nobody gets the result."""
        name = str(params.values.pop("method", ""))
        call = self._begin(name, params, "reply")
        fault = self._world.faults.take(call.method, call.chat_id)
        refusal = fault.refusal() if fault else None
        answer = Answer(None, {})
        try:
            answer = await self._execute(params, call, refusal)
        finally:
            self._world.record.end(call, answer.status, answer.body, self._world.clock())

    def _begin(self, name: str, params: Params, via: str) -> Call:
        canonical = METHODS.get(name.lower(), (masked(name, self._world.me.token),))[0]
        shown = params.shown(self._world.me.token)
        call = self._world.record.begin(canonical, shown, via, self._world.clock())
        if query := self._world.queries.get(str(params.values.get("callback_query_id"))):
            call.chat_id = query.person  # an answer belongs to the chat that was tapped in
        return call

    async def _execute(self, params: Params, call: Call, wrong: Refused | None) -> Answer:
        if wrong is None and call.method.lower() not in METHODS:
            wrong = UNKNOWN
        if wrong is not None:
            return Answer(wrong.code, wrong.body())
        try:
            result = await METHODS[call.method.lower()][1](self._world, params)
        except Refused as refused:
            return Answer(refused.code, refused.body())
        except Exception:  # a mistake of ours: told in full, and the bot sees Telegram fail
            log.exception("call_failed")
            return Answer(500, Refused(500, "Internal Server Error").body())
        if isinstance(result, Described):
            told = {"ok": True, "result": result.result, "description": result.description}
            return Answer(200, told)
        return Answer(200, {"ok": True, "result": result})

    async def _answer(
        self, params: Params, call: Call, fault: Fault | None, wrong: Refused | None
    ) -> Answer:
        if fault is None:
            return await self._execute(params, call, wrong)
        call.fault = fault.kind
        done = await self._execute(params, call, wrong) if fault.after else None
        if done is not None:
            _note_effect(call, done)
        if refusal := fault.refusal():
            return Answer(refusal.code, refusal.body())
        if fault.kind == "502html":
            return Answer(502, {"error_code": 502, "description": "Bad Gateway"})
        if fault.kind == "hang":
            await asyncio.sleep(fault.seconds if fault.seconds is not None else 86_400)
            return Answer(None, {})
        if fault.kind == "cut":
            return Answer(None, {})
        late = asyncio.create_task(self._late(params, call, fault, done or wrong))
        self._late_ones.add(late)
        late.add_done_callback(self._late_ones.discard)
        return await asyncio.shield(late)

    async def _late(
        self, params: Params, call: Call, fault: Fault, done: Answer | Refused | None
    ) -> Answer:
        """Execute a slow call, even if nobody waits for its answer any more."""
        await asyncio.sleep(fault.seconds if fault.seconds is not None else SLOW)
        if isinstance(done, Answer):
            return done
        answer = await self._execute(params, call, done)
        _note_effect(call, answer)
        return answer


def _note_effect(call: Call, answer: Answer) -> None:
    """Record the message that a call made, whatever the bot is told about it."""
    result = answer.body.get("result")
    if isinstance(result, dict):
        call.message_id = result.get("message_id")


def _reply(answer: Answer) -> web.Response:
    if answer.status == 502:
        return web.Response(status=502, text=HTML, content_type="text/html")
    status = answer.status or 500
    text = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))  # as Telegram does
    return web.Response(status=status, text=text, content_type="application/json")
