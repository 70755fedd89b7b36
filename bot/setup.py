"""`slotbell setup`: tell Telegram where updates go and which commands there are."""

import asyncio
import sys

import click

from bot.dispatcher import KINDS
from bot.register import UNREACHED, register, told
from infra import log
from infra.settings import BotMode, Settings
from infra.startup import begin
from infra.telegram import open_bot

FAILED = 1  # exit status


@click.command()
def setup() -> None:
    """Register webhook and commands with Telegram; `serve` does the same at its start."""
    settings = begin("setup")
    try:
        username = asyncio.run(_register(settings))
    except UNREACHED as error:
        click.echo(
            f"slotbell: Telegram did not take it: {log.mask(told(error)['problem'])}", err=True
        )
        sys.exit(FAILED)
    way = settings.public_url if settings.bot_mode is BotMode.WEBHOOK else "polling"
    click.echo(f"@{username} is registered: {way}.")


async def _register(settings: Settings) -> str:
    bot = open_bot(settings.bot_token.get_secret_value(), settings.telegram_api_url)
    try:
        return await register(bot, settings, KINDS)
    finally:
        await bot.session.close()
