"""/why for the desk and above: the rules that offer or refuse a time."""

from datetime import UTC, datetime

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.manage import why
from domain.refusals import NotFound
from domain.when import Understood, parse_when
from handlers.dialog import look_aside, show
from handlers.roles import is_desk, router_for
from handlers.turn import Turn
from screens.language import translated
from screens.manage import why as screens
from screens.manage.callbacks import WhyTap
from screens.screen import Screen

LATEST = 253_402_300_799  # the last second of the year 9999


def router() -> Router:
    router = router_for(is_desk, "why")
    router.message.register(why_command, Command("why", ignore_case=True))
    router.callback_query.register(time_tapped, WhyTap.filter())
    return router


async def why_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    await look_aside(turn)
    await show(turn, await _answer(turn, command.args or ""))


async def time_tapped(_call: CallbackQuery, callback_data: WhyTap, turn: Turn) -> None:
    if callback_data.at > LATEST:
        raise NotFound
    at = datetime.fromtimestamp(callback_data.at, UTC)
    await show(turn, await _why(turn, callback_data.test, at))


async def _answer(turn: Turn, words: str) -> Screen:
    found = await turn.read(why.read, turn.actor, words)
    if found is None:
        return Screen(translated(screens.HOW))
    test, rest = found
    lab = await turn.read(slot.lab_for, turn.actor)
    match parse_when(rest, turn.now, lab.zone, turn.actor.locale):
        case Understood() as understood:
            return await _why(turn, test.id, understood.at)
    return Screen(translated(screens.NOT_A_TIME))


async def _why(turn: Turn, test_id: int, at: datetime) -> Screen:
    return screens.why(await turn.read(why.why, turn.actor, test_id, at, now=turn.now), turn.now)
