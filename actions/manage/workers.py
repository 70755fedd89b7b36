"""What the workers do, for managers."""

from db.manage import workers as rows
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.manage.workers import WorkersState


async def state(uow: Uow, actor: Actor) -> WorkersState:
    """As it is now, by cheap reads. Raises NotFound below a manager."""
    only_manager(actor)
    return await rows.state(uow)
