"""Refusals as RFC 9457 problem details: a code for programs, a sentence for people."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from aiohttp import web

from domain import refusals
from domain.booking.lab import FreeTime
from domain.refusals import Refusal
from screens.refusal import words

TYPE = "application/problem+json"
STATUS: Mapping[type[Refusal], HTTPStatus] = {
    refusals.NotFound: HTTPStatus.NOT_FOUND,
    refusals.KeyInvalid: HTTPStatus.UNAUTHORIZED,
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


def code_of(refusal: type[Refusal]) -> str:
    """SlotTaken: slot_taken."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", refusal.__name__).lower()


def status_of(refusal: Refusal) -> HTTPStatus:
    kinds = type(refusal).__mro__
    found = (STATUS[kind] for kind in kinds if kind in STATUS)
    return next(found, HTTPStatus.UNPROCESSABLE_ENTITY)


def refused(refusal: Refusal) -> web.Response:
    """The refusal with its facts."""
    facts = {name: _plain(fact) for name, fact in vars(refusal).items()}
    return problem(status_of(refusal), code_of(type(refusal)), words(refusal), **facts)


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> web.Response:
    """facts: what else a program may want to know."""
    body = {"type": "about:blank", "title": status.phrase, "status": int(status), "code": code}
    body |= {"detail": detail} | facts
    return web.Response(
        text=json.dumps(body, ensure_ascii=False), status=status, content_type=TYPE, headers=headers
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, FreeTime):
        return {
            "slot_id": value.slot_id,
            "starts_at": value.starts_at.isoformat(),
            "ends_at": value.ends_at.isoformat(),
            "seats": value.seats,
        }
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
