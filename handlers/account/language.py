"""/language: what I speak with a person, whatever Telegram says."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.account import account
from handlers.account.start import show_menu
from handlers.dialog import look_aside, show
from handlers.turn import Turn
from screens.account import language as screens
from screens.account.callbacks import LanguageTap
from screens.language import language_named, speaking


def router() -> Router:
    router = Router(name="language")
    router.message.register(language_command, Command("language", ignore_case=True))
    router.callback_query.register(language_tapped, LanguageTap.filter())
    return router


async def language_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """Take the one that stands beside the command, or ask."""
    await look_aside(turn)
    code = language_named(command.args or "")
    await (_keep(turn, code) if code else show(turn, screens.ask()))


async def language_tapped(_call: CallbackQuery, callback_data: LanguageTap, turn: Turn) -> None:
    """Chosen; a button works for ever, for it names all it needs."""
    await _keep(turn, callback_data.code)


async def _keep(turn: Turn, code: str) -> None:
    await turn.write(account.set_language, turn.actor, code)
    with speaking(code):
        await show(turn, screens.chosen())
    await show_menu(turn.bot, turn.actor.id, turn.actor.role, code, is_chosen=True)
