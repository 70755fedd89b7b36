"""/start, /help, /cancel and the menu of commands: always possible, whatever is open."""

import structlog
from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import BotCommandScopeChat, CallbackQuery, ChatMemberUpdated, Message

from actions.booking import slot
from domain.account.actor import STAFF, Role
from handlers.dialog import begin, look_aside, show
from handlers.turn import Turn
from infra.log import Trace
from infra.telegram import FAILURES
from screens.account import start
from screens.account.commands import staff_commands, staff_menu
from screens.callback_values import StartDo, StartTap

log = structlog.get_logger(__name__)


def router() -> Router:
    router = Router(name="start")
    router.message.register(start_command, CommandStart(ignore_case=True))
    router.message.register(help_command, Command("help", ignore_case=True))
    router.message.register(cancel_command, Command("cancel", ignore_case=True))
    router.callback_query.register(help_tapped, StartTap.filter(F.do == StartDo.HELP))
    router.my_chat_member.register(came_or_went)
    return router


async def start_command(message: Message, turn: Turn) -> None:
    """Greet; a deep link's payload that nobody knows is no reason to be impolite."""
    await begin(turn)
    name = message.from_user.first_name if message.from_user else ""
    is_open = await turn.read(slot.is_open)
    await show(turn, start.greeting(name, turn.actor.role, is_open=is_open))
    if turn.actor.is_staff:
        await show_menu(turn.bot, turn.actor.id, turn.actor.role)


async def help_command(_message: Message, turn: Turn) -> None:
    await look_aside(turn)
    await help_shown(turn)


async def help_shown(turn: Turn) -> None:
    await show(turn, start.help_text(staff_commands(turn.actor.role)))


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


async def show_menu(bot: Bot, account_id: int, role: Role) -> bool:
    """The commands of a role in this person's chat; patients have everybody's. Whether it was set.

    It may fail: who never wrote to the bot has no chat. It is set again when they say /start.
    """
    scope = BotCommandScopeChat(chat_id=account_id)
    try:
        if role in STAFF:
            await bot.set_my_commands(staff_menu(role), scope=scope)
        else:
            await bot.delete_my_commands(scope=scope)
    except FAILURES as error:
        log.info("menu_not_set", error=type(error).__name__)
        return False
    return True
