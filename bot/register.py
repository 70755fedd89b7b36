"""Telling Telegram where updates go, which commands there are and what we do; for `serve` and
`setup`.

The webhook is always set, never compared first: Telegram does not give the secret back, so a
webhook with the same address may still carry another secret, and every update would be refused.
Setting it again changes nothing for updates that wait, up to two minutes after a while without us:
then it is taken away first, and they are brought at once.
"""

import asyncio
from collections.abc import Sequence

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter

from actions.account.account import languages
from actions.manage.team import everybody
from bot.webhook import PATH
from db.uow import Database
from domain.account.actor import Role
from handlers.account.start import put_menu, show_menu
from infra.clock import backoff
from infra.log import mask
from infra.settings import BotMode, Settings
from infra.telegram import FAILURES
from screens.account import commands
from screens.language import SPOKEN, speaking, translated

log = structlog.get_logger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between attempts


async def register(bot: Bot, settings: Settings, kinds: Sequence[str]) -> str:
    """Set the webhook, or none for polling, and the commands. Returns the bot's user name.

    kinds: the update types that are wanted. Raises infra.telegram.FAILURES.
    """
    me = await bot.me()
    if settings.bot_mode is BotMode.WEBHOOK:
        url = settings.public_url + PATH
        known = await bot.get_webhook_info()
        if known.url == url and known.pending_update_count:
            await bot.delete_webhook(drop_pending_updates=False)
        await bot.set_webhook(
            url,
            secret_token=settings.webhook_secret.get_secret_value(),
            allowed_updates=list(kinds),
        )
    else:
        await bot.delete_webhook(drop_pending_updates=False)
    for code in ("", *SPOKEN):
        with speaking(code):
            await _describe(bot, code)
    return me.username or ""


async def _describe(bot: Bot, code: str) -> None:
    """Commands and descriptions in one language, "" for all others; what is there already is not
    set again, for Telegram seldom lets one do that.
    """
    about, short = translated(commands.ABOUT), translated(commands.IN_SHORT)
    await put_menu(bot, commands.menu(), language_code=code)
    if (await bot.get_my_description(language_code=code)).description != about:
        await bot.set_my_description(about, language_code=code)
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short, language_code=code)


async def keep_registering(bot: Bot, settings: Settings, kinds: Sequence[str]) -> None:
    """As `register`, until it succeeds: the process serves meanwhile, for Telegram may be away."""
    for pause in backoff(FIRST_PAUSE, LONGEST_PAUSE):
        try:
            username = await register(bot, settings, kinds)
        except FAILURES as error:
            wait = max(pause, wanted_pause(error))
            log.warning("registration_failed", **log_fields(error), again_in=wait)
            await asyncio.sleep(wait)
        else:
            log.info("bot_registered", username=username, mode=settings.bot_mode)
            return


def wanted_pause(error: Exception) -> float:
    """Seconds that Telegram asked to wait, 0 if it did not."""
    return float(error.retry_after) if isinstance(error, TelegramRetryAfter) else 0.0


def log_fields(error: Exception) -> dict[str, str]:
    """An error of Telegram's for a log line: what it says of itself, never the answer it was in.

    Masked before it is cut, for half a token is none that would be recognized later.
    """
    said = str(getattr(error, "message", "") or error)
    return {"error": type(error).__name__, "problem": mask(said)[:200]}


async def show_menus(bot: Bot, database: Database, settings: Settings) -> None:
    """Set them one by one; who has no chat with the bot yet gets theirs with /start."""
    async with database.read() as uow:
        roles = await everybody(uow)
        locales = await languages(uow, {*roles, *settings.admin_ids})
    roles |= dict.fromkeys(settings.admin_ids, Role.OWNER)
    done = [await show_menu(bot, one, role, locales.get(one, "")) for one, role in roles.items()]
    log.info("menus_set", people=sum(done), without_chat=len(done) - sum(done))
