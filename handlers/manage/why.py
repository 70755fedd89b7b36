"""/why for the desk and above: the rules that offer or refuse a time."""

from datetime import UTC, datetime
from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.manage import why
from domain.booking.catalogue import LabTest
from domain.refusals import NotFound
from domain.when import Understood, parse_when
from handlers import card
from handlers.roles import desk_router
from handlers.turn import Turn
from screens.manage import why as screens
from screens.manage.callbacks import WhyTap
from screens.screen import Screen

LATEST = 253_402_300_799  # the last second of the year 9999


def router() -> Router:
    """The command, and the nearest times for a tap."""
    asked = desk_router("why")
    asked.message.register(asked_for, Command("why", ignore_case=True))
    asked.callback_query.register(time_tapped, WhyTap.filter())
    return asked


async def asked_for(message: Message, command: CommandObject, turn: Turn) -> None:
    """The command with a test and a time."""
    await card.end(turn.state, turn.bot)
    async with turn.database.read() as uow:
        found = await why.read(uow, turn.actor, command.args or "")
    await card.send(message, await _answer(turn, found))


async def time_tapped(call: CallbackQuery, callback_data: WhyTap, turn: Turn) -> Any:
    """One of the nearest times."""
    if callback_data.at > LATEST:
        raise NotFound
    at = datetime.fromtimestamp(callback_data.at, UTC)
    await card.edit(call, await _why(turn, callback_data.test, at), turn.bot)
    return call.answer()


async def _answer(turn: Turn, found: tuple[LabTest, str] | None) -> Screen:
    if found is None:
        return screens.how()
    test, words = found
    async with turn.database.read() as uow:
        lab = await slot.lab_for(uow, turn.actor)
    match parse_when(words, turn.now, lab.zone, turn.actor.locale):
        case Understood() as understood:
            return await _why(turn, test.id, understood.at)
    return screens.not_a_time()


async def _why(turn: Turn, test_id: int, at: datetime) -> Screen:
    async with turn.database.read() as uow:
        it = await why.why(uow, turn.actor, test_id, at, turn.now)
    what = (it.lab, it.test, it.at)
    return screens.why(what, it.verdicts, it.nearest, turn.now)
