"""Acts that can be taken back, and the seats they hold meanwhile.

A seat held here is counted in its slot's `booked` beside those of its bookings, so nobody else
gets it. When the time is over it is freed, each once: the row that says so is deleted with it.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.base import Instant, metadata
from db.messages.schedule import scheduled_messages, withdraw
from db.uow import Uow, filled
from domain.undo import Undo

undos = Table(
    "undos",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column(
        "actor_id", ForeignKey("accounts.id", name="undo_of_an_act_of_somebody"), nullable=False
    ),
    Column("kind", Text, nullable=False),  # such as booking_cancelled
    Column("subject_id", BigInteger, nullable=False),
    Column("facts", JSONB, nullable=False),  # how it was before
    Column("made_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),  # whole seconds
    Column("state", Text, nullable=False, server_default="open"),
    CheckConstraint("state IN ('open', 'undone', 'over')", name="undo_state_is_known"),
    CheckConstraint("until = date_trunc('second', until)", name="undo_has_whole_seconds"),
    Index("open_undos_by_until", "until", postgresql_where=text("state = 'open'")),
    Index("undos_of_actor", "actor_id"),
)

seat_holds = Table(
    "seat_holds",
    metadata,
    Column("undo_id", ForeignKey("undos.id", name="seat_held_for_an_undo"), primary_key=True),
    Column(
        "booking_id", ForeignKey("bookings.id", name="seat_held_for_a_booking"), primary_key=True
    ),
    Column("slot_id", ForeignKey("time_slots.id", name="seat_held_in_a_slot"), nullable=False),
    Index("held_seats_of_booking", "booking_id"),
    Index("held_seats_of_slot", "slot_id"),
)

_RELEASE = text("""
    WITH due AS (
      SELECT id FROM undos WHERE state = 'open' AND until <= :now
       ORDER BY until LIMIT :most FOR NO KEY UPDATE SKIP LOCKED),
    closed AS (
      UPDATE undos SET state = 'over' FROM due WHERE undos.id = due.id RETURNING undos.id),
    gone AS (
      DELETE FROM seat_holds USING closed WHERE seat_holds.undo_id = closed.id
      RETURNING seat_holds.slot_id),
    counted AS (SELECT slot_id, count(*) AS number FROM gone GROUP BY 1),
    locked AS (
      SELECT id, number FROM time_slots JOIN counted ON counted.slot_id = time_slots.id
       ORDER BY id FOR NO KEY UPDATE OF time_slots),
    freed AS (
      UPDATE time_slots SET booked = booked - locked.number FROM locked
       WHERE time_slots.id = locked.id RETURNING locked.number)
    SELECT (SELECT count(*) FROM closed) AS undos, coalesce(sum(number), 0) AS seats FROM freed
""")


class Released(NamedTuple):
    """How many undos were closed, and how many seats are free again."""

    undos: int
    seats: int


async def insert_undo(uow: Uow, actor_id: int, undo: Undo, now: datetime) -> Undo:
    """Open one; its id is given by the table."""
    values = {
        "actor_id": actor_id,
        "kind": undo.kind,
        "subject_id": undo.subject_id,
        "facts": dict(undo.facts),
        "made_at": now,
        "until": undo.until,
    }
    row = await uow.one(insert(undos).values(**values).returning(undos.c.id))
    return replace(undo, id=row.id)


async def undo_by_id(uow: Uow, undo_id: int) -> Undo | None:
    """One, whatever became of it."""
    return await uow.find(partial(filled, Undo), select(undos).where(undos.c.id == undo_id))


async def open_of(uow: Uow, kind: str, subject_id: int, now: datetime) -> Undo | None:
    """The newest that can still be undone, of one kind and subject."""
    is_it = (undos.c.kind == kind) & (undos.c.subject_id == subject_id)
    newest = select(undos).where(is_it, _is_open(now)).order_by(undos.c.id.desc()).limit(1)
    return await uow.find(partial(filled, Undo), newest)


async def open_by(uow: Uow, actor_id: int, now: datetime) -> list[Undo]:
    """What somebody has done and can still take back, the newest first."""
    found = select(undos).where(undos.c.actor_id == actor_id, _is_open(now))
    return [filled(Undo, row) for row in await uow.all(found.order_by(undos.c.id.desc()))]


async def take_back(uow: Uow, undo_id: int, now: datetime) -> Undo | None:
    """Compare-and-swap from open; None once its time is over or it is done."""
    swap = update(undos).where(undos.c.id == undo_id, _is_open(now)).values(state="undone")
    return await uow.find(partial(filled, Undo), swap.returning(undos))


async def hold_seat(uow: Uow, undo: Undo, *, booking_id: int, slot_id: int) -> None:
    """Keep counting a seat that a booking has left."""
    values = {"undo_id": undo.id, "booking_id": booking_id, "slot_id": slot_id}
    await uow.run(insert(seat_holds).values(**values))


async def drop_hold(uow: Uow, undo: Undo, booking_id: int) -> bool:
    """The booking counts itself again. False if its seat is held no more."""
    is_it = (seat_holds.c.undo_id == undo.id, seat_holds.c.booking_id == booking_id)
    return await uow.run(delete(seat_holds).where(*is_it)) > 0


async def cancel_notices(uow: Uow, undo_id: int) -> None:
    """Tell nobody; none is on its way before `until`."""
    await withdraw(uow, scheduled_messages.c.undo_id == undo_id)


async def is_notice_begun(uow: Uow, undo_id: int) -> bool:
    """Whether somebody has been told, or is just being told."""
    row = scheduled_messages.c
    begun = row.status.in_(("sent", "dead")) | row.begun_at.is_not(None)
    found = select(row.id).where(row.undo_id == undo_id, begun).limit(1)
    return await uow.first(found) is not None


async def release(uow: Uow, now: datetime, most: int) -> Released:
    """Close what can be taken back no more and free the seats it held."""
    row = await uow.one(_RELEASE, {"now": now, "most": most})
    return Released(undos=int(row.undos), seats=int(row.seats))


def _is_open(now: datetime) -> ColumnElement[bool]:
    return (undos.c.state == "open") & (undos.c.until > now)
