"""Lanes that are paused: claims pass them over, and workers give back what waits of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, SmallInteger, Table, delete, text
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.uow import Uow
from domain.messages.delivery import Lane

lane_pauses = Table(
    "lane_pauses",
    metadata,
    Column("lane", SmallInteger, primary_key=True, autoincrement=False),
    Column("paused_by", ForeignKey("accounts.id", name="pause_of_an_account"), nullable=False),
    Column("paused_at", Instant, nullable=False),
    CheckConstraint("lane IN (-1, 0, 1)", name="paused_lane_is_known"),
    Index("pauses_of_account", "paused_by"),
)
_PAUSED = text("SELECT lane FROM lane_pauses ORDER BY lane")


async def pause(uow: Uow, lane: Lane, account_id: int, now: datetime) -> bool:
    """False if it was paused before."""
    values = {"lane": int(lane), "paused_by": account_id, "paused_at": now}
    return await uow.run(insert(lane_pauses).values(**values).on_conflict_do_nothing()) > 0


async def resume(uow: Uow, lane: Lane) -> bool:
    """False if it was not paused."""
    return await uow.run(delete(lane_pauses).where(lane_pauses.c.lane == int(lane))) > 0


async def paused(uow: Uow) -> tuple[Lane, ...]:
    """Those of which nothing is sent."""
    return tuple(Lane(row.lane) for row in await uow.all(_PAUSED))
