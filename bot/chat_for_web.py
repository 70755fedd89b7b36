"""What pages in a browser do in chats, for they know no Telegram."""

import structlog
from aiogram import Bot

from domain.account.actor import Role
from domain.messages.content import Own
from handlers.account.start import show_menu
from infra.telegram import FAILURES, Rights, Wire
from screens.language import speaking
from screens.manage.team import your_role
from screens.messages.content import calls

log = structlog.get_logger(__name__)


class ChatForWeb:
    """All of it may fail, as the bot may be blocked or Telegram away; then it is left out."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.look = Rights(bot).look

    async def username(self) -> str:
        """The bot's own. Raises FAILURES."""
        return (await self._bot.me()).username or ""

    async def tell_role(self, account_id: int, role: Role, locale: str) -> None:
        """As /team does: their menu follows, and they are told. locale: theirs."""
        await show_menu(self._bot, account_id, role, locale)
        with speaking(locale):
            words = your_role(role)
        try:
            await self._bot.send_message(account_id, words)
        except FAILURES as error:
            log.info("role_not_told", error=type(error).__name__)

    async def show(self, account_id: int, content: Own) -> bool:
        """A message as it will look, in this person's chat. Whether it could be shown."""
        try:
            for method, fields in calls(content, account_id):
                await Wire(self._bot).send(fields, method)
        except FAILURES as error:
            log.info("message_not_shown", error=type(error).__name__)
            return False
        return True
