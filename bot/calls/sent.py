"""An update that has done something sends each message once, also after a crash in its midst.

A message that was sent is kept in the journal before the next call; what an earlier delivery has
sent is not sent again. So only the very last message of a process that dies may come twice.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, Message

from actions.journal import Journal

_journal: ContextVar[Journal | None] = ContextVar("journal", default=None)
EARLIER = datetime.fromtimestamp(0, UTC)


@contextmanager
def sending_once(journal: Journal) -> Generator[None, None, None]:
    """Calls inside belong to the update of this journal."""
    token = _journal.set(journal)
    try:
        yield
    finally:
        _journal.reset(token)


class SentMiddleware(BaseRequestMiddleware):
    """Keeps in the journal what was sent, and takes from it what need not be sent."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Any:
        """What comes of an earlier sending is a message of which only the id is known."""
        journal, chat = _journal.get(), getattr(method, "chat_id", None)
        if journal is None:
            return await make_request(bot, method)
        if not is_sending(method) or not isinstance(chat, int):
            await journal.keep_sent()
            return await make_request(bot, method)
        if (earlier := await journal.sent_before(chat)) is not None:
            return Message(message_id=earlier, date=EARLIER, chat=Chat(id=chat, type="private"))
        answer = await make_request(bot, method)
        if isinstance(found := getattr(answer, "message_id", None), int):
            journal.sent(chat, found)
        return answer


def is_sending(method: TelegramMethod[Any]) -> bool:
    """Whether it makes one new message; anything else may be done twice without a trace."""
    return method.__returning__ is Message and method.__api_method__.startswith("send")
