"""Writes down which handler answers, for the update's line in the log and its metrics."""

from typing import Any

from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.middlewares.base import BaseMiddleware
from aiogram.types import TelegramObject

from bot.middlewares.arrival import Handler
from infra.trace import Trace


class NamedMiddleware(BaseMiddleware):
    """Module and function of the handler that was chosen, such as `start.started`."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Note the name and hand on."""
        chosen: HandlerObject = data["handler"]
        trace: Trace = data["trace"]
        module = chosen.callback.__module__.rsplit(".", 1)[-1]
        trace.handler = f"{module}.{getattr(chosen.callback, '__name__', 'unnamed')}"
        return await handler(event, data)
