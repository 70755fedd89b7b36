"""[Undo] under whatever staff did."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from actions import undo_ways
from domain.refusals import Changed, TooLate
from handlers import card
from handlers.roles import staff_router
from handlers.turn import Turn
from screens import undo as screens
from screens.callback_values import UndoTap


def router() -> Router:
    """The button."""
    taps = staff_router("undo")
    taps.callback_query.register(undo_tapped, UndoTap.filter())
    return taps


async def undo_tapped(call: CallbackQuery, callback_data: UndoTap, turn: Turn) -> Any:
    """Take it back, in this message."""
    try:
        async with turn.database.begin() as uow:
            done = await undo_ways.take_back(uow, turn.actor, callback_data.id, turn.now)
    except TooLate:
        return call.answer(screens.too_late(), show_alert=True)
    except Changed:
        return call.answer(screens.changed(), show_alert=True)
    await card.edit(call, screens.undone(done), turn.bot)
    return call.answer()
