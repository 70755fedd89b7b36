"""Updates that have been handled: Telegram brings one again when our answer got lost."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Table, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.uow import Uow

handled_updates = Table(
    "handled_updates",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's update_id
    Column("handled_at", Instant, nullable=False, server_default=func.now(), index=True),
)


async def mark(uow: Uow, update_id: int) -> None:
    """Remember an update as done; a second time changes nothing."""
    await uow.run(insert(handled_updates).values(id=update_id).on_conflict_do_nothing())


async def forget(uow: Uow, before: datetime, limit: int) -> int:
    """Forget at most `limit` updates done before an instant (aware UTC); how many.

    Telegram keeps one 24 hours.
    """
    old = select(handled_updates.c.id).where(handled_updates.c.handled_at < before).limit(limit)
    return await uow.run(delete(handled_updates).where(handled_updates.c.id.in_(old)))
