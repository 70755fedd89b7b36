"""Everything the bot process holds open, built once and closed in reverse order."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiogram import Bot
from arq.connections import ArqRedis

from bot.middlewares.disabled_buttons import DisabledButtonsMiddleware
from db.base import open_engine
from db.uow import Database
from infra import queue
from infra.metrics import Metrics
from infra.settings import Settings
from infra.telegram import open_bot

log = structlog.get_logger(__name__)
REDIS_WITHIN = 2.0  # seconds for one command


@dataclass(frozen=True)
class Deps:
    """The open resources of a bot process."""

    settings: Settings
    metrics: Metrics
    database: Database
    redis: ArqRedis
    bot: Bot


@asynccontextmanager
async def open_deps(settings: Settings) -> AsyncGenerator[Deps, None]:
    """Open all of them; none connects before it is used, so an outage at start does no harm."""
    metrics = Metrics()
    engine = open_engine(settings.database_url.get_secret_value())
    redis = queue.open_redis(settings.redis_url.get_secret_value(), REDIS_WITHIN)

    def ring_failed(error: Exception) -> None:
        metrics.alarms_failed.inc()
        log.warning("alarm_failed", error=type(error).__name__)

    database = Database(engine, queue.ringer(redis), ring_failed)
    bot = open_bot(settings.bot_token.get_secret_value(), settings.telegram_api_url)
    bot.session.middleware(DisabledButtonsMiddleware())
    try:
        yield Deps(settings, metrics, database, redis, bot)
    finally:
        await bot.session.close()
        await redis.aclose(close_connection_pool=True)
        await engine.dispose()
