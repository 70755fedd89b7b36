"""/health for managers: every part asked at once, none for longer than a second."""

import asyncio
import time
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from redis.asyncio import Redis
from redis.exceptions import RedisError

from actions.manage import health
from db import outage
from db.uow import Database
from domain.manage.health import PENDING, Finding, Part
from handlers import card
from handlers.roles import manager_router
from handlers.turn import Turn
from infra.health import LIMIT, postgres_answers
from infra.telegram import FAILURES
from screens.language import _
from screens.manage import health as screens
from screens.manage.callbacks import HealthTap
from screens.screen import Screen

RECENT = 600  # seconds that an error of the webhook is worth telling


def router() -> Router:
    """The command, and [Look again]."""
    asked = manager_router("health")
    asked.message.register(asked_for, Command("health", ignore_case=True))
    asked.callback_query.register(again_tapped, HealthTap.filter())
    return asked


async def asked_for(message: Message, turn: Turn, redis: Redis) -> None:
    """The command."""
    await card.end(turn.state, turn.bot)
    await card.send(message, await _health(turn, redis))


async def again_tapped(call: CallbackQuery, turn: Turn, redis: Redis) -> Any:
    """The same, in place."""
    await card.edit(call, await _health(turn, redis), turn.bot)
    return call.answer()


async def _health(turn: Turn, redis: Redis) -> Screen:
    async with turn.database.read() as uow:
        known = await health.of_database(uow, turn.actor, datetime.now(UTC))
    mail = Finding(Part.MAIL, True, word=_("ready") if turn.has_mail else _("not set up"))
    asked = await asyncio.gather(
        _postgres(turn.database), _redis(redis), _within(_telegram(turn.bot), Part.WEBHOOK)
    )
    return screens.health([*asked, *known, mail])


async def _postgres(database: Database) -> Finding:
    found = await postgres_answers(database.engine, outage.FAILURES)
    return Finding(Part.POSTGRES, found.ok, found.seconds * 1000, found.problem)


async def _redis(redis: Redis) -> Finding:
    began = time.monotonic()
    try:
        async with asyncio.timeout(LIMIT):
            info = await redis.info("memory")
    except (RedisError, OSError, TimeoutError):
        return Finding(Part.REDIS, False, word="does not answer")
    if info.get("maxmemory_policy", "noeviction") != "noeviction":
        return Finding(Part.REDIS, False, word="maxmemory-policy must be noeviction")
    took = (time.monotonic() - began) * 1000
    return Finding(Part.REDIS, True, took, str(info.get("used_memory_human", "?")))


async def _telegram(bot: Bot) -> Finding:
    info = await bot.get_webhook_info()
    if not info.url:
        return Finding(Part.WEBHOOK, True, 0, "updates are fetched")
    waiting = info.pending_update_count
    at = info.last_error_date
    ago = (datetime.now(UTC) - at).total_seconds() if isinstance(at, datetime) else RECENT
    if ago < RECENT and info.last_error_message:
        return Finding(Part.WEBHOOK, False, waiting, f"{info.last_error_message} ({ago:.0f} s ago)")
    return Finding(Part.WEBHOOK, waiting < PENDING, waiting, "updates are brought")


async def _within(asked: Awaitable[Finding], part: Part) -> Finding:
    try:
        async with asyncio.timeout(LIMIT):
            return await asked
    except (*FAILURES, TimeoutError) as error:
        return Finding(part, False, word=f"does not answer ({type(error).__name__})")
