"""Dead letters for tests, many in one statement."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, text

from db.base import Instant
from db.uow import Database
from tests.support.messages import AUTHOR

PAST = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)

_DEAD = text("""
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, status,
                                    attempts, begun_at, intent, last_error)
    SELECT CAST(:author AS bigint), CAST(CAST(:author AS bigint) AS text),
           jsonb_build_object('kind', 'text', 'text', 'secret ' || n, 'entities', '[]'::jsonb),
           :at, :at, 'dead', 3, :at, CAST(:error AS text) || n, CAST(:error AS text) || ': words'
      FROM generate_series(1, CAST(:count AS int)) AS n RETURNING id
""").bindparams(bindparam("at", type_=Instant))


async def dead(
    database: Database, count: int = 1, cause: str = "no_answer", author: int = AUTHOR
) -> list[int]:
    """Messages that were given up three hours ago; their ids."""
    values: dict[str, Any] = {"author": author, "at": PAST, "count": count, "error": cause}
    async with database.begin() as uow:
        return sorted(row.id for row in await uow.all(_DEAD, values))


async def tally(database: Database) -> dict[str, int]:
    """How many messages have each status."""
    asked = text("SELECT status, count(*) AS number FROM scheduled_messages GROUP BY 1")
    async with database.read() as uow:
        return {row.status: row.number for row in await uow.all(asked)}
