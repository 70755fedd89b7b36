"""/stats for managers: the lab in numbers, as a picture that turns in place."""

from datetime import date

import structlog
from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InaccessibleMessage,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)

from actions.manage import stats
from domain.booking.lab import Lab
from domain.manage.stats import Numbers, Span
from domain.time.zones import to_wall
from handlers.dialog import UNCHANGED, begin, show
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


async def stats_command(message: Message, turn: Turn) -> None:
    await begin(turn)
    lab, numbers = await turn.read(stats.numbers, turn.actor, Span.WEEK, None, now=turn.now)
    screen = screens.numbers(lab, numbers, to_wall(turn.now, lab.zone).date())
    picture = await _picture(lab, numbers)
    if picture is None:
        await show(turn, screens.no_picture(screen))
    else:
        await message.answer_photo(picture, caption=screen.text, reply_markup=screen.keyboard)


async def period_tapped(call: CallbackQuery, callback_data: StatsTap, turn: Turn) -> None:
    """Another period, in the same message."""
    day = date.fromordinal(callback_data.day)
    lab, numbers = await turn.read(stats.numbers, turn.actor, callback_data.span, day, now=turn.now)
    screen = screens.numbers(lab, numbers, to_wall(turn.now, lab.zone).date())
    picture = await _picture(lab, numbers) if _has_picture(call) else None
    if picture is None or not await _is_turned(turn, picture, screen):
        await show(turn, screens.no_picture(screen))


async def _picture(lab: Lab, numbers: Numbers) -> BufferedInputFile | None:
    """The picture, None if it could not be drawn; an operator hears why."""
    try:
        drawn = await draw(screens.chart(lab, numbers))
    except ChartFailed as failed:
        log.warning("chart_failed", problem=str(failed))
        return None
    return BufferedInputFile(drawn, "numbers.png")


async def _is_turned(turn: Turn, picture: BufferedInputFile, screen: Screen) -> bool:
    """Put it in place of the one that was tapped; whether that was possible."""
    markup = screen.keyboard if isinstance(screen.keyboard, InlineKeyboardMarkup) else None
    try:
        await turn.bot.edit_message_media(
            InputMediaPhoto(media=picture, caption=screen.text),
            chat_id=turn.actor.id,
            message_id=turn.tapped or 0,
            reply_markup=markup,
        )
    except TelegramBadRequest as refused:
        return UNCHANGED in refused.message
    return True


def _has_picture(call: CallbackQuery) -> bool:
    message = call.message
    return isinstance(message, InaccessibleMessage) or bool(message and message.photo)
