"""/start, /help, /cancel, and the help button: always possible, whatever is open."""

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from domain.account.actor import Actor
from handlers import card
from handlers.account.menu import show_menu
from infra.log import Trace
from screens.account import start
from screens.account.commands import staff_commands
from screens.callback_values import StartDo, StartTap


def router() -> Router:
    """Commands that end what was open; coming and going."""
    asked = Router(name="start")
    asked.message.register(started, CommandStart(ignore_case=True))
    asked.message.register(help_asked, Command("help", ignore_case=True))
    asked.message.register(cancelled, Command("cancel", ignore_case=True))
    asked.callback_query.register(help_tapped, StartTap.filter(F.do == StartDo.HELP))
    asked.my_chat_member.register(came_or_went)
    return asked


async def started(message: Message, state: FSMContext, bot: Bot, actor: Actor) -> None:
    """Greet; a deep link's payload that nobody knows is no reason to be impolite."""
    await card.end(state, bot)
    name = message.from_user.first_name if message.from_user else ""
    await card.send(message, start.greeting(name, is_staff=actor.is_staff))
    if actor.is_staff:
        await show_menu(bot, actor.id, actor.role)


async def help_asked(message: Message, state: FSMContext, bot: Bot, actor: Actor) -> None:
    """Show every command with an example."""
    await card.end(state, bot)
    await card.send(message, start.help_text(staff_commands(actor.role)))


async def cancelled(message: Message, state: FSMContext, bot: Bot) -> None:
    """Stop the open conversation, or say that none is open."""
    was = await card.end(state, bot)
    await card.send(message, start.nothing_open() if was is None else start.stopped())


async def help_tapped(call: CallbackQuery, bot: Bot, actor: Actor) -> object:
    """The same as /help, in place; nothing that is open ends."""
    await card.edit(call, start.help_text(staff_commands(actor.role)), bot)
    return call.answer()


async def came_or_went(_event: ChatMemberUpdated, trace: Trace) -> None:
    """Blocking and unblocking the bot is kept at the door already; there is nothing to say."""
    trace.outcome = "handled"
