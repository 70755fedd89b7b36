"""What every handler of the scheduling conversation works with, gathered once."""

from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from db.uow import Database
from domain.account.actor import Actor
from infra.rights import Rights
from screens.messages.compose import Talk
from screens.messages.state import Reader


@dataclass(frozen=True, slots=True)
class Turn:
    """One update of a person, and what answering it needs. now: aware UTC.

    has_mail: whether anything can be sent by email. rate: messages a second, 0 = no limit.
    """

    event: Message | CallbackQuery
    bot: Bot
    state: FSMContext
    actor: Actor
    database: Database
    now: datetime
    rights: Rights
    has_mail: bool = False
    rate: float = 0.0

    def talk(self, intent: str) -> Talk:
        """The conversation, for its screens."""
        return Talk(intent, self.actor.zone, self.now)

    @property
    def reader(self) -> Reader:
        """The person, for screens of their messages."""
        return Reader(self.actor.zone, self.now)


async def take_turn(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Middleware: hand `turn` to the handlers of a router."""
    if isinstance(event, Message | CallbackQuery):
        data["turn"] = turn_of(event, data)
    return await handler(event, data)


def turn_of(event: Message | CallbackQuery, data: Mapping[str, Any]) -> Turn:
    """The turn of an update from what handlers get by name; for filters, which run before."""
    names = ("bot", "state", "actor", "database", "now", "rights", "has_mail", "send_rate")
    return Turn(event, *(data[name] for name in names))


def new_router(name: str) -> Router:
    """A router whose handlers can ask for `turn`."""
    router = Router(name=name)
    router.message.middleware(take_turn)
    router.callback_query.middleware(take_turn)
    return router


def intent_of(message: Message) -> str:
    """The conversation that this message opens: the same when Telegram brings it again."""
    origin = f"{message.chat.id}:{message.message_id}".encode()
    return urlsafe_b64encode(blake2b(origin, digest_size=16).digest()).decode().rstrip("=")
