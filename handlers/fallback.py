"""The last to be asked: what nobody else understood gets a polite answer and a way on."""

from datetime import datetime, timedelta

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message

from domain.typed_answers import Answer
from fsm.draft import TTL_SECONDS
from handlers.account.start import greet
from handlers.dialog import COMMAND, UNREADABLE, send
from handlers.turn import Turn
from handlers.typed_words import is_one_of
from infra.log import Trace
from screens.account import start
from screens.callback_values import DisabledTap
from screens.language import translated


def router() -> Router:
    """Without states: it answers in every one."""
    router = Router(name="fallback")
    router.message.register(unknown_command, COMMAND)
    router.message.register(greeted, F.text.func(is_one_of(Answer.HELLO)))
    router.message.register(unknown_text, F.text)
    router.message.register(unreadable, UNREADABLE)
    router.message.register(noted)
    router.edited_message.register(edited_late, F.chat.type == ChatType.PRIVATE, F.text | F.caption)
    router.callback_query.register(disabled_tapped, DisabledTap.filter())
    router.callback_query.register(old_tapped)
    return router


async def unknown_command(message: Message) -> None:
    words = (message.text or message.caption or "").split()
    await send(message, start.unknown_command(words[0] if words else "/"))


async def greeted(_message: Message, turn: Turn) -> None:
    """'Hi'; what is open stays open."""
    await greet(turn)


async def unknown_text(message: Message) -> None:
    await send(message, start.unknown_text())


async def unreadable(message: Message) -> None:
    await send(message, start.unreadable())


async def edited_late(message: Message, now: datetime, trace: Trace) -> None:
    """The conversation has gone on since, or there was none; an old message is nobody's answer."""
    if now - message.date > timedelta(seconds=TTL_SECONDS):
        trace.outcome = "ignored"
    else:
        await send(message, start.edited_late())


async def noted(_message: Message, trace: Trace) -> None:
    """Telegram's own notes need no answer."""
    trace.outcome = "ignored"


async def disabled_tapped(call: CallbackQuery) -> object:
    """A day that cannot be chosen, on a server that knows no disabled buttons."""
    return call.answer(translated(start.DISABLED_BUTTON))


async def old_tapped(call: CallbackQuery, trace: Trace) -> object:
    """A button whose format is not known, of another version or forged."""
    trace.outcome = "refused"
    return call.answer(translated(start.OLD_BUTTON), show_alert=True)
