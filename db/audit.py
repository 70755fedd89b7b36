"""What staff did: who, what, to which, before, after, when. Append-only by a trigger."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Executable,
    ForeignKey,
    Identity,
    Index,
    Insert,
    Row,
    Select,
    Table,
    Text,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.account.account import accounts
from db.base import Instant, metadata
from domain.audit import Entry, Line, Search

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


def entries(
    search: Search, day: tuple[datetime, datetime] | None, before: int | None, most: int
) -> Executable:
    """The newest that fit, below an id if one is given. day: the instants between which."""
    words = func.concat_ws(" ", func.replace(audit_log.c.action, "_", " "), accounts.c.staff_name)
    found = _lines().where(*(words.icontains(word, autoescape=True) for word in search.words))
    if search.subject_id is not None:
        found = found.where(audit_log.c.subject_id == search.subject_id)
    if day is not None:
        found = found.where(audit_log.c.at >= day[0], audit_log.c.at < day[1])
    if before is not None:
        found = found.where(audit_log.c.id < before)
    return found.order_by(audit_log.c.id.desc()).limit(most)


def entry(entry_id: int) -> Executable:
    """One of them."""
    return _lines().where(audit_log.c.id == entry_id)


def line_of(row: Row[Any]) -> Line:
    """The value of a row."""
    who = row.staff_name or ""
    subject = (row.action, row.subject, row.subject_id)
    return Line(row.id, row.at, who, *subject, row.before or {}, row.after or {})


def _lines() -> Select[Any]:
    joined = audit_log.join(accounts, accounts.c.id == audit_log.c.actor_id)
    return select(*audit_log.c, accounts.c.staff_name).select_from(joined)
