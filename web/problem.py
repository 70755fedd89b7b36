"""Refusals as RFC 9457 problem details: a code for programs, a sentence for people."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from aiohttp import web

from domain import refusals
from domain.refusals import Refusal
from screens.refusal import words

TYPE = "application/problem+json"
STATUS: Mapping[type[Refusal], HTTPStatus] = {
    refusals.NotFound: HTTPStatus.NOT_FOUND,
    refusals.KeyInvalid: HTTPStatus.UNAUTHORIZED,
    refusals.ScopeMissing: HTTPStatus.FORBIDDEN,
    refusals.LinkInvalid: HTTPStatus.GONE,
    refusals.Changed: HTTPStatus.CONFLICT,
    refusals.AlreadyBooked: HTTPStatus.CONFLICT,
    refusals.AlreadyClosed: HTTPStatus.CONFLICT,
    refusals.AlreadySent: HTTPStatus.CONFLICT,
    refusals.BookedThatDay: HTTPStatus.CONFLICT,
    refusals.DoneBefore: HTTPStatus.CONFLICT,
    refusals.NameTaken: HTTPStatus.CONFLICT,
    refusals.PriceChanged: HTTPStatus.CONFLICT,
    refusals.SlotTaken: HTTPStatus.CONFLICT,
    refusals.TooLate: HTTPStatus.CONFLICT,
    refusals.TooManyVisits: HTTPStatus.CONFLICT,
    refusals.TooManyMessages: HTTPStatus.CONFLICT,
    refusals.TooManySeries: HTTPStatus.CONFLICT,
}
"""All others: what was sent cannot be used, 422."""


class Fault(StrEnum):
    """What is wrong with a request before, or without, an action's refusal."""

    KEY_MISSING = "key_missing"
    TOO_MANY_REQUESTS = "too_many_requests"
    NO_SUCH_ROUTE = "no_such_route"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    INTENT_MISSING = "idempotency_key_missing"
    INTENT_INVALID = "idempotency_key_invalid"
    NOT_JSON = "not_json"
    NOT_UNDERSTOOD = "not_understood"
    MEDIA_TYPE = "media_type"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    CUT_OFF = "cut_off"
    VERSION_CHANGED = "version_changed"
    OUTAGE = "outage"
    BUG = "bug"
    HTTP = "http"


FAULTS: Mapping[Fault, tuple[HTTPStatus, str]] = {
    Fault.KEY_MISSING: (HTTPStatus.UNAUTHORIZED, "Send a key: Authorization: Bearer sb_…"),
    Fault.TOO_MANY_REQUESTS: (HTTPStatus.TOO_MANY_REQUESTS, "Wait as Retry-After says."),
    Fault.NO_SUCH_ROUTE: (HTTPStatus.NOT_FOUND, "There is no such route. /api/docs lists all."),
    Fault.METHOD_NOT_ALLOWED: (HTTPStatus.METHOD_NOT_ALLOWED, "Allow says what can be done here."),
    Fault.INTENT_MISSING: (
        HTTPStatus.BAD_REQUEST,
        "Send an Idempotency-Key, a new one for each thing that is to be done.",
    ),
    Fault.INTENT_INVALID: (
        HTTPStatus.BAD_REQUEST,
        "An Idempotency-Key has 1 to 200 visible characters of ASCII.",
    ),
    Fault.NOT_JSON: (HTTPStatus.BAD_REQUEST, "The body is no JSON in UTF-8."),
    Fault.NOT_UNDERSTOOD: (HTTPStatus.UNPROCESSABLE_ENTITY, "See errors: what is wrong where."),
    Fault.MEDIA_TYPE: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type: application/json"),
    Fault.TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "A body has at most 256 KiB."),
    Fault.TOO_SLOW: (HTTPStatus.REQUEST_TIMEOUT, "The body did not come in time."),
    Fault.CUT_OFF: (HTTPStatus.BAD_REQUEST, "The body ended too early."),
    Fault.VERSION_CHANGED: (
        HTTPStatus.PRECONDITION_FAILED,
        "It has changed since If-Match was read; current is how it stands now.",
    ),
    Fault.OUTAGE: (HTTPStatus.SERVICE_UNAVAILABLE, "Try again, as Retry-After says."),
    Fault.BUG: (HTTPStatus.INTERNAL_SERVER_ERROR, "Tell the lab's operator the reference."),
    Fault.HTTP: (HTTPStatus.BAD_REQUEST, "This request cannot be answered."),
}


class Stopped(Exception):
    """A request that goes no further. facts: what else a program may want to know."""

    def __init__(
        self, fault: Fault, headers: Mapping[str, str] | None = None, **facts: Any
    ) -> None:
        super().__init__(fault)
        self.fault, self.headers, self.facts = fault, headers, facts

    def response(self) -> web.Response:
        status, detail = FAULTS[self.fault]
        return problem(status, self.fault, detail, self.headers, **self.facts)


def code_of(refusal: type[Refusal]) -> str:
    """SlotTaken: slot_taken."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", refusal.__name__).lower()


def status_of(refusal: Refusal) -> HTTPStatus:
    return status_for(type(refusal))


def status_for(refusal: type[Refusal]) -> HTTPStatus:
    """Of all of a kind."""
    found = (STATUS[kind] for kind in refusal.__mro__ if kind in STATUS)
    return next(found, HTTPStatus.UNPROCESSABLE_ENTITY)


def refused(refusal: Refusal, headers: Mapping[str, str] | None = None) -> web.Response:
    """The refusal with its facts."""
    facts = {name: plain(fact) for name, fact in vars(refusal).items()}
    return problem(status_of(refusal), code_of(type(refusal)), words(refusal), headers, **facts)


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> web.Response:
    """facts: what else a program may want to know."""
    body = {"type": "about:blank", "title": status.phrase, "status": int(status), "code": code}
    text = json.dumps(facts | body | {"detail": detail}, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type=TYPE, headers=headers)


def plain(value: Any) -> Any:
    """A fact as JSON has it: instants in UTC with their Z, spans of time in seconds."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case timedelta():
            return value.total_seconds()
        case tuple() | list():
            return [plain(item) for item in value]
        case str() | int() | float() | bool() | None:
            return value
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return str(value)
