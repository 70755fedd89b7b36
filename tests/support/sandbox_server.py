"""The sandbox for tests: served in this process, on a real port, for aiogram's real Bot."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from telegram_sandbox import TOKEN, Sandbox, running


@dataclass
class Stage:
    """A bot and a driver that speak to a served sandbox over HTTP."""

    bot: Bot
    telegram: Sandbox


@contextlib.asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """A sandbox without limits, on a free port."""
    async with running() as telegram:
        session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.url))
        async with Bot(TOKEN, session=session) as bot:
            yield Stage(bot, telegram)
