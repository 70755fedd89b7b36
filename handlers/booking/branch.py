"""/branch: at which of several labs a patient books, and where that is."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from domain.refusals import NotFound
from handlers import card
from handlers.turn import Turn
from screens.booking import my_bookings as screens
from screens.booking.callbacks import BranchTap


def router() -> Router:
    """The command and its buttons, for everybody."""
    asked = Router(name="branch")
    asked.message.register(asked_for, Command("branch", ignore_case=True))
    asked.callback_query.register(map_tapped, BranchTap.filter(F.is_map))
    asked.callback_query.register(branch_tapped, BranchTap.filter())
    return asked


async def asked_for(message: Message, turn: Turn) -> None:
    """The command."""
    await card.end(turn.state, turn.bot)
    async with turn.database.read() as uow:
        labs = await slot.all_labs(uow)
    await card.send(message, screens.which(labs))


async def branch_tapped(call: CallbackQuery, callback_data: BranchTap, turn: Turn) -> Any:
    """Book there from now on. Raises NotFound."""
    async with turn.database.begin() as uow:
        await slot.choose_lab(uow, turn.actor, callback_data.id)
        labs = await slot.all_labs(uow)
    (lab,) = [one for one in labs if one.id == callback_data.id]
    await card.edit(call, screens.chosen(lab), turn.bot)
    return call.answer()


async def map_tapped(call: CallbackQuery, callback_data: BranchTap, turn: Turn) -> Any:
    """A venue that any map opens. Raises NotFound."""
    async with turn.database.read() as uow:
        labs = await slot.all_labs(uow)
    lab = next((one for one in labs if one.id == callback_data.id), None)
    if lab is None or lab.latitude is None or lab.longitude is None:
        raise NotFound
    await turn.bot.send_venue(
        turn.actor.id, lab.latitude, lab.longitude, title=lab.name, address=lab.address
    )
    return call.answer()
