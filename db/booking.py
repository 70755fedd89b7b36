"""Bookings: a patient's seat in a slot for a test, and the history of each."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

from db.base import Instant, metadata

bookings = Table(
    "bookings",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("slot_id", ForeignKey("time_slots.id", name="booking_is_in_a_slot"), nullable=False),
    Column("account_id", ForeignKey("accounts.id", name="booking_of_an_account"), nullable=False),
    Column(
        "patient_id",
        ForeignKey("patients.id", name="booking_for_a_patient"),
        nullable=False,
        index=True,
    ),
    Column("test_id", ForeignKey("tests.id", name="booking_of_a_test"), nullable=False, index=True),
    Column("status", Text, nullable=False, server_default="booked"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("intent", Text, nullable=False),
    Column("created_at", Instant, nullable=False, server_default=func.now()),
    # Begins with account_id, so it serves the foreign key, too.
    UniqueConstraint("account_id", "intent", name="one_booking_per_intent"),
    CheckConstraint(
        "status IN ('held', 'booked', 'arrived', 'fulfilled', 'no_show', 'cancelled')",
        name="booking_status_is_known",
    ),
    Index(
        "one_seat_per_slot_and_patient",
        "slot_id",
        "patient_id",
        unique=True,
        postgresql_where=text("status <> 'cancelled'"),
    ),
    Index("ix_bookings_slot_id", "slot_id"),
)

booking_events = Table(
    "booking_events",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column(
        "booking_id",
        ForeignKey("bookings.id", name="event_of_a_booking"),
        nullable=False,
        index=True,
    ),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),  # booked, cancelled, ...
    Column("actor_id", BigInteger, nullable=False),  # account id of who did it
)
"""Append-only: a trigger refuses to change or delete a row."""
