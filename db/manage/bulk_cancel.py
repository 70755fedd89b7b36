"""Many bookings cancelled at once, their seats held for the undo, and put back at once.

Bookings and their messages are locked in the order of their ids, after their slots, which the
caller has locked: docs/reference/tables.md.
"""

from datetime import datetime

from sqlalchemy import text

from db.uow import Uow
from domain.undo import Undo

# Reminders of what is off are not sent; an undo brings them back by the booking's version.
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
    noted AS (
      INSERT INTO booking_events (booking_id, at, kind, actor_id)
      SELECT id, :now, 'cancelled', :actor FROM gone),
    reminders AS (
      SELECT m.id FROM scheduled_messages AS m JOIN gone ON m.booking_id = gone.id
       WHERE m.content ->> 'kind' = 'reminder'
         AND (m.status = 'scheduled' OR m.status = 'sending' AND m.begun_at IS NULL)
       ORDER BY m.id FOR NO KEY UPDATE OF m),
    quiet AS (
      UPDATE scheduled_messages AS m
         SET status = 'cancelled', version = m.version + 1, claim_token = NULL, lease_until = NULL
        FROM reminders AS r WHERE m.id = r.id
         AND (m.status = 'scheduled' OR m.status = 'sending' AND m.begun_at IS NULL))
    SELECT id FROM gone ORDER BY id
"""

_CANCEL_HIT = text(
    _CANCEL.format(which="JOIN closure_hits AS h ON h.booking_id = b.id WHERE h.closure_id = :of")
)
_CANCEL_TO_COME = text(
    _CANCEL.format(
        which="""JOIN time_slots AS s ON s.id = b.slot_id
       WHERE b.account_id = :of AND s.starts_at > :now"""
    )
)

_RESTORE = text("""
    WITH held AS (
      DELETE FROM seat_holds WHERE undo_id = :undo RETURNING booking_id),
    off AS (
      SELECT b.id FROM bookings AS b JOIN held ON held.booking_id = b.id
       WHERE b.status = 'cancelled' ORDER BY b.id FOR NO KEY UPDATE OF b),
    back AS (
      UPDATE bookings AS b SET status = 'booked', version = b.version + 1
        FROM off WHERE b.id = off.id AND b.status = 'cancelled'
      RETURNING b.id, b.version),
    noted AS (
      INSERT INTO booking_events (booking_id, at, kind, actor_id)
      SELECT id, :now, 'restored', :actor FROM back),
    quiet AS (
      SELECT m.id FROM scheduled_messages AS m JOIN back ON m.booking_id = back.id
       WHERE m.content ->> 'kind' = 'reminder'
         AND m.status = 'cancelled' AND m.fire_at > :now AND m.begun_at IS NULL
         AND split_part(m.intent, ':', 3) = CAST(back.version - 2 AS text)
       ORDER BY m.id FOR NO KEY UPDATE OF m),
    told AS (
      UPDATE scheduled_messages AS m SET status = 'scheduled', version = m.version + 1
        FROM quiet WHERE m.id = quiet.id AND m.status = 'cancelled'
      RETURNING m.fire_at)
    SELECT (SELECT count(*) FROM held) AS held, (SELECT count(*) FROM back) AS restored
""")


async def cancel_hit(uow: Uow, closure_id: int, *, undo: Undo, actor_id: int, now: datetime) -> int:
    """Cancel every booking that a closure hits; how many."""
    values = {"of": closure_id, "undo": undo.id, "actor": actor_id, "now": now}
    return len(await uow.all(_CANCEL_HIT, values))


async def cancel_to_come(
    uow: Uow, account_id: int, *, undo: Undo, actor_id: int, now: datetime
) -> list[int]:
    """Cancel every visit to come of an account; ids of the bookings."""
    values = {"of": account_id, "undo": undo.id, "actor": actor_id, "now": now}
    return [row.id for row in await uow.all(_CANCEL_TO_COME, values)]


async def restore(uow: Uow, *, undo_id: int, actor_id: int, now: datetime) -> bool:
    """Take the cancels of an undo back; False if a patient has gone on from one of them."""
    row = await uow.one(_RESTORE, {"undo": undo_id, "actor": actor_id, "now": now})
    return bool(row.held == row.restored)
