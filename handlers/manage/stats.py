"""/stats for managers: the lab in numbers, as a picture that turns in place."""

from contextlib import suppress
from datetime import date

import structlog
from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InaccessibleMessage,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)

from actions.booking import slot
from actions.manage import stats
from domain.manage.stats import Span, read
from domain.time.zones import to_wall
from handlers.dialog import UNCHANGED, look_aside, show
from handlers.roles import is_manager, router_for
from handlers.turn import Turn
from infra.chart import ChartFailed, draw
from screens.manage import stats as screens
from screens.manage.callbacks import StatsTap
from screens.screen import Screen

log = structlog.get_logger(__name__)


def router() -> Router:
    router = router_for(is_manager, "stats")
    router.message.register(stats_command, Command("stats", ignore_case=True))
    router.callback_query.register(period_tapped, StatsTap.filter())
    return router


async def stats_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """The numbers at once; the picture is put above them when it is drawn."""
    await look_aside(turn)
    lab = await turn.read(slot.lab_for, turn.actor)
    today = to_wall(turn.now, lab.zone).date()
    period = read(command.args or "", today)
    if period is None:
        await show(turn, screens.not_understood(today))
    else:
        await _tell(turn, period.span, period.first, has_picture=False)


async def period_tapped(call: CallbackQuery, callback_data: StatsTap, turn: Turn) -> None:
    """Another period, in the same message."""
    day = date.fromordinal(callback_data.day)
    await _tell(turn, callback_data.span, day, has_picture=_has_picture(call))


async def _tell(turn: Turn, span: Span, day: date | None, *, has_picture: bool) -> None:
    lab, numbers = await turn.read(stats.numbers, turn.actor, span, day, now=turn.now)
    screen = screens.numbers(lab, numbers, to_wall(turn.now, lab.zone).date())
    card = await _show(turn, screen, has_picture=has_picture)
    try:
        drawn = await draw(screens.chart(lab, numbers))
    except ChartFailed as failed:
        log.warning("chart_failed", problem=str(failed))
        if has_picture:  # of another period
            await _show(turn, screens.no_picture(screen), has_picture=True)
    else:
        await _illustrate(turn, card, drawn, screen)


async def _show(turn: Turn, screen: Screen, *, has_picture: bool) -> int:
    """Where the numbers stand now: below the picture that is there, or alone."""
    if not has_picture or turn.tapped is None:
        return await show(turn, screen)
    try:
        await turn.bot.edit_message_caption(
            chat_id=turn.actor.id,
            message_id=turn.tapped,
            caption=screen.text,
            reply_markup=_markup(screen),
        )
    except TelegramBadRequest as refused:
        if UNCHANGED not in refused.message:
            return await show(turn, screen)
    return turn.tapped


async def _illustrate(turn: Turn, card: int, picture: bytes, screen: Screen) -> None:
    media = InputMediaPhoto(media=BufferedInputFile(picture, "numbers.png"), caption=screen.text)
    with suppress(TelegramBadRequest):  # the numbers stand without it
        await turn.bot.edit_message_media(
            media, chat_id=turn.actor.id, message_id=card, reply_markup=_markup(screen)
        )


def _markup(screen: Screen) -> InlineKeyboardMarkup | None:
    return screen.keyboard if isinstance(screen.keyboard, InlineKeyboardMarkup) else None


def _has_picture(call: CallbackQuery) -> bool:
    message = call.message
    return isinstance(message, InaccessibleMessage) or bool(message and message.photo)
