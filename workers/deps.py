"""Everything the worker process holds open, built once and closed in reverse order."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from arq.connections import ArqRedis

from db.base import open_engine
from db.uow import Database
from infra import queue
from infra.mail.sender import Mailer, open_mail
from infra.metrics import Metrics
from infra.rights import Rights
from infra.settings import Settings
from infra.telegram import Wire, open_bot
from infra.throttle import Throttle
from workers.clock import Clock

log = structlog.get_logger(__name__)
POOL = 7  # claim, begin, settle and what follows from it, sweep, renew, drawing
REDIS_WITHIN = 2.0  # seconds for one command


@dataclass(frozen=True)
class Deps:
    """The open resources of a worker process."""

    settings: Settings
    metrics: Metrics
    database: Database
    redis: ArqRedis
    wire: Wire
    throttle: Throttle
    clock: Clock
    rights: Rights
    mail: Mailer | None = None  # None without SMTP_URL


@asynccontextmanager
async def open_deps(settings: Settings) -> AsyncGenerator[Deps, None]:
    """Open all of them; none connects before it is used, so an outage at start does no harm."""
    metrics, clock = Metrics(), Clock()
    engine = open_engine(settings.database_url.get_secret_value(), POOL)
    redis = queue.open_redis(settings.redis_url.get_secret_value(), REDIS_WITHIN)

    def ring_failed(error: Exception) -> None:
        metrics.alarms_failed.inc()
        log.warning("alarm_failed", error=type(error).__name__)

    database = Database(engine, queue.ringer(redis, clock.utc), ring_failed)
    throttle = Throttle(redis, settings.send_rate, metrics.throttle_open.inc)
    bot = open_bot(settings.bot_token.get_secret_value(), settings.telegram_api_url)
    mail = (
        open_mail(settings.smtp_url.get_secret_value(), settings.mail_from)
        if settings.has_mail
        else None
    )
    try:
        wire, rights = Wire(bot), Rights(bot)
        yield Deps(settings, metrics, database, redis, wire, throttle, clock, rights, mail)
    finally:
        if mail is not None:
            await mail.close()
        await bot.session.close()
        await redis.aclose(close_connection_pool=True)
        await engine.dispose()
