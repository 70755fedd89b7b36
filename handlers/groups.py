"""Groups and channels: bookings are private, so a command is told where to go, the rest is let be.

Asked first, so that no other router ever sees a group.
"""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message

from handlers import card
from infra.log import Trace
from screens.account import start
from screens.account.commands import NAMES


def router() -> Router:
    """Everything that happens outside of a private chat."""
    group = Router(name="group")
    group.message.register(said, F.chat.type != ChatType.PRIVATE)
    group.callback_query.register(tapped, F.message.chat.type != ChatType.PRIVATE)
    return group


async def said(message: Message, trace: Trace, username: str) -> None:
    """A command of ours is answered; talk between people is not for us."""
    if is_for_us(message.text or "", username):
        await card.send(message, start.private_only(username))
    else:
        trace.outcome = "ignored"


async def tapped(call: CallbackQuery, trace: Trace, username: str) -> object:
    """A button of ours that somebody forwarded or that is older than this rule."""
    trace.outcome = "ignored"
    return call.answer(start.private_only(username).text)


def is_for_us(text: str, username: str) -> bool:
    """Whether a text is one of our commands, addressed to nobody else: /book or /book@us."""
    first = text.split(maxsplit=1)[:1]
    if not first or not first[0].startswith("/"):
        return False
    command, _, address = first[0][1:].partition("@")
    if address:
        return address.casefold() == username.casefold()
    return command.casefold() in NAMES
