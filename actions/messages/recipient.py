"""Where a message goes: its author's own chat, a group or channel, or an e-mail address."""

from db.account import email as addresses
from db.uow import Uow
from domain.account.actor import Actor
from domain.messages.channel import Channel
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
    row = await addresses.find(uow, actor.id, message.address_id)
    if row is None or row.confirmed_at is None:
        raise NotFound
    return {"channel": Channel.EMAIL, "recipient": row.address}
