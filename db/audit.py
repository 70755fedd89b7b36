"""What staff did: who, what, to which, before, after, when. Append-only by a trigger."""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Insert, Table, Text, insert
from sqlalchemy.dialects.postgresql import JSONB

from db.base import Instant, metadata
from domain.audit import Entry

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", ForeignKey("accounts.id", name="audited_an_account"), nullable=False),
    Column("action", Text, nullable=False),  # such as booking_cancelled
    Column("subject", Text, nullable=False),  # such as booking
    Column("subject_id", BigInteger),
    Column("before", JSONB(none_as_null=True)),
    Column("after", JSONB(none_as_null=True)),
    Index("audited_by_actor", "actor_id", "id"),
    Index("audited_by_subject", "subject", "subject_id", "id"),
    Index("audited_by_action", "action", "id"),
)


def insert_entry(entry: Entry) -> Insert:
    """Write one down."""
    return insert(audit_log).values(
        at=entry.at,
        actor_id=entry.actor_id,
        action=entry.action,
        subject=entry.subject,
        subject_id=entry.subject_id,
        before=entry.before,
        after=entry.after,
    )
