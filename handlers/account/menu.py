"""The commands that one person sees: Telegram keeps a menu for each chat."""

import structlog
from aiogram import Bot
from aiogram.types import BotCommandScopeChat

from domain.account.actor import STAFF, Role
from infra.telegram import FAILURES
from screens.account.commands import staff_menu

log = structlog.get_logger(__name__)


async def show_menu(bot: Bot, account_id: int, role: Role) -> bool:
    """The menu of a role in this person's chat; patients have everybody's. Whether it was set.

    It may fail: who never wrote to the bot has no chat. It is set again when they say /start.
    """
    scope = BotCommandScopeChat(chat_id=account_id)
    try:
        if role in STAFF:
            await bot.set_my_commands(staff_menu(role), scope=scope)
        else:
            await bot.delete_my_commands(scope=scope)
    except FAILURES as error:
        log.info("menu_not_set", error=type(error).__name__)
        return False
    return True
