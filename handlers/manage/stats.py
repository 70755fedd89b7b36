"""/stats for managers: the lab in numbers, as a picture that turns in place."""

from datetime import date, datetime
from typing import Any

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
from handlers import card
from handlers.roles import manager_router
from handlers.turn import Turn
from infra.chart import ChartFailed, draw
from screens.manage import stats as screens
from screens.manage.callbacks import StatsTap
from screens.screen import Screen

log = structlog.get_logger(__name__)


def router() -> Router:
    """The command, and the buttons under the picture."""
    asked = manager_router("stats")
    asked.message.register(asked_for, Command("stats", ignore_case=True))
    asked.callback_query.register(period_tapped, StatsTap.filter())
    return asked


async def asked_for(message: Message, turn: Turn) -> None:
    """The command: this week."""
    await card.end(turn.state, turn.bot)
    lab, found = await _numbers(turn, Span.WEEK, None)
    screen = screens.numbers(lab, found, _today(turn.now, lab))
    picture = await _picture(lab, found)
    if picture is None:
        await card.send(message, screens.no_picture(screen))
    else:
        await message.answer_photo(picture, caption=screen.text, reply_markup=screen.keyboard)


async def period_tapped(call: CallbackQuery, callback_data: StatsTap, turn: Turn) -> Any:
    """Another period, in the same message."""
    day = date.fromordinal(callback_data.day)
    lab, found = await _numbers(turn, callback_data.span, day)
    screen = screens.numbers(lab, found, _today(turn.now, lab))
    picture = await _picture(lab, found) if _has_picture(call) else None
    if picture is None or not await _turned(call, turn, picture, screen):
        await card.edit(call, screens.no_picture(screen), turn.bot)
    return call.answer()


async def _numbers(turn: Turn, span: Span, day: date | None) -> tuple[Lab, Numbers]:
    async with turn.database.read() as uow:
        return await stats.numbers(uow, turn.actor, span, day, turn.now)


async def _picture(lab: Lab, found: Numbers) -> BufferedInputFile | None:
    """The picture, None if it could not be drawn; an operator hears why."""
    try:
        drawn = await draw(screens.chart(lab, found))
    except ChartFailed as failed:
        log.warning("chart_failed", problem=str(failed))
        return None
    return BufferedInputFile(drawn, "numbers.png")


async def _turned(
    call: CallbackQuery, turn: Turn, picture: BufferedInputFile, screen: Screen
) -> bool:
    """Put it in place of the one that was tapped; whether that was possible."""
    markup = screen.keyboard if isinstance(screen.keyboard, InlineKeyboardMarkup) else None
    try:
        await turn.bot.edit_message_media(
            InputMediaPhoto(media=picture, caption=screen.text),
            chat_id=call.from_user.id,
            message_id=call.message.message_id if call.message else 0,
            reply_markup=markup,
        )
    except TelegramBadRequest as refused:
        return card.UNCHANGED in refused.message
    return True


def _has_picture(call: CallbackQuery) -> bool:
    message = call.message
    return isinstance(message, InaccessibleMessage) or bool(message and message.photo)


def _today(now: datetime, lab: Lab) -> date:
    return to_wall(now, lab.zone).date()
