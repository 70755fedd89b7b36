"""Dead letters, and what becomes of them: another try, or an end for a reason.

Both are compare-and-swap from dead and not closed, so of two people who tap one wins. Many rows
are one statement; what another transaction holds at this moment is passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, String, bindparam, text

from db.base import Instant
from db.uow import Uow

_AT = bindparam("at", type_=Instant)

_GROUPS = text("""
    SELECT split_part(last_error, ':', 1) AS cause, count(*) AS number, max(due_at) AS latest
      FROM scheduled_messages WHERE status = 'dead' AND resolved_at IS NULL
     GROUP BY 1 ORDER BY 2 DESC, 1
""").columns(latest=Instant)

_LETTERS = text("""
    SELECT id, author_id, content ->> 'kind' AS kind, due_at,
           split_part(last_error, ':', 1) AS cause, in_doubt, attempts, count(*) OVER () AS total
      FROM scheduled_messages
     WHERE status = 'dead' AND resolved_at IS NULL AND split_part(last_error, ':', 1) = :cause
     ORDER BY id DESC OFFSET :offset LIMIT :limit
""").columns(due_at=Instant)

_LETTER = text("""
    SELECT id, author_id, content ->> 'kind' AS kind, due_at,
           split_part(last_error, ':', 1) AS cause, in_doubt, attempts
      FROM scheduled_messages WHERE id = :id AND status = 'dead' AND resolved_at IS NULL
""").columns(due_at=Instant)

# Of a group, only what had died before `at`: what dies again after a retry is not retried twice.
_CHOSEN = """
    WITH chosen AS (
      SELECT id FROM scheduled_messages
       WHERE status = 'dead' AND resolved_at IS NULL AND fire_at < :at
         AND split_part(last_error, ':', 1) = :cause
       ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED),
"""
_ONE = """
    WITH chosen AS (
      SELECT id FROM scheduled_messages
       WHERE id = :id AND status = 'dead' AND resolved_at IS NULL
         AND (CAST(:author AS bigint) IS NULL
              OR author_id = :author AND content ->> 'kind'
                  NOT IN ('reminder', 'failure', 'code', 'news', 'broadcast'))
       FOR UPDATE),
"""
_RETRIED = """
    retried AS (
      UPDATE scheduled_messages AS m
         SET status = 'scheduled', attempts = 0, fire_at = :at, begun_at = NULL,
             version = m.version + 1,
             stale_after = CASE WHEN m.content ->> 'kind'
                 NOT IN ('reminder', 'failure', 'code', 'news', 'broadcast')
                                THEN NULL ELSE m.stale_after END
        FROM chosen WHERE m.id = chosen.id RETURNING m.id),
    noted AS (
      INSERT INTO delivery_attempts (message_id, attempt, begun_at, ended_at, outcome, error)
      SELECT id, 0, :at, :at, 'retried', :by FROM retried)
    SELECT id FROM retried
"""
_DROPPED = """
    dropped AS (
      UPDATE scheduled_messages AS m
         SET resolved_at = :at, resolved_by = :by, resolution = :reason, version = m.version + 1
        FROM chosen WHERE m.id = chosen.id RETURNING m.id)
    SELECT id FROM dropped
"""
_BY, _ACCOUNT = bindparam("by", type_=String), bindparam("by", type_=BigInteger)
_RETRY_GROUP = text(_CHOSEN + _RETRIED).bindparams(_AT, _BY)
_RETRY_ONE = text(_ONE + _RETRIED).bindparams(_AT, _BY)
_DROP_GROUP = text(_CHOSEN + _DROPPED).bindparams(_AT, _ACCOUNT)
_DROP_ONE = text(_ONE + _DROPPED).bindparams(_AT, _ACCOUNT)


@dataclass(frozen=True, slots=True)
class Decided:
    """Who decides, and when. at: aware UTC, whole seconds. by: account id."""

    by: int
    at: datetime


async def groups(uow: Uow) -> Sequence[Row[Any]]:
    """By cause: how many, and the latest planned instant; the largest group first."""
    return await uow.all(_GROUPS)


async def letters(uow: Uow, cause: str, offset: int, limit: int) -> Sequence[Row[Any]]:
    """A part of a group, the newest first; every row tells `total`. Never what they say."""
    return await uow.all(_LETTERS, {"cause": cause, "offset": offset, "limit": limit})


async def letter(uow: Uow, message_id: int) -> Row[Any] | None:
    """One dead letter that is not closed."""
    return await uow.first(_LETTER, {"id": message_id})


async def retry_group(uow: Uow, cause: str, decided: Decided, most: int) -> int:
    """Try up to `most` of a group anew; how many."""
    values = {"cause": cause, "at": decided.at, "most": most, "by": f"by {decided.by}"}
    return len(await uow.all(_RETRY_GROUP, values))


async def retry_one(uow: Uow, message_id: int, decided: Decided, author: int | None = None) -> bool:
    """Try one anew, of this author's own if one is given; False if it is not dead any more."""
    values = {"id": message_id, "at": decided.at, "author": author, "by": f"by {decided.by}"}
    return await uow.first(_RETRY_ONE, values) is not None


async def drop_group(uow: Uow, cause: str, decided: Decided, reason: str, most: int) -> int:
    """Close up to `most` of a group; how many."""
    values = {"cause": cause, "at": decided.at, "most": most, "by": decided.by, "reason": reason}
    return len(await uow.all(_DROP_GROUP, values))


async def drop_one(uow: Uow, message_id: int, decided: Decided, reason: str) -> bool:
    """Close one; False if it is not dead any more."""
    values = {
        "id": message_id,
        "at": decided.at,
        "author": None,
        "by": decided.by,
        "reason": reason,
    }
    return await uow.first(_DROP_ONE, values) is not None
