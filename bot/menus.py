"""At every start: the menu of each member of staff in their chat, for commands may be new."""

import structlog
from aiogram import Bot

from actions.manage.team import everybody
from db.uow import Database
from domain.account.actor import Role
from handlers.account.menu import show_menu
from infra.settings import Settings
from screens.words import words_for

log = structlog.get_logger(__name__)


async def show_menus(bot: Bot, database: Database, settings: Settings) -> None:
    """Set them one by one; who has no chat with the bot yet gets theirs with /start."""
    async with database.read() as uow:
        roles = await everybody(uow)
    roles |= dict.fromkeys(settings.admin_ids, Role.OWNER)
    done = [await show_menu(bot, one, role, words_for("en")) for one, role in roles.items()]
    log.info("menus_set", people=sum(done), without_chat=len(done) - sum(done))
