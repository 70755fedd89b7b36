"""What closes times that could be booked, whom it hits, and the seats held for them meanwhile.

Managers close and reopen in db/manage/closure.py; an offered seat is counted in its slot's `booked`
beside bookings and held seats.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    ScalarSelect,
    Table,
    Text,
    UniqueConstraint,
    cast,
    delete,
    func,
    literal,
    select,
    text,
)

from db.base import Instant, metadata
from db.uow import Uow

closures = Table(
    "closures",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("lab_id", ForeignKey("labs.id", name="closure_at_a_lab"), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("mode", Text, nullable=False),  # offer: other times are held; cancel: none are
    Column("made_by", ForeignKey("accounts.id", name="closure_made_by_an_account"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("undo_id", ForeignKey("undos.id", name="closure_can_be_undone")),
    Column("offers_until", Instant),
    Column("status", Text, nullable=False, server_default="open"),
    Column("card", BigInteger),  # the message of who made it that shows how it goes
    Column("told_at", Instant),
    Column("told", Text, nullable=False, server_default=""),  # the counts it shows
    Column("intent", Text, nullable=False),
    UniqueConstraint("made_by", "intent", name="one_closure_per_intent"),
    CheckConstraint("mode IN ('offer', 'cancel')", name="closure_mode_is_known"),
    CheckConstraint("status IN ('open', 'undone', 'over')", name="closure_status_is_known"),
    CheckConstraint("ends_at > starts_at", name="closure_ends_after_its_start"),
    Index("closures_at_lab", "lab_id"),
    Index("closures_by_undo", "undo_id"),
    Index("open_closures", "id", postgresql_where=text("status = 'open'")),
)

closure_hits = Table(
    "closure_hits",
    metadata,
    Column("closure_id", ForeignKey("closures.id", name="hit_by_a_closure"), primary_key=True),
    Column("booking_id", ForeignKey("bookings.id", name="booking_is_hit"), primary_key=True),
    Column("slot_id", ForeignKey("time_slots.id", name="slot_is_hit"), nullable=False),
    Index("hits_of_booking", "booking_id"),
    Index("hits_in_slot", "slot_id"),
)

closure_offers = Table(
    "closure_offers",
    metadata,
    Column("closure_id", ForeignKey("closures.id", name="offer_of_a_closure"), nullable=False),
    Column("booking_id", ForeignKey("bookings.id", name="offer_for_a_booking"), primary_key=True),
    Column("slot_id", ForeignKey("time_slots.id", name="offer_of_a_slot"), primary_key=True),
    Index("offers_of_closure", "closure_id"),
    Index("offers_in_slot", "slot_id"),
)


def standing_over(
    lab_id: ColumnElement[int], first: ColumnElement[Any], end: ColumnElement[Any]
) -> ScalarSelect[Any]:
    """What closes a slot from one instant to another, as `closed_by` says it; NULL: nothing."""
    covers = (closures.c.starts_at < end) & (closures.c.ends_at > first)
    oldest = func.min(closures.c.id)
    return (
        select(literal("closure:") + cast(oldest, Text))
        .where(closures.c.lab_id == lab_id, closures.c.status != "undone", covers)
        .scalar_subquery()
    )


async def offers_of(uow: Uow, booking_id: int) -> list[int]:
    """The slots in which a seat is held for a booking."""
    held = select(closure_offers.c.slot_id).where(closure_offers.c.booking_id == booking_id)
    return [row.slot_id for row in await uow.all(held)]


async def take_offers(uow: Uow, booking_id: int, locked: Collection[int]) -> list[int]:
    """Take those in locked slots away; the slots they held a seat of."""
    gone = delete(closure_offers).where(
        closure_offers.c.booking_id == booking_id, closure_offers.c.slot_id.in_(sorted(locked))
    )
    return [row.slot_id for row in await uow.all(gone.returning(closure_offers.c.slot_id))]
