"""How the house is, for managers."""

from datetime import datetime

from db.manage import health as rows
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.manage.health import Finding, findings


async def of_database(uow: Uow, actor: Actor, now: datetime) -> tuple[Finding, ...]:
    """What Postgres knows. One statement. Raises NotFound below a manager."""
    only_manager(actor)
    return findings(await rows.state(uow), now)
