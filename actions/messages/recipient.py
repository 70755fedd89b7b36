"""Where a message goes: its author's own chat, a group or channel, or an e-mail address."""

from datetime import datetime

from actions.found import existing
from db.account import email as addresses
from db.messages import chat as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.messages.chat import Chat, Look, Membership, may_schedule_there
from domain.messages.content import Channel
from domain.messages.schedule import Message
from domain.refusals import NotFound, TextOnly


async def recipient(uow: Uow, actor: Actor, message: Message) -> dict[str, str]:
    """Channel and recipient as they are stored; without an address, the chat.

    Raises NotFound for an address that is not confirmed or somebody else's, and TextOnly for an
    attachment to an address.
    """
    if not message.address_id:
        chat_id = message.to.id if message.to else actor.id
        return {"channel": Channel.TELEGRAM, "recipient": str(chat_id)}
    if message.attachment is not None:
        raise TextOnly
    found = await addresses.find(uow, actor.id, message.address_id)
    if found is None or not found.is_confirmed:
        raise NotFound
    return {"channel": Channel.EMAIL, "recipient": found.address}


async def keep(uow: Uow, chat: Chat, bot: Membership, at: datetime) -> None:
    """The bot's place in a chat is this since `at`; older news change nothing."""
    await rows.keep_chat(uow, chat, bot, at)


async def follow(uow: Uow, old: int, new: int) -> None:
    """A group has become a supergroup: what waits for it goes there."""
    await rows.migrate(uow, old, new)


async def permit(uow: Uow, look: Look, actor: Actor, chat_id: int) -> Chat:
    """The chat, if this person may schedule there now.

    Raises NotFound (also for a chat that is not theirs), NotAdmin, BotMayNotPost.
    """
    chat = existing(await rows.find_chat(uow, chat_id))
    may_schedule_there(await look(chat_id, actor.id))
    return chat
