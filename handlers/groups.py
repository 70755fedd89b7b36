"""Groups and channels: bookings are private, so a command is told where to go, the rest is let be.

Asked first, so that no other router ever sees a group.
"""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from actions.messages import recipient as chats
from db.uow import Database
from domain.messages.chat import Chat, Membership
from domain.messages.chat import ChatType as Kind
from handlers.dialog import send
from infra.log import Trace
from infra.telegram import Rights
from screens.account import start
from screens.account.commands import NAMES


def router() -> Router:
    router = Router(name="group")
    is_group = F.chat.type != ChatType.PRIVATE
    router.my_chat_member.register(place_changed, is_group)
    router.message.register(moved, is_group, F.migrate_to_chat_id)
    router.message.register(written, is_group)
    router.callback_query.register(tapped, F.message.chat.type != ChatType.PRIVATE)
    return router


async def place_changed(event: ChatMemberUpdated, database: Database, rights: Rights) -> None:
    """The bot comes into a group or channel, goes, or gets other rights."""
    chat = Chat(event.chat.id, Kind(event.chat.type), event.chat.title or "")
    async with database.begin() as uow:
        await chats.keep(uow, chat, Membership(event.new_chat_member.status), event.date)
    rights.forget(chat.id)


async def moved(message: Message, database: Database) -> None:
    """A group has become a supergroup."""
    async with database.begin() as uow:
        await chats.follow(uow, message.chat.id, message.migrate_to_chat_id or 0)


async def written(message: Message, trace: Trace, username: str) -> None:
    """A command of ours is answered; talk between people is not for us."""
    is_new = not message.is_automatic_forward  # of a channel's post, which nobody has asked us
    if is_new and is_for_us(message.text or message.caption or "", username):
        await send(message, start.private_only(username))
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
