"""`slotbell setup`: tell Telegram about this bot once, without serving."""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
import asyncio
import sys

import click

from bot.dispatcher import KINDS
from bot.register import register
from infra import log, startup
from infra.settings import BotMode, Settings
from infra.telegram import FAILURES, open_bot


@click.command()
def setup() -> None:
    """Set the webhook and the menu of commands at Telegram; `serve` does it at every start."""
    settings = startup.begin("setup", Settings)
    try:
        username = asyncio.run(_setup(settings))
    except FAILURES as error:
        click.echo(f"slotbell: Telegram refuses or is away: {log.mask(str(error))}", err=True)
        sys.exit(1)
    brought = settings.bot_mode is BotMode.WEBHOOK
    how = f"updates go to {settings.public_url}" if brought else "updates are fetched"
    click.echo(f"@{username}: {how}; the commands are set.")


async def _setup(settings: Settings) -> str:
    async with open_bot(settings.bot_token.get_secret_value(), settings.telegram_api_url) as bot:
        return await register(bot, settings, KINDS)
