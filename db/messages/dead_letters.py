"""Dead letters, and what becomes of them: another try, or an end for a reason.

Both are compare-and-swap from dead and not closed, so of two people who tap one wins. Many rows
are one statement; what another transaction holds at this moment is passed over.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB

from db.booking.visit_tests import as_json, more_of, test_in
from db.uow import Uow, filled
from domain.booking.booking import Visit
from domain.booking.catalogue import in_language
from domain.booking.several import joined
from domain.messages.dead_letters import DeadMessage, Decision, Group, Letter, pseudonym
from domain.messages.delivery import Settlement

_GROUPS = text("""
    SELECT split_part(last_error, ':', 1) AS cause, count(*), max(due_at) AS latest
      FROM scheduled_messages WHERE status = 'dead' AND resolved_at IS NULL
     GROUP BY 1 ORDER BY 2 DESC, 1
""")

_LETTERS = text("""
    SELECT id, author_id, content ->> 'kind' AS kind, due_at,
           split_part(last_error, ':', 1) AS cause, in_doubt, attempts, count(*) OVER () AS total
      FROM scheduled_messages
     WHERE status = 'dead' AND resolved_at IS NULL AND split_part(last_error, ':', 1) = :cause
     ORDER BY id DESC OFFSET :offset LIMIT :limit
""")

_LETTER = text("""
    SELECT id, author_id, content ->> 'kind' AS kind, due_at,
           split_part(last_error, ':', 1) AS cause, in_doubt, attempts
      FROM scheduled_messages WHERE id = :id AND status = 'dead' AND resolved_at IS NULL
""")

# Of a group, only what had died before `at`: what dies again after a retry is not retried twice.
_CHOSEN = """
    WITH chosen AS (
      SELECT id FROM scheduled_messages
       WHERE status = 'dead' AND resolved_at IS NULL AND fire_at < :at
         AND split_part(last_error, ':', 1) = :cause
       ORDER BY id LIMIT :most FOR NO KEY UPDATE SKIP LOCKED),
"""
_ONE = """
    WITH chosen AS (
      SELECT id FROM scheduled_messages
       WHERE id = :id AND status = 'dead' AND resolved_at IS NULL
         AND (CAST(:author AS bigint) IS NULL
              OR author_id = :author AND content ->> 'kind'
                  NOT IN ('reminder', 'failure', 'code', 'news', 'broadcast', 'webhook'))
       FOR NO KEY UPDATE),
"""
_RETRIED = """
    retried AS (
      UPDATE scheduled_messages AS m
         SET status = 'scheduled', attempts = 0, fire_at = :at, begun_at = NULL,
             version = m.version + 1,
             stale_after = CASE WHEN m.content ->> 'kind'
                 NOT IN ('reminder', 'failure', 'code', 'news', 'broadcast', 'webhook')
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
_RETRY_GROUP = text(_CHOSEN + _RETRIED)
_RETRY_ONE = text(_ONE + _RETRIED)
_DROP_GROUP = text(_CHOSEN + _DROPPED)
_DROP_ONE = text(_ONE + _DROPPED)

_FLAG = text("""
    WITH locked AS (
      SELECT id FROM scheduled_messages
       WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id FOR NO KEY UPDATE)
    UPDATE scheduled_messages AS m SET in_doubt = true
      FROM unnest(CAST(:ids AS bigint[]), CAST(:begins AS timestamptz[])) AS tried (id, begun_at)
      JOIN locked USING (id)
     WHERE m.id = tried.id AND NOT m.in_doubt AND NOT EXISTS (
       SELECT FROM delivery_attempts AS a
        WHERE a.message_id = m.id AND a.begun_at = tried.begun_at)
""")

_TELL_AUTHORS = text("""
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, intent)
    SELECT m.author_id, CAST(m.author_id AS text),
           jsonb_build_object('kind', 'failure', 'message_id', m.id), :at, :at, 'failed:' || m.id
      FROM scheduled_messages AS m JOIN accounts AS a ON a.id = m.author_id AND a.reachable
     WHERE m.id = ANY(CAST(:ids AS bigint[]))
       AND m.content ->> 'kind' NOT IN ('reminder', 'failure', 'news', 'broadcast', 'webhook')
    ON CONFLICT ON CONSTRAINT one_message_per_intent DO NOTHING
    RETURNING id
""")

_UNREACHABLE = text("""
    WITH gone AS (
      SELECT id FROM accounts
       WHERE id = ANY(CAST(:ids AS bigint[])) AND reachable ORDER BY id FOR NO KEY UPDATE)
    UPDATE accounts SET reachable = false FROM gone WHERE accounts.id = gone.id AND reachable
""")

_REMINDED = text(f"""
    SELECT b.id, b.id AS booking_id, b.status, b.version, b.coming_at IS NOT NULL AS is_coming,
           b.fasting IS NOT DISTINCT FROM 'broken' AS has_eaten,
           s.starts_at, l.zone, p.name AS patient, p.phone, p.is_self,
           a.locale, a.reachable AS is_reachable, a.full_texts AS is_named,
           {as_json("t")} AS first, {more_of()} AS more,
           coalesce(lr.words ->> 'name', l.name) AS lab,
           coalesce(lr.words ->> 'address', l.address) AS address
      FROM bookings AS b
      JOIN time_slots AS s ON s.id = b.slot_id
      JOIN labs AS l ON l.id = s.lab_id
      JOIN tests AS t ON t.id = b.test_id
      JOIN patients AS p ON p.id = b.patient_id
      JOIN accounts AS a ON a.id = b.account_id
     CROSS JOIN LATERAL (SELECT l.translations -> lower(split_part(a.locale, '-', 1)))
                     AS lr (words)
     WHERE b.id = ANY(CAST(:ids AS bigint[]))
""")  # noqa: S608 - words of ours alone

_FAILED = text("""
    SELECT m.id, m.content, m.recipient, m.due_at, m.zone, m.last_error, a.locale,
           EXISTS (SELECT FROM message_series AS s
                    WHERE s.id = m.series_id AND s.status = 'paused'
                      AND s.halted_at IS NOT NULL) AS is_halted
      FROM scheduled_messages AS m JOIN accounts AS a ON a.id = m.author_id
     WHERE m.id = ANY(CAST(:ids AS bigint[])) AND m.status = 'dead'
""").columns(content=JSONB)


async def groups(uow: Uow) -> tuple[Group, ...]:
    """By cause, the largest group first."""
    return tuple(filled(Group, row) for row in await uow.all(_GROUPS))


async def letters(uow: Uow, cause: str, *, offset: int, limit: int) -> tuple[list[Letter], int]:
    """A part of a group, the newest first, and how many are in all of it (0 beyond its end)."""
    rows = await uow.all(_LETTERS, {"cause": cause, "offset": offset, "limit": limit})
    return [_letter(row) for row in rows], rows[0].total if rows else 0


async def find_letter(uow: Uow, message_id: int) -> Letter | None:
    return await uow.find(_letter, _LETTER, {"id": message_id})


async def retry_group(uow: Uow, cause: str, decision: Decision, most: int) -> int:
    """Try up to `most` of a group anew; how many."""
    values = {"cause": cause, "at": decision.at, "most": most, "by": f"by {decision.by}"}
    return len(await uow.all(_RETRY_GROUP, values))


async def retry_one(
    uow: Uow, message_id: int, decision: Decision, author: int | None = None
) -> bool:
    """Try one anew, of this author's own if one is given; False if it is not dead any more."""
    values = {"id": message_id, "at": decision.at, "author": author, "by": f"by {decision.by}"}
    return await uow.first(_RETRY_ONE, values) is not None


async def drop_group(uow: Uow, cause: str, decision: Decision, reason: str, *, most: int) -> int:
    """Close up to `most` of a group; how many."""
    values = {"cause": cause, "at": decision.at, "most": most, "by": decision.by, "reason": reason}
    return len(await uow.all(_DROP_GROUP, values))


async def drop_one(uow: Uow, message_id: int, decision: Decision, reason: str) -> bool:
    """Close one; False if it is not dead any more."""
    values = {"id": message_id, "at": decision.at, "author": None, "by": decision.by}
    return await uow.first(_DROP_ONE, values | {"reason": reason}) is not None


async def flag(uow: Uow, refused: Sequence[Settlement]) -> None:
    """Mark messages in doubt: a try of theirs ended after its lease.

    A try that is written down is none of these: its settle went through, and the answer was lost.
    """
    values = {"ids": [item.id for item in refused], "begins": [item.begun_at for item in refused]}
    await uow.run(_FLAG, values)


async def tell_authors(uow: Uow, ids: Sequence[int], at: datetime) -> int:
    """Stage one notice at `at` for the author of each dead message; how many are new.

    Nobody is told of what we wrote ourselves, and nobody who cannot be reached.
    """
    return len(await uow.all(_TELL_AUTHORS, {"ids": list(ids), "at": at}))


async def mark_unreachable(uow: Uow, account_ids: Sequence[int]) -> int:
    """These people have blocked the bot; how many of them had not yet been known to."""
    return await uow.run(_UNREACHABLE, {"ids": list(account_ids)})


async def visits(uow: Uow, booking_ids: Sequence[int]) -> dict[int, Visit]:
    """Bookings by id, as reminders and news tell them."""
    rows = await uow.all(_REMINDED, {"ids": list(booking_ids)})
    return {row.id: _visit(row) for row in rows}


async def dead_messages(uow: Uow, message_ids: Sequence[int]) -> dict[int, DeadMessage]:
    rows = await uow.all(_FAILED, {"ids": list(message_ids)})
    return {row.id: filled(DeadMessage, row) for row in rows}


def _visit(row: Row[Any]) -> Visit:
    """Its tests as one, in the language of its account."""
    test = joined([test_in(one) for one in (row.first, *(row.more or ()))])
    told = in_language(test, row.locale.partition("-")[0].lower())
    return filled(
        Visit,
        row,
        test=told.name,
        preparation=told.preparation,
        fasting_hours=told.fasting_hours,
    )


def _letter(row: Row[Any]) -> Letter:
    return filled(Letter, row, author=pseudonym(row.author_id), at=row.due_at)
