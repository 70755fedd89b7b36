"""Rows to deliver, staged in one statement, for tests and benches."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, text

from db.account.account import accounts
from db.base import Instant
from db.uow import Database

STAGE = text("""
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, lane, intent)
    SELECT CAST(:author AS bigint),
           CAST(coalesce(CAST(:recipient AS bigint), CAST(:author AS bigint) + n) AS text),
           jsonb_build_object('kind', 'text', 'text', 'message ' || n, 'entities', '[]'::jsonb),
           :at, :at, :lane, CAST(:prefix AS text) || n
      FROM generate_series(0, CAST(:count AS int) - 1) AS n RETURNING id
""").bindparams(bindparam("at", type_=Instant))

AUTHOR = 7


async def people(database: Database, *ids: int) -> None:
    """Accounts with these ids."""
    async with database.begin() as uow:
        await uow.run(insert(accounts), [{"id": each, "locale": "en"} for each in ids])


async def stage(
    database: Database,
    at: datetime,
    count: int = 1,
    *,
    recipient: int | None = AUTHOR,
    lane: int = 0,
    prefix: str = "m",
    author: int = AUTHOR,
    ring: bool = False,
) -> list[int]:
    """Messages of an author's due at `at`, to one recipient or to author + 0, 1, 2, ...; ids."""
    values: dict[str, Any] = {"at": at, "count": count, "lane": lane, "prefix": prefix}
    values |= {"author": author, "recipient": recipient}
    async with database.begin() as uow:
        staged = await uow.all(STAGE, values)
        if ring:
            uow.ring_at(at)
    return sorted(row.id for row in staged)


async def put(database: Database, message_id: int, assignment: str) -> None:
    """Change a row behind everybody's back."""
    async with database.begin() as uow:
        await uow.run(
            text(f"UPDATE scheduled_messages SET {assignment} WHERE id = :id"), {"id": message_id}
        )


async def row(database: Database, message_id: int) -> Any:
    """A message as it stands."""
    async with database.read() as uow:
        return await uow.first(
            text("SELECT * FROM scheduled_messages WHERE id = :id"), {"id": message_id}
        )
