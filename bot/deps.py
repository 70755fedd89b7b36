"""Everything the bot process holds open, built once and closed in reverse order."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiogram import Bot
from arq.connections import ArqRedis

from bot.calls.patience import PatienceMiddleware
from bot.calls.sent import SentMiddleware
from db.base import POOL
from db.direct import Direct, open_direct
from db.uow import Database, open_database
from infra import queue
from infra.metrics import Metrics
from infra.settings import Settings
from infra.telegram import DisabledButtonsMiddleware, open_bot
from screens.callback_values import DisabledTap
from screens.keyboard import button


@dataclass(frozen=True)
class Deps:
    """direct: for the statement that begins every update."""

    settings: Settings
    metrics: Metrics
    database: Database
    direct: Direct
    redis: ArqRedis
    bot: Bot


@asynccontextmanager
async def open_deps(settings: Settings) -> AsyncGenerator[Deps, None]:
    """Open all of them; none connects before it is used, so an outage at start does no harm."""
    metrics = Metrics()
    redis_url = settings.redis_url.get_secret_value()
    async with (
        queue.open_redis(redis_url, queue.REDIS_WITHIN) as redis,
        open_database(
            settings.database_url.get_secret_value(),
            queue.ringer(redis),
            queue.ring_failures(metrics),
        ) as database,
        open_direct(database.engine) as direct,
        open_bot(settings.bot_token.get_secret_value(), settings.telegram_api_url) as bot,
    ):
        metrics.watch_pool(POOL, database.in_use)
        bot.session.middleware(SentMiddleware())
        bot.session.middleware(DisabledButtonsMiddleware(button("·", DisabledTap())))
        bot.session.middleware(PatienceMiddleware())
        yield Deps(settings, metrics, database, direct, redis, bot)
