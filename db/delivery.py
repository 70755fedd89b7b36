"""Delivery attempts: how each try to send a message ended."""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Integer, Table, Text

from db.base import Instant, metadata

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column(
        "message_id",
        ForeignKey("scheduled_messages.id", name="attempt_of_a_message"),
        nullable=False,
        index=True,
    ),
    Column("attempt", Integer, nullable=False),  # counted from 1
    Column("begun_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),  # delivered, later, give_up
    Column("error", Text),
)
