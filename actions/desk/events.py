"""Following along: what has happened since a mark. For managers, as the audit is."""

from db.desk import events as rows
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.desk.events import Feed, Mark, merged


async def since(uow: Uow, actor: Actor, mark: Mark, most: int) -> Feed:
    """Facts after the mark; none that commits later is passed over. Raises NotFound.

    Without a transaction.
    """
    only_manager(actor)
    until = await rows.end(uow)
    if until is None:
        return Feed((), mark, is_last=False)
    history = await rows.history(uow, mark, until, most + 1)
    return merged(history, await rows.audit(uow, mark, until, most + 1), mark, most)


async def present(uow: Uow, actor: Actor) -> Mark | None:
    """Where whoever follows from now on begins; None while somebody writes for long.

    Raises NotFound. Without a transaction.
    """
    only_manager(actor)
    return await rows.end(uow)
