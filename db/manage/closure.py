"""Closures, whom they hit, and the times offered instead.

An offered seat is counted in its slot's `booked` beside bookings and held seats.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    Executable,
    ForeignKey,
    Identity,
    Index,
    ScalarSelect,
    Table,
    Text,
    UniqueConstraint,
    cast,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata

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


def insert_closure(values: Mapping[str, Any]) -> Executable:
    """Keep one; no row comes back if its maker's intent is there."""
    return (
        insert(closures)
        .values(**values)
        .on_conflict_do_nothing(constraint="one_closure_per_intent")
        .returning(closures.c.id)
    )


def by_intent(made_by: int, intent: str) -> Executable:
    """The closure that an intent led to."""
    return select(closures).where(closures.c.made_by == made_by, closures.c.intent == intent)


def by_id(closure_id: int) -> Executable:
    """One closure."""
    return select(closures).where(closures.c.id == closure_id)


def change(closure_id: int, values: Mapping[str, Any]) -> Executable:
    """Write something of it down."""
    return update(closures).where(closures.c.id == closure_id).values(**values)


def undone(closure_id: int) -> Executable:
    """Compare-and-swap from open."""
    is_open = closures.c.status == "open"
    return (
        update(closures)
        .where(closures.c.id == closure_id, is_open)
        .values(status="undone", offers_until=None)
        .returning(closures.c.id)
    )


def later_over(closure_id: int) -> Executable:
    """A row if a later closure stands that covers a part of the same."""
    mine, other = closures.alias(), closures.alias()
    is_over_it = (other.c.starts_at < mine.c.ends_at) & (other.c.ends_at > mine.c.starts_at)
    return (
        select(other.c.id)
        .join(mine, other.c.lab_id == mine.c.lab_id)
        .where(mine.c.id == closure_id, other.c.id > mine.c.id)
        .where(other.c.status != "undone", is_over_it)
        .limit(1)
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


def to_tell(before: datetime) -> Executable:
    """Open ones whose card is older than this; taken by compare-and-swap."""
    is_old = closures.c.told_at.is_(None) | (closures.c.told_at <= before)
    return (
        update(closures)
        .where(closures.c.status == "open", closures.c.card.is_not(None), is_old)
        .values(told_at=before)
        .returning(*closures.c)
    )
