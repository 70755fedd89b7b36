"""The sandbox for tests: served in this process, on a real port, for aiogram's real Bot."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from telegram_sandbox.driver import Sandbox
from telegram_sandbox.server import Options, make_app

TOKEN = "4242:made-up-for-tests"


@dataclass
class Stage:
    """A bot and a driver that speak to a served sandbox over HTTP."""

    bot: Bot
    telegram: Sandbox


@contextlib.asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """A sandbox without limits, on a free port."""
    runner = web.AppRunner(make_app(Options(TOKEN, limits=False)), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        async with Bot(TOKEN, session=session) as bot, Sandbox(url) as telegram:
            yield Stage(bot, telegram)
    finally:
        await runner.cleanup()
