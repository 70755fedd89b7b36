"""The bot comes into a group or channel, goes, or gets other rights; a group moves."""

from aiogram import F, Router
from aiogram.types import ChatMemberUpdated, Message

from actions.messages import recipient as chats
from db.uow import Database
from domain.messages.chat import Chat, ChatType, Place
from infra.telegram import Rights

NOT_PRIVATE = F.chat.type != "private"


def router() -> Router:
    """Before the router of groups, which lets everything else be."""
    heard = Router(name="chat")
    heard.my_chat_member.register(place_changed, NOT_PRIVATE)
    heard.message.register(moved, NOT_PRIVATE, F.migrate_to_chat_id)
    return heard


async def place_changed(event: ChatMemberUpdated, database: Database, rights: Rights) -> None:
    """Keep what is known of the chat current."""
    chat = Chat(event.chat.id, ChatType(event.chat.type), event.chat.title or "")
    async with database.begin() as uow:
        await chats.keep(uow, chat, Place(event.new_chat_member.status), event.date)
    rights.forget(chat.id)


async def moved(message: Message, database: Database) -> None:
    """A group has become a supergroup."""
    async with database.begin() as uow:
        await chats.follow(uow, message.chat.id, message.migrate_to_chat_id or 0)
