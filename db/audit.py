"""What staff did: who, what, to which, before, after, when. Append-only by a trigger."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Row,
    Table,
    Text,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.account.account import accounts
from db.base import Instant, metadata
from db.uow import Uow, filled
from domain.audit import Entry, EntryView, Search
from domain.time.zones import Stretch

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

_ENTRIES = select(*audit_log.c, accounts.c.staff_name).join_from(
    audit_log, accounts, accounts.c.id == audit_log.c.actor_id
)


async def insert_entry(uow: Uow, entry: Entry) -> None:
    await uow.run(insert(audit_log).values(**asdict(entry)))


async def entries(
    uow: Uow, search: Search, *, day: Stretch | None, before: int, most: int
) -> list[EntryView]:
    """The newest that fit; before: below this id, 0 = all of them."""
    words = func.concat_ws(" ", func.replace(audit_log.c.action, "_", " "), accounts.c.staff_name)
    found = _ENTRIES.where(*(words.icontains(word, autoescape=True) for word in search.words))
    if search.subject_id is not None:
        found = found.where(audit_log.c.subject_id == search.subject_id)
    if day is not None:
        found = found.where(audit_log.c.at >= day.first, audit_log.c.at < day.end)
    if before:
        found = found.where(audit_log.c.id < before)
    rows = await uow.all(found.order_by(audit_log.c.id.desc()).limit(most))
    return [_view_of(row) for row in rows]


async def find_entry(uow: Uow, entry_id: int) -> EntryView | None:
    return await uow.find(_view_of, _ENTRIES.where(audit_log.c.id == entry_id))


async def last_entry(uow: Uow, subject: str, subject_id: int) -> EntryView | None:
    """What was done to a thing last."""
    of_it = _ENTRIES.where(audit_log.c.subject == subject, audit_log.c.subject_id == subject_id)
    return await uow.find(_view_of, of_it.order_by(audit_log.c.id.desc()).limit(1))


def _view_of(row: Row[Any]) -> EntryView:
    changes = {"before": row.before or {}, "after": row.after or {}}
    return filled(EntryView, row, who=row.staff_name or "", **changes)
