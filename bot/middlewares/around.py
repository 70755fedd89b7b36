"""Around the chosen handler: its name is noted, and every tap is answered."""

from typing import Any

from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.flags import get_flag
from aiogram.dispatcher.middlewares.base import BaseMiddleware
from aiogram.types import CallbackQuery, TelegramObject
from aiogram.utils.callback_answer import CallbackAnswerMiddleware

from bot.middlewares.arrival import Handler
from infra.log import Trace


class NamedMiddleware(BaseMiddleware):
    """Folder, module and function of the chosen handler, such as `account.start.start_command`."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        chosen: HandlerObject = data["handler"]
        trace: Trace = data["trace"]
        module = ".".join(chosen.callback.__module__.rsplit(".", 2)[-2:])
        trace.handler = f"{module}.{getattr(chosen.callback, '__name__', 'unnamed')}"
        return await handler(event, data)


class AnsweredMiddleware(CallbackAnswerMiddleware):
    """aiogram's, but the answer is returned instead of sent: it rides in the webhook's own reply.

    A handler says more by `callback_answer.text`, or returns an answer of its own. After an error
    nothing is answered here: a refusal has words of its own, and an outage comes again.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, CallbackQuery):
            raise TypeError("taps alone are answered")
        answer = self.construct_callback_answer(get_flag(data, "callback_answer"))
        data["callback_answer"] = answer
        done = await handler(event, data)
        if done is not None or answer.disabled:
            return done
        return event.answer(text=answer.text, show_alert=answer.show_alert)
