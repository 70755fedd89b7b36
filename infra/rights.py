"""Who stands where in a group or channel: asked by getChatMember, remembered for a minute."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat

from domain.messages.chat import Place, Standing, Standings

KEPT_FOR = 60.0  # seconds
KEPT = 10_000  # pairs of chat and account
NOBODY = ("participant_id_invalid", "user not found", "invalid user_id")


@dataclass
class Rights:
    """Asks Telegram. clock: seconds that only grow."""

    bot: Bot
    clock: Callable[[], float] = time.monotonic
    _known: OrderedDict[tuple[int, int], tuple[float, Standings]] = field(
        default_factory=OrderedDict
    )

    async def look(self, chat_id: int, account_id: int) -> Standings | None:
        """Where the person and the bot stand, at most a minute ago; None if the bot is not there.

        Raises infra.telegram.FAILURES, but for a refusal that says so.
        """
        key, now = (chat_id, account_id), self.clock()
        known = self._known.get(key)
        if known is not None and now - known[0] < KEPT_FOR:
            return known[1]
        found = await self._ask(chat_id, account_id)
        if found is not None:
            self._known[key] = (now, found)
            self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found

    def forget(self, chat_id: int) -> None:
        """Something has changed there."""
        for key in [key for key in self._known if key[0] == chat_id]:
            del self._known[key]

    async def _ask(self, chat_id: int, account_id: int) -> Standings | None:
        try:
            own = await self.bot.get_chat_member(chat_id, self.bot.id)
        except (TelegramForbiddenError, TelegramBadRequest, TelegramMigrateToChat):
            return None
        try:
            person = standing(await self.bot.get_chat_member(chat_id, account_id))
        except TelegramBadRequest as refused:
            if not any(each in refused.message.lower() for each in NOBODY):
                return None
            person = Standing(Place.LEFT, may_post=False)
        # In a channel a bot is an administrator, and there alone can_post_messages is told.
        is_channel = getattr(own, "can_post_messages", None) is not None
        return Standings(person, standing(own), is_channel)


def standing(member: Any) -> Standing:
    """The rights that a ChatMember names; what it does not name is allowed."""
    posts = getattr(member, "can_post_messages", None)
    sends = getattr(member, "can_send_messages", None)
    return Standing(Place(member.status), may_post=posts is not False and sends is not False)
