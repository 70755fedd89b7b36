"""Time slots: spans of time at a lab with a number of seats."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from db.base import Instant, metadata

time_slots = Table(
    "time_slots",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("lab_id", ForeignKey("labs.id", name="slot_is_at_a_lab"), nullable=False),
    Column("starts_at", Instant, nullable=False, index=True),
    Column("ends_at", Instant, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("booked", Integer, nullable=False, server_default="0"),
    Column("status", Text, nullable=False, server_default="open"),
    UniqueConstraint("lab_id", "starts_at", name="one_slot_per_lab_and_start"),
    CheckConstraint("booked BETWEEN 0 AND capacity", name="booked_within_capacity"),
    CheckConstraint("ends_at > starts_at", name="slot_ends_after_its_start"),
    CheckConstraint("status IN ('open', 'closed')", name="slot_status_is_known"),
)
