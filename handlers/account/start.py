"""/start, /help, /cancel and the menu of commands: always possible, whatever is open."""

import structlog
from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BotCommandScopeUnion,
    CallbackQuery,
    ChatMemberUpdated,
    Message,
)

from actions.booking import slot
from domain.account.actor import STAFF, Role
from handlers.dialog import begin, look_aside, show
from handlers.turn import Turn
from infra.log import Trace
from infra.telegram import FAILURES
from screens.account import start
from screens.account.commands import menu, staff_commands, staff_menu
from screens.callback_values import StartDo, StartTap
from screens.language import speaking

log = structlog.get_logger(__name__)


def router() -> Router:
    router = Router(name="start")
    router.message.register(start_command, CommandStart(ignore_case=True))
    router.message.register(help_command, Command("help", ignore_case=True))
    router.message.register(cancel_command, Command("cancel", ignore_case=True))
    router.callback_query.register(help_tapped, StartTap.filter(F.do == StartDo.HELP))
    router.my_chat_member.register(came_or_went)
    return router


async def start_command(_message: Message, turn: Turn) -> None:
    """Greet; a deep link's payload that nobody knows is no reason to be impolite."""
    await begin(turn)
    await greet(turn)
    who = turn.actor
    if who.is_staff or who.locale_chosen:
        await show_menu(turn.bot, who.id, who.role, who.locale, is_chosen=who.locale_chosen)


async def greet(turn: Turn) -> None:
    user = turn.event.from_user
    name, role = user.first_name if user else "", turn.actor.role
    labs = await turn.read(slot.open_labs)
    lab = labs[0] if len(labs) == 1 else None
    await show(turn, start.greeting(name, role, is_open=bool(labs), lab=lab))


async def help_command(_message: Message, turn: Turn) -> None:
    await look_aside(turn)
    await help_shown(turn)


async def help_shown(turn: Turn) -> None:
    await show(turn, start.help_text(staff_commands(turn.actor.role), has_mail=turn.has_mail))


async def cancel_command(_message: Message, turn: Turn) -> None:
    """Stop the open conversation, or say that none is open."""
    was_open = await begin(turn, is_told=False) is not None
    await show(turn, start.stopped() if was_open else start.nothing_open())


async def help_tapped(_call: CallbackQuery, turn: Turn) -> None:
    """The same as /help, in place; nothing that is open ends."""
    await help_shown(turn)


async def came_or_went(_event: ChatMemberUpdated, trace: Trace) -> None:
    """Blocking and unblocking the bot is kept at the door already; there is nothing to say."""
    trace.outcome = "handled"


async def put_menu(
    bot: Bot,
    wanted: list[BotCommand],
    scope: BotCommandScopeUnion | None = None,
    language_code: str = "",
) -> None:
    """Unless it is there, for Telegram seldom lets one do that. Raises infra.telegram.FAILURES."""
    there = await bot.get_my_commands(scope=scope, language_code=language_code)
    if list(map(_told, there)) != list(map(_told, wanted)):
        await bot.set_my_commands(wanted, scope=scope, language_code=language_code)


def _told(it: BotCommand) -> tuple[str, str]:
    return it.command, it.description


async def show_menu(
    bot: Bot, account_id: int, role: Role, locale: str, *, is_chosen: bool = False
) -> bool:
    """The commands of a role in this person's chat and language. Whether they are there now.

    Patients have everybody's, in their Telegram's language unless they have chosen one.

    It may fail: who never wrote to the bot has no chat. It is set again when they say /start.
    """
    scope = BotCommandScopeChat(chat_id=account_id)
    with speaking(locale):
        wanted = staff_menu(role) if role in STAFF else menu() if is_chosen else []
    try:
        await (put_menu(bot, wanted, scope) if wanted else bot.delete_my_commands(scope=scope))
    except FAILURES as error:
        log.info("menu_not_set", error=type(error).__name__)
        return False
    return True
