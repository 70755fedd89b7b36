"""Writes down which handler answers, for the update's line in the log and its metrics."""

from typing import Any

from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.middlewares.base import BaseMiddleware
from aiogram.types import TelegramObject

from bot.middlewares.arrival import Handler
from infra.log import Trace


class NamedMiddleware(BaseMiddleware):
    """Folder, module and function of the chosen handler, such as `account.start.started`."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        chosen: HandlerObject = data["handler"]
        trace: Trace = data["trace"]
        module = ".".join(chosen.callback.__module__.rsplit(".", 2)[-2:])
        trace.handler = f"{module}.{getattr(chosen.callback, '__name__', 'unnamed')}"
        return await handler(event, data)
