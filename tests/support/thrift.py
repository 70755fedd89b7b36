"""What costs much and is the same for each bot of a test is made once.

Each test has a bot of its own; of what aiogram does for one, this was a third of the suite's time.
"""

import inspect
import ssl
from functools import cache
from types import CodeType, FunctionType, SimpleNamespace
from typing import Any

from aiogram.client.session import aiohttp as session
from aiogram.dispatcher.event import handler

_signatures: dict[CodeType, inspect.Signature] = {}


def _signature(callback: Any) -> inspect.Signature:
    """As inspect's. aiogram reads names and kinds alone, which are those of the code."""
    if not isinstance(callback, FunctionType):
        return inspect.signature(callback)
    if callback.__code__ not in _signatures:
        _signatures[callback.__code__] = inspect.signature(callback)
    return _signatures[callback.__code__]


async def _close(self: session.AiohttpSession) -> None:
    """Without the quarter of a second that aiogram leaves to TLS."""
    if self._session is not None:
        await self._session.close()


def spare() -> None:
    """Change what aiogram's modules call, in this process."""
    read = {**vars(inspect), "signature": _signature}
    trust = {**vars(ssl), "create_default_context": cache(ssl.create_default_context)}
    vars(handler)["inspect"] = SimpleNamespace(**read)
    vars(session)["ssl"] = SimpleNamespace(**trust)
    session.AiohttpSession.close = _close  # type: ignore[method-assign]
