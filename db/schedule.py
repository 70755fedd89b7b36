"""Scheduled messages: what is to be sent, to whom, and when."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.base import Instant, metadata

scheduled_messages = Table(
    "scheduled_messages",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("author_id", ForeignKey("accounts.id", name="message_has_an_author"), nullable=False),
    Column("channel", Text, nullable=False, server_default="telegram"),
    Column("recipient", Text, nullable=False),  # a chat id on telegram
    Column("content", JSONB, nullable=False),  # see domain/message.py
    Column("due_at", Instant, nullable=False),  # as planned; whole seconds
    Column("fire_at", Instant, nullable=False),  # the next try; whole seconds
    Column("stale_after", Instant),  # not sent after it, NULL = always worth sending
    Column("wall", DateTime),  # the planned wall clock in `zone`
    Column("zone", Text),
    Column("rrule", Text),  # RFC 5545, NULL = once
    Column("status", Text, nullable=False, server_default="scheduled"),
    Column("lane", SmallInteger, nullable=False, server_default="0"),  # 0 personal, 1 broadcast
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),  # counts edits and cancels
    Column("intent", Text, nullable=False),
    Column("booking_id", ForeignKey("bookings.id", name="reminder_of_a_booking")),
    Column("claim_token", Uuid),
    Column("lease_until", Instant),
    Column("begun_at", Instant),  # the last check before the wire
    Column("in_doubt", Boolean, nullable=False, server_default=false()),
    Column("last_error", Text),
    Column("sent_at", Instant),
    Column("created_at", Instant, nullable=False, server_default=func.now()),
    # Begins with author_id, so it serves the foreign key, too.
    UniqueConstraint("author_id", "intent", name="one_message_per_intent"),
    CheckConstraint(
        "status IN ('scheduled', 'sending', 'sent', 'dead', 'cancelled')",
        name="message_status_is_known",
    ),
    CheckConstraint("channel IN ('telegram')", name="channel_is_known"),
    CheckConstraint("lane IN (0, 1)", name="lane_is_known"),
    CheckConstraint(
        "due_at = date_trunc('second', due_at) AND fire_at = date_trunc('second', fire_at)",
        name="instants_have_whole_seconds",
    ),
    CheckConstraint(
        "(status = 'sending') = (claim_token IS NOT NULL AND lease_until IS NOT NULL)",
        name="sending_is_claimed",
    ),
    Index("waiting_by_lane", "lane", "fire_at", postgresql_where=text("status = 'scheduled'")),
    Index("claimed_by_lease", "lease_until", postgresql_where=text("status = 'sending'")),
    Index("messages_of_author", "author_id", "due_at"),
    Index("reminders_of_booking", "booking_id", postgresql_where=text("booking_id IS NOT NULL")),
)
