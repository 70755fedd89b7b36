"""Everything the bot process holds open, built once and closed in reverse order."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from redis.asyncio import Redis

from bot.middlewares.grey import GreyMiddleware
from db.base import open_engine
from db.uow import Database
from infra.metrics import Metrics
from infra.settings import Settings

log = structlog.get_logger(__name__)
TELEGRAM_WITHIN = 15  # seconds for one call
REDIS_WITHIN = 5  # seconds for one command


@dataclass(frozen=True)
class Deps:
    """The open resources of a bot process."""

    settings: Settings
    metrics: Metrics
    database: Database
    redis: Redis
    bot: Bot


@asynccontextmanager
async def open_deps(settings: Settings) -> AsyncGenerator[Deps, None]:
    """Open all of them; none connects before it is used, so an outage at start does no harm."""
    metrics = Metrics()
    engine = open_engine(settings.database_url.get_secret_value())

    def ring_failed(error: Exception) -> None:
        metrics.alarms_failed.inc()
        log.warning("alarm_failed", error=type(error).__name__)

    redis = Redis.from_url(
        settings.redis_url.get_secret_value(),
        socket_timeout=REDIS_WITHIN,
        socket_connect_timeout=REDIS_WITHIN,
    )
    bot = open_bot(settings.bot_token.get_secret_value(), settings.telegram_api_url)
    try:
        yield Deps(settings, metrics, Database(engine, ring_failed=ring_failed), redis, bot)
    finally:
        await bot.session.close()
        await redis.aclose()
        await engine.dispose()


def open_bot(token: str, api_url: str) -> Bot:
    """Telegram's client: HTML by default, 15 s a call."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url), timeout=TELEGRAM_WITHIN)
    session.middleware(GreyMiddleware())
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
