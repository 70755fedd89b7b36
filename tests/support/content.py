"""Messages with any content, put into the table as the action does."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from db.messages.schedule import scheduled_messages
from db.uow import Database


def soon(seconds: int) -> datetime:
    """A whole second that is at least so many seconds away."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds + 1)


async def plan(
    database: Database,
    author: int,
    content: dict[str, Any],
    at: datetime,
    recipient: int | None = None,
) -> int:
    """A message without an alarm, for the sweep to find; its id."""
    values = {"author_id": author, "recipient": str(recipient or author), "content": content}
    times = {"due_at": at, "fire_at": at, "intent": f"test:{at.isoformat()}"}
    async with database.begin() as uow:
        new = insert(scheduled_messages).values(**values, **times)
        row = await uow.first(new.returning(scheduled_messages.c.id))
    assert row is not None
    return int(row.id)


async def row_of(database: Database, kind: str) -> Any:
    """The one message whose content is of this kind."""
    is_of = scheduled_messages.c.content["kind"].astext == kind
    async with database.read() as uow:
        (row,) = await uow.all(select(scheduled_messages).where(is_of))
    return row
