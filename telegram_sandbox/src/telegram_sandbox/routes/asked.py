"""What a request asks for: a JSON object in its body, numbers in its query."""

import json
from typing import Any

from aiohttp import web

from telegram_sandbox.refusals import Impossible


async def wish_of(request: web.Request) -> dict[str, Any]:
    """The JSON object that came with a request; nothing counts as an empty one.

    Raises:
        Impossible: it is something else.
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
        Impossible: it is none.
    """
    if text is None or text == "":
        return default
    try:
        return float(text)
    except ValueError:
        raise Impossible(f"{text[:40]!r} is not a number") from None
