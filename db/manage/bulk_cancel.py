"""Many bookings cancelled at once, their seats held for the undo, and put back at once.

Bookings and their messages are locked in the order of their ids, after their slots, which the
caller has locked: docs/reference/tables.md.
"""

from datetime import datetime

from sqlalchemy import TextClause, text

from db.booking.events import due_of, noted, ring
from db.uow import Uow
from domain.undo import Undo

# Reminders of what is off are not sent, nor what its patients have tied to it; an undo brings the
# former back by the booking's version, the latter by the news of it.
_CANCEL = """
    WITH hit AS (
      SELECT b.id FROM bookings AS b {which} AND b.status = 'booked'
       ORDER BY b.id FOR NO KEY UPDATE OF b),
    gone AS (
      UPDATE bookings AS b SET status = 'cancelled', version = b.version + 1
        FROM hit WHERE b.id = hit.id AND b.status = 'booked'
      RETURNING b.id, b.slot_id),
    held AS (
      INSERT INTO seat_holds (undo_id, booking_id, slot_id) SELECT :undo, id, slot_id FROM gone),
    reminders AS (
      SELECT m.id FROM scheduled_messages AS m JOIN gone ON m.booking_id = gone.id
       WHERE (m.content ->> 'kind' = 'reminder' OR m.from_visit IS NOT NULL)
         AND (m.status = 'scheduled' OR m.status = 'sending' AND m.begun_at IS NULL)
       ORDER BY m.id FOR NO KEY UPDATE OF m),
    quiet AS (
      UPDATE scheduled_messages AS m
         SET status = 'cancelled', version = m.version + 1, claim_token = NULL, lease_until = NULL
        FROM reminders AS r WHERE m.id = r.id
         AND (m.status = 'scheduled' OR m.status = 'sending' AND m.begun_at IS NULL)
      RETURNING m.id, m.author_id, m.booking_id, m.version, m.due_at, m.from_visit),
    followed AS (
      INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, booking_id,
                                      undo_id, lane, intent)
      SELECT author_id, CAST(author_id AS text),
             jsonb_build_object('kind', 'news', 'what', 'followed', 'facts', jsonb_build_object(
               'message', id, 'version', version,
               'was', to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'))),
             :until, :until, booking_id, :undo, -1, 'followed:' || id || ':' || version
        FROM quiet WHERE from_visit IS NOT NULL),
    {noted}
    SELECT id, (SELECT count(*) FROM told) AS told FROM gone ORDER BY id
"""
_NOTED = noted("gone", "cancelled")

_CANCEL_HIT = text(
    _CANCEL.format(
        which="JOIN closure_hits AS h ON h.booking_id = b.id WHERE h.closure_id = :of",
        noted=_NOTED,
    )
)
_CANCEL_TO_COME = text(
    _CANCEL.format(
        which="""JOIN time_slots AS s ON s.id = b.slot_id
       WHERE b.account_id = :of AND s.starts_at > :now""",
        noted=_NOTED,
    )
)

_RESTORED = """
    WITH held AS (
      DELETE FROM seat_holds WHERE undo_id = :undo RETURNING booking_id),
    off AS (
      SELECT b.id FROM bookings AS b JOIN held ON held.booking_id = b.id
       WHERE b.status = 'cancelled' ORDER BY b.id FOR NO KEY UPDATE OF b),
    back AS (
      UPDATE bookings AS b SET status = 'booked', version = b.version + 1
        FROM off WHERE b.id = off.id AND b.status = 'cancelled'
      RETURNING b.id, b.version),
    quiet AS (
      SELECT m.id FROM scheduled_messages AS m JOIN back ON m.booking_id = back.id
       WHERE m.status = 'cancelled' AND m.begun_at IS NULL
         AND (m.content ->> 'kind' = 'reminder' AND m.fire_at > :now
              AND split_part(m.intent, ':', 3) = CAST(back.version - 2 AS text)
              OR m.from_visit IS NOT NULL AND EXISTS (
                SELECT FROM scheduled_messages AS n
                 WHERE n.undo_id = :undo AND n.content ->> 'what' = 'followed'
                   AND n.content -> 'facts' ->> 'message' = CAST(m.id AS text)
                   AND n.content -> 'facts' ->> 'version' = CAST(m.version AS text)))
       ORDER BY m.id FOR NO KEY UPDATE OF m),
    again AS (
      UPDATE scheduled_messages AS m SET status = 'scheduled', version = m.version + 1
        FROM quiet WHERE m.id = quiet.id AND m.status = 'cancelled'),
    {noted}
    SELECT (SELECT count(*) FROM held) AS held, (SELECT count(*) FROM back) AS restored,
           (SELECT count(*) FROM told) AS told
"""
_RESTORE = text(_RESTORED.format(noted=noted("back", "restored")))


async def cancel_hit(uow: Uow, closure_id: int, *, undo: Undo, actor_id: int, now: datetime) -> int:
    """Cancel every booking that a closure hits; how many."""
    values = {"of": closure_id, "undo": undo.id, "actor": actor_id, "now": now}
    values |= {"until": undo.until}
    return len(await _cancel(uow, _CANCEL_HIT, values, now))


async def cancel_to_come(
    uow: Uow, account_id: int, *, undo: Undo, actor_id: int, now: datetime
) -> list[int]:
    """Cancel every visit to come of an account; ids of the bookings."""
    values = {"of": account_id, "undo": undo.id, "actor": actor_id, "now": now}
    values |= {"until": undo.until}
    return await _cancel(uow, _CANCEL_TO_COME, values, now)


async def restore(uow: Uow, *, undo_id: int, actor_id: int, now: datetime) -> bool:
    """Take the cancels of an undo back; False if a patient has gone on from one of them."""
    values = {"undo": undo_id, "actor": actor_id, "now": now, "due": due_of(now)}
    row = await uow.one(_RESTORE, values)
    ring(uow, row.told, now)
    return bool(row.held == row.restored)


async def _cancel(
    uow: Uow, statement: TextClause, values: dict[str, object], now: datetime
) -> list[int]:
    rows = await uow.all(statement, values | {"due": due_of(now)})
    ring(uow, sum(row.told for row in rows[:1]), now)
    return [row.id for row in rows]
