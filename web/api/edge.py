"""The edge of the API: what is read of a request, and what becomes of whatever is raised.

Every answer is JSON; what is no success is a problem. One line in the log for each request, with
ids and numbers alone.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import structlog
from aiohttp import web
from pydantic import BaseModel, ValidationError

from domain.refusals import KeyInvalid, Refusal
from infra.log import crash_text
from web.api.door import CHALLENGE, Door, Trace
from web.api.route import Reply, Route
from web.outage import is_outage
from web.problem import Fault, Stopped, problem, refused

log = structlog.get_logger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PREFIX = "/api/v1"
LARGEST = 256 * 1024  # bytes of a body
WITHIN = 10.0  # seconds in which a body has to come
AWAY_FOR = "5"  # seconds until an outage may be over
TRACE = web.RequestKey("trace", Trace)
LONGEST_PLACE = 100  # characters of where something is wrong: names come from the sender
ALWAYS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def served(door: Door, route: Route[Any]) -> Handler:
    """The handler of a route, for aiohttp."""

    async def handle(request: web.Request) -> web.StreamResponse:
        trace = request[TRACE]
        trace.route = f"{route.method} {route.path}"
        ask = await door.let_in(request, route, trace)
        reply = await route.handler(ask, await _understood(request, route))
        return _answer(route, reply)

    return handle


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Nothing is raised beyond it."""
    begun, trace = time.perf_counter(), Trace()
    request[TRACE] = trace
    try:
        answer = await handler(request)
    except Refusal as refusal:
        answer = refused(refusal, _challenge(refusal))
    except Stopped as stopped:
        answer = stopped.response()
    except web.HTTPException as error:
        answer = _of_aiohttp(error)
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, a program gets an answer
        answer = _failed(request, error)
    if not answer.prepared:
        answer.headers.update({**ALWAYS, **trace.headers, **answer.headers})
    log.info(
        "api_answered",
        route=trace.route or "none",
        status=answer.status,
        ms=round((time.perf_counter() - begun) * 1000, 1),
        key=trace.key_id,
    )
    return answer


async def _understood(request: web.Request, route: Route[Any]) -> BaseModel:
    """What is asked for. Raises Stopped."""
    model: type[BaseModel] = route.asked
    try:
        if not route.is_write:
            return model.model_validate_strings(_query(request), strict=True)
        body = await _body(request)
        if not body and not model.model_fields:
            return model()
        if request.content_type != "application/json":
            raise Stopped(Fault.MEDIA_TYPE)
        return model.model_validate_json(body)
    except ValidationError as wrong:
        raise _not_understood(wrong, "body" if route.is_write else "query") from None


def _query(request: web.Request) -> dict[str, Any]:
    """Raises Stopped for what is said twice."""
    for name in set(request.query):
        if len(request.query.getall(name)) > 1:
            error = {"where": f"query.{name}"[:LONGEST_PLACE], "what": "is there twice"}
            raise Stopped(Fault.NOT_UNDERSTOOD, errors=[error])
    return dict(request.query)


async def _body(request: web.Request) -> bytes:
    """Raises Stopped."""
    if (request.content_length or 0) > LARGEST:
        raise Stopped(Fault.TOO_LARGE)
    try:
        async with asyncio.timeout(WITHIN):
            body = await request.read()
    except TimeoutError:
        raise Stopped(Fault.TOO_SLOW, {"Connection": "close"}) from None
    except web.HTTPRequestEntityTooLarge:
        raise Stopped(Fault.TOO_LARGE) from None
    except (web.RequestPayloadError, ConnectionError):
        raise Stopped(Fault.CUT_OFF) from None
    request[TRACE].body = body
    return body


def _not_understood(wrong: ValidationError, part: str) -> Stopped:
    """What is wrong where, without what was sent."""
    errors = wrong.errors(include_url=False, include_context=False, include_input=False)
    if any(error["type"] == "json_invalid" for error in errors):
        return Stopped(Fault.NOT_JSON)
    places = (".".join(map(str, (part, *error["loc"])))[:LONGEST_PLACE] for error in errors)
    told = [
        {"where": place, "what": error["msg"].removeprefix("Value error, ")}
        for place, error in zip(places, errors, strict=True)
    ]
    return Stopped(Fault.NOT_UNDERSTOOD, errors=told[:20])


def _answer(route: Route[Any], reply: Reply) -> web.Response:
    headers = {}
    if reply.version is not None:
        headers["ETag"] = f'"{reply.version}"'
    if reply.place:
        headers["Location"] = PREFIX + reply.place
    return web.Response(
        body=reply.body.model_dump_json().encode(),
        status=route.status,
        content_type="application/json",
        charset="utf-8",
        headers=headers,
    )


def _challenge(refusal: Refusal) -> dict[str, str] | None:
    """RFC 6750."""
    if isinstance(refusal, KeyInvalid):
        return {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
    return None


def _of_aiohttp(error: web.HTTPException) -> web.Response:
    """A problem in place of aiohttp's text."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        allowed = {"Allow": ", ".join(sorted(error.allowed_methods))}
        return Stopped(Fault.METHOD_NOT_ALLOWED, allowed).response()
    if isinstance(error, web.HTTPNotFound):
        return Stopped(Fault.NO_SUCH_ROUTE).response()
    return problem(HTTPStatus(error.status), Fault.HTTP, error.reason)


def _failed(request: web.Request, error: Exception) -> web.Response:
    """An outage, to be tried again; or a bug, with a reference that stands in the log."""
    route = request[TRACE].route or "none"
    if is_outage(error):
        log.warning("api_interrupted", route=route, error=type(error).__name__)
        return Stopped(Fault.OUTAGE, {"Retry-After": AWAY_FOR}).response()
    reference = uuid4().hex[:12]
    sent = request[TRACE].body.decode(errors="replace")
    said = crash_text(error, [request.query_string, sent])
    log.error("api_failed", route=route, reference=reference, exception=said)
    return Stopped(Fault.BUG, reference=reference).response()
