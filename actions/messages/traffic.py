"""What is sent next and was sent last, for the desk."""

from db.messages import traffic as rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk
from domain.messages.dead_letters import Traffic

MOST = 25  # of each


async def look(uow: Uow, actor: Actor) -> Traffic:
    """Raises NotFound below the desk."""
    only_desk(actor)
    return await rows.traffic(uow, MOST)
