"""`slotbell doctor`: is everything that a running Slotbell needs really there?"""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiohttp
import click
from aiogram import Bot
from aiogram.exceptions import AiogramError
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.commands import checks
from bot.webhook import PATH
from db.base import open_engine
from db.migrate import current, newest
from db.outage import FAILURES
from infra import health, log, probe
from infra.health import Check
from infra.mail.sender import open_mail
from infra.settings import BotMode, Env, Settings, WorkerSettings
from infra.startup import begin
from infra.telegram import open_bot

FAILED = 1  # exit status
BOT, WORKER = "bot", "worker"
MANY = 100  # updates waiting at Telegram that are worth a word
Ask = Callable[[], Awaitable[str]]
"""Returns the problem in words, or '' when all is well."""


@click.command()
@click.argument("process", type=click.Choice(["all", BOT, WORKER]), default="all")
def doctor(process: str) -> None:
    """Check settings, Postgres, Redis, Telegram, the webhook and the worker; status 0 if well.

    PROCESS: where the bot and the worker are not told the same, from where it is asked.
    """
    settings = begin("doctor", WorkerSettings if process == WORKER else Settings)
    click.echo("✓ settings")
    found = asyncio.run(examine(settings, is_worker_here=process != BOT))
    for check in found:
        said = f": {check.problem}" if check.problem else ""
        click.echo(f"{'✓' if check.ok else '✗'} {check.name}{said}")
    sys.exit(0 if all(check.ok for check in found) else FAILED)


async def examine(settings: WorkerSettings, *, is_worker_here: bool = True) -> list[Check]:
    """Every check, in the order in which things depend on each other."""
    engine = open_engine(settings.database_url.get_secret_value(), pool=1)
    redis = Redis.from_url(settings.redis_url.get_secret_value())
    bot = open_bot(settings.bot_token.get_secret_value(), settings.telegram_api_url)
    try:
        found = list(await health.all_answer(engine, redis, FAILURES))
        for name, ask in _asked(settings, engine, redis, bot, is_worker_here=is_worker_here):
            found.append(await _check(name, ask))
    finally:
        await bot.session.close()
        await redis.aclose()
        await engine.dispose()
    return found


def _asked(
    settings: WorkerSettings, engine: AsyncEngine, redis: Redis, bot: Bot, *, is_worker_here: bool
) -> Iterator[tuple[str, Ask]]:
    now, is_live = datetime.now(UTC), settings.env is Env.PRODUCTION
    yield "schema", lambda: _schema(engine)
    yield "zone rules", lambda: checks.zone_rules(engine, settings.default_zone, now)
    if is_live:
        yield "postgres settings", lambda: checks.postgres_settings(engine)
        yield "backups", lambda: checks.backups(engine, now)
    yield "redis memory", lambda: checks.redis_memory(redis)
    yield "disk", partial(asyncio.to_thread, checks.disk, Path.cwd())
    yield "telegram", lambda: _telegram(bot)
    yield "clock", lambda: checks.clock(settings.telegram_api_url)
    if isinstance(settings, Settings) and settings.bot_mode is BotMode.WEBHOOK:
        yield "webhook", lambda: _webhook(bot, settings)
        if settings.public_url.startswith("https://"):
            yield "certificate", lambda: checks.certificate(settings.public_url, now)
    if settings.smtp_url.get_secret_value():
        yield "mail", lambda: _mail(settings)
    if is_worker_here:
        yield "worker", lambda: _worker(settings)
    yield "versions", lambda: checks.versions(engine)


async def _check(name: str, ask: Ask) -> Check:
    begun = time.monotonic()
    try:
        problem = await ask()
    except (*FAILURES, RedisError, AiogramError, aiohttp.ClientError) as failed:
        lines = str(failed).strip().splitlines() or [""]
        problem = f"{type(failed).__name__} {log.mask(lines[0])}".strip()
    return Check(name, problem, time.monotonic() - begun)


async def _schema(engine: AsyncEngine) -> str:
    at = await current(engine)
    return "" if at == newest() else f"is at {at or 'nothing'}, run: slotbell migrate"


async def _telegram(bot: Bot) -> str:
    await bot.get_me()
    return ""


async def _webhook(bot: Bot, settings: Settings) -> str:
    info = await bot.get_webhook_info()
    if info.url != f"{settings.public_url}{PATH}":
        return "is not registered for PUBLIC_URL, run: slotbell setup"
    if info.last_error_message and info.pending_update_count:
        return f"Telegram could not deliver: {info.last_error_message}"
    if info.pending_update_count > MANY:
        return f"{info.pending_update_count} updates are waiting at Telegram"
    return ""


async def _mail(settings: WorkerSettings) -> str:
    mailer = open_mail(settings.smtp_url.get_secret_value(), settings.mail_from)
    fault = await mailer.probe()
    return str(fault) if fault else ""


async def _worker(settings: WorkerSettings) -> str:
    url = f"http://{settings.host}:{settings.worker_port}/healthz"
    answered = await asyncio.to_thread(probe.answers, url)
    return "" if answered else f"no worker answers at {url}"
