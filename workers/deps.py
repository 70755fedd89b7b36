"""Everything the worker process holds open, built once and closed in reverse order."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from arq.connections import ArqRedis

from db.uow import Database, open_database
from infra import queue
from infra.mail.sender import Mailer, open_mail
from infra.metrics import Metrics
from infra.settings import Env, WorkerSettings
from infra.telegram import Rights, Wire, open_bot
from infra.throttle import Throttle
from infra.webhook.sender import Poster, open_poster
from workers.clock import Clock

POOL = 10  # claim, begin, settle and what follows from it, sweep, renew, drawing


@dataclass(frozen=True)
class Deps:
    settings: WorkerSettings
    metrics: Metrics
    database: Database
    redis: ArqRedis
    wire: Wire
    throttle: Throttle
    clock: Clock
    rights: Rights
    poster: Poster
    mail: Mailer | None = None  # None without SMTP_URL


@asynccontextmanager
async def open_deps(settings: WorkerSettings) -> AsyncGenerator[Deps, None]:
    """Open all of them; none connects before it is used, so an outage at start does no harm."""
    metrics, clock = Metrics(), Clock()
    redis_url = settings.redis_url.get_secret_value()
    async with (
        queue.open_redis(redis_url, queue.REDIS_WITHIN) as redis,
        open_database(
            settings.database_url.get_secret_value(),
            queue.ringer(redis, clock.utc),
            queue.ring_failures(metrics),
            pool=POOL,
        ) as database,
        open_bot(settings.bot_token.get_secret_value(), settings.telegram_api_url) as bot,
        open_poster(may_loop=settings.env is Env.DEVELOPMENT) as poster,
        AsyncExitStack() as at_end,
    ):
        metrics.watch_pool(POOL, database.in_use)
        mail = None
        if url := settings.smtp_url.get_secret_value():
            mail = open_mail(url, settings.mail_from)
            at_end.push_async_callback(mail.close)
        yield Deps(
            settings,
            metrics,
            database,
            redis,
            Wire(bot),
            Throttle(redis, settings.send_rate, metrics.throttle_open.inc),
            clock,
            Rights(bot),
            poster,
            mail,
        )
