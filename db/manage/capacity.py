"""Seats of slots changed by their number; never below what is taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, text

from db.base import Instant
from db.uow import Uow

_FIRST, _END = bindparam("first", type_=Instant), bindparam("end", type_=Instant)

_SLOTS = (
    text("""
    SELECT id, starts_at, capacity, booked, status FROM time_slots
     WHERE lab_id = :lab AND starts_at >= :first AND starts_at < :end
     ORDER BY starts_at LIMIT :most
""")
    .bindparams(_FIRST, _END)
    .columns(starts_at=Instant)
)

_SLOT = text("""
    SELECT id, starts_at, capacity, booked, status FROM time_slots WHERE lab_id = :lab AND id = :id
""").columns(starts_at=Instant)

# Locked in the order of their ids; what would fall below what is taken is left as it is.
_CHANGE = text("""
    WITH wanted AS (
      SELECT id FROM time_slots
       WHERE lab_id = :lab AND starts_at >= :first AND starts_at < :end AND starts_at > :now
         AND capacity + :delta >= greatest(booked, 1) AND capacity + :delta <= 1000
       ORDER BY id FOR UPDATE)
    UPDATE time_slots AS s SET capacity = s.capacity + :delta
      FROM wanted WHERE s.id = wanted.id AND s.capacity + :delta >= greatest(s.booked, 1)
    RETURNING s.id
""").bindparams(_FIRST, _END, bindparam("now", type_=Instant))

_PUT_BACK = text("""
    WITH wanted AS (
      SELECT id FROM time_slots WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id FOR UPDATE)
    UPDATE time_slots AS s SET capacity = s.capacity - :delta
      FROM wanted WHERE s.id = wanted.id AND s.capacity - :delta >= greatest(s.booked, 1)
    RETURNING s.id
""")


async def slots(
    uow: Uow, lab_id: int, bounds: tuple[datetime, datetime], most: int
) -> Sequence[Row[Any]]:
    """Slots that start between two instants, in order."""
    values = {"lab": lab_id, "first": bounds[0], "end": bounds[1], "most": most}
    return await uow.all(_SLOTS, values)


async def slot(uow: Uow, lab_id: int, slot_id: int) -> Row[Any] | None:
    """One slot of a lab."""
    return await uow.first(_SLOT, {"lab": lab_id, "id": slot_id})


async def change(
    uow: Uow, lab_id: int, bounds: tuple[datetime, datetime], delta: int, now: datetime
) -> list[int]:
    """Add seats (or take some away) to all slots between two instants that are to come; ids."""
    values = {"lab": lab_id, "first": bounds[0], "end": bounds[1], "delta": delta, "now": now}
    return sorted(row.id for row in await uow.all(_CHANGE, values))


async def put_back(uow: Uow, ids: Sequence[int], delta: int) -> int:
    """Take a change back where that is possible; how many slots."""
    return len(await uow.all(_PUT_BACK, {"ids": list(ids), "delta": delta}))
