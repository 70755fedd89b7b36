"""The last to be asked: what nobody else understood gets a polite answer and a way on."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers import card
from handlers.content_types import SENT
from infra.log import Trace
from screens.account import start
from screens.callback_values import DisabledTap


def router() -> Router:
    """Without states: it answers in every one."""
    last = Router(name="fallback")
    last.message.register(unknown_command, F.text.startswith("/"))
    last.message.register(unknown_text, F.text)
    last.message.register(unreadable, F.content_type.in_(SENT))
    last.message.register(noted)
    last.callback_query.register(grey_tapped, DisabledTap.filter())
    last.callback_query.register(old_tapped)
    return last


async def unknown_command(message: Message) -> None:
    """A command that is none of ours."""
    words = (message.text or "").split()
    await card.send(message, start.unknown_command(words[0] if words else "/"))


async def unknown_text(message: Message) -> None:
    """A text while nothing is open."""
    await card.send(message, start.unknown_text())


async def unreadable(message: Message) -> None:
    """A photo, voice, sticker or file."""
    await card.send(message, start.unreadable())


async def noted(_message: Message, trace: Trace) -> None:
    """Telegram's own notes need no answer."""
    trace.outcome = "ignored"


async def grey_tapped(call: CallbackQuery) -> object:
    """A day that cannot be chosen, on a server that knows no disabled buttons."""
    return call.answer(start.disabled_button_tapped())


async def old_tapped(call: CallbackQuery, trace: Trace) -> object:
    """A button whose format is not known, of another version or forged."""
    trace.outcome = "refused"
    return call.answer(start.old_button(), show_alert=True)
