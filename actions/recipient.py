"""Where a message goes: its author's own chat, or an e-mail address of theirs."""

from db import address as addresses
from db.uow import Uow
from domain.actor import Actor
from domain.channel import Channel
from domain.refusals import NotFound


async def recipient(uow: Uow, actor: Actor, address_id: int) -> dict[str, str]:
    """Channel and recipient as they are stored; address_id 0 is the own chat.

    Raises NotFound for an address that is not confirmed or somebody else's.
    """
    if not address_id:
        return {"channel": Channel.TELEGRAM, "recipient": str(actor.id)}
    row = await addresses.find(uow, actor.id, address_id)
    if row is None or row.confirmed_at is None:
        raise NotFound
    return {"channel": Channel.EMAIL, "recipient": row.address}
