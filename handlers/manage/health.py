"""/health for managers: every part asked at once, none for longer than a second."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from redis.asyncio import Redis

from actions.manage import health
from db import outage
from domain.manage.health import of_mail
from handlers.dialog import look_aside, show
from handlers.roles import is_manager, router_for
from handlers.turn import Turn
from infra.health import servers
from screens.manage import health as screens
from screens.manage.callbacks import HealthTap


def router() -> Router:
    router = router_for(is_manager, "health")
    router.message.register(health_command, Command("health", ignore_case=True))
    router.callback_query.register(health_shown, HealthTap.filter())
    return router


async def health_command(message: Message, turn: Turn, redis: Redis) -> None:
    await look_aside(turn)
    await health_shown(message, turn, redis)


async def health_shown(_event: Message | CallbackQuery, turn: Turn, redis: Redis) -> None:
    stored = await turn.read(health.of_database, turn.actor, turn.now)
    asked = await servers(
        turn.database.engine, redis, turn.bot, failures=outage.FAILURES, now=turn.now
    )
    await show(turn, screens.health([*asked, *stored, of_mail(turn.has_mail)]))
