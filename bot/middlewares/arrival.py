"""At the door, in the person's turn: who is it, and what has this update done before."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.base import BaseMiddleware
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import Chat, TelegramObject, Update, User

from actions.account import account
from actions.account.account import Arrival, Defaults, Visitor
from actions.journal import Journal, opened_in
from bot.middlewares.sent import sending_once
from db.uow import Database
from fsm.draft import Conversation
from infra.clock import utc_now
from screens.language import speaking

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")
GONE = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)


class ArrivalMiddleware(BaseMiddleware):
    """Gives handlers `actor`, `now`, `database`, `username`, and the person's language."""

    def __init__(self, database: Database, defaults: Defaults) -> None:
        self._database, self._defaults = database, defaults

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle an update once; of a group's nothing is kept, for nothing is done there."""
        if not isinstance(event, Update):
            raise TypeError("updates alone come to the door")
        user: User | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        if user is None or user.is_bot:
            return UNHANDLED
        data |= {"database": self._database, "username": await _username(data["bot"])}
        if chat is not None and chat.type != ChatType.PRIVATE:
            with speaking(language_of(user)):
                return await handler(event, data)
        visitor = Visitor(user.id, language_of(user), is_reachable(event))
        arrival = await self._meet(visitor, event.update_id)
        state, journal = self._memory(event.update_id, arrival, data)
        data |= {"actor": arrival.actor, "now": utc_now(), "journal": journal, "state": state}
        data["raw_state"] = await state.get_state()
        with speaking(arrival.actor.locale), sending_once(journal):
            answer = await handler(event, data)
        await state.keep()
        return answer

    def _memory(
        self, update_id: int, arrival: Arrival, data: dict[str, Any]
    ) -> tuple[Conversation, Journal]:
        """The conversation and what the update has done, both as at its first coming."""
        opened = opened_in(arrival.results)
        state = Conversation.of(data["state"], data["raw_state"], opened)
        return state, Journal(self._database, update_id, arrival.results, state.before)

    async def _meet(self, visitor: Visitor, update_id: int) -> Arrival:
        async with self._database.read() as uow:
            arrival = await account.meet(uow, self._defaults, visitor, update_id)
        if not arrival.is_current:
            async with self._database.begin() as uow:
                await account.arrive(uow, visitor, arrival)
        return arrival


def language_of(user: User) -> str:
    """The person's IETF language tag, empty if Telegram says none or nonsense."""
    code = user.language_code or ""
    return code if LANGUAGE.fullmatch(code) else ""


def is_reachable(update: Update) -> bool:
    """False if this update says that the person has blocked the bot; any other one refutes it."""
    member = update.my_chat_member
    return member is None or member.new_chat_member.status not in GONE


async def _username(bot: Bot) -> str:
    return (await bot.me()).username or ""
