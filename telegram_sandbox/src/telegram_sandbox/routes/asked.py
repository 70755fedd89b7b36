"""Reading requests: a JSON object in the body, numbers in the query."""

import json
from typing import Any

from aiohttp import web

from telegram_sandbox.refusals import Impossible


async def wish_of(request: web.Request) -> dict[str, Any]:
    """The JSON object in the body of a request; an empty body counts as an empty object.

    Raises:
        Impossible: the body is something else.
    """
    body = await request.read()
    try:
        wish = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        raise Impossible("The body is not JSON") from None
    if not isinstance(wish, dict):
        raise Impossible("The body must be a JSON object")
    return wish


def number_of(text: str | None, default: float) -> float:
    """A number in a query string.

    Raises:
        Impossible: it is not a number.
    """
    if text is None or text == "":
        return default
    try:
        return float(text)
    except ValueError:
        raise Impossible(f"{text[:40]!r} is not a number") from None
