"""What the sweep and the midnight scan ask: what is due when, and what a dead worker left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from db.uow import Uow, filled

_RESCUE = text("""
    WITH lost AS (
      SELECT id, begun_at, lease_until, attempts FROM scheduled_messages
       WHERE status = 'sending' AND lease_until < clock_timestamp()
       ORDER BY lease_until LIMIT :most FOR NO KEY UPDATE SKIP LOCKED),
    noted AS (
      INSERT INTO delivery_attempts (message_id, attempt, begun_at, ended_at, outcome, error)
      SELECT id, attempts + 1, begun_at, clock_timestamp(), 'later', 'worker_lost' FROM lost
       WHERE begun_at IS NOT NULL)
    UPDATE scheduled_messages AS m
       SET status = 'scheduled', claim_token = NULL, lease_until = NULL, begun_at = NULL,
           in_doubt = m.in_doubt OR m.begun_at IS NOT NULL
      FROM lost WHERE m.id = lost.id
    RETURNING m.id, lost.begun_at IS NOT NULL AS had_begun
""")

# Those whose patient is back, or has an address; of two of a visit the later one is enough.
_RESUME = text("""
    WITH paused AS (
      SELECT m.id, m.booking_id, m.due_at, m.author_id FROM scheduled_messages AS m
       WHERE m.status = 'scheduled' AND m.last_error = 'paused'
       ORDER BY m.id LIMIT :most FOR NO KEY UPDATE SKIP LOCKED),
    back AS (
      SELECT p.id, a.reachable, e.address,
             row_number() OVER (PARTITION BY p.booking_id ORDER BY p.due_at DESC) AS turn
        FROM paused AS p JOIN accounts AS a ON a.id = p.author_id
        LEFT JOIN LATERAL (
          SELECT address FROM addresses
           WHERE account_id = a.id AND confirmed_at IS NOT NULL AND unsubscribed_at IS NULL
           ORDER BY id LIMIT 1) AS e ON true
       WHERE a.reachable OR e.address IS NOT NULL)
    UPDATE scheduled_messages AS m
       SET status = CASE WHEN turn = 1 THEN 'scheduled' ELSE 'cancelled' END,
           fire_at = date_trunc('second', clock_timestamp()), last_error = NULL, attempts = 0,
           channel = CASE WHEN back.reachable THEN 'telegram' ELSE 'email' END,
           recipient = CASE WHEN back.reachable THEN m.recipient ELSE back.address END,
           version = m.version + 1
      FROM back WHERE m.id = back.id
    RETURNING m.fire_at
""")

_INSTANTS = text("""
    WITH RECURSIVE instants (lane, fire_at) AS (
      SELECT lanes.lane, (
        SELECT m.fire_at FROM scheduled_messages AS m
         WHERE m.status = 'scheduled' AND m.lane = lanes.lane AND m.fire_at > :after
         ORDER BY m.fire_at LIMIT 1)
        FROM (VALUES (-1), (0), (1)) AS lanes (lane)
      UNION ALL
      SELECT i.lane, (
        SELECT m.fire_at FROM scheduled_messages AS m
         WHERE m.status = 'scheduled' AND m.lane = i.lane AND m.fire_at > i.fire_at
         ORDER BY m.fire_at LIMIT 1)
        FROM instants AS i WHERE i.fire_at <= :until)
    SELECT DISTINCT fire_at FROM instants WHERE fire_at <= :until ORDER BY fire_at
""")
# A skip scan: one look into the index for every distinct instant, not one for every message.

_OLDEST = text("""
    SELECT min(first.fire_at) AS fire_at, clock_timestamp() AS now
      FROM (VALUES (-1), (0), (1)) AS lanes (lane)
     CROSS JOIN LATERAL (
       SELECT m.fire_at FROM scheduled_messages AS m
        WHERE m.status = 'scheduled' AND m.lane = lanes.lane
        ORDER BY m.fire_at LIMIT 1) AS first
     WHERE lanes.lane NOT IN (SELECT lane FROM lane_pauses)
""")

_CLOCK = text("SELECT extract(epoch FROM clock_timestamp())::float8 AS now")

_PRUNE = text("""
    DELETE FROM handled_updates WHERE id IN (
      SELECT id FROM handled_updates WHERE handled_at < clock_timestamp() - INTERVAL '48 hours'
       ORDER BY handled_at LIMIT :most FOR UPDATE SKIP LOCKED)
""")

# Each is answered by a partial index that is empty on most days.
_DUE = text("""
    SELECT EXISTS (SELECT FROM undos WHERE state = 'open' AND until <= :now) AS undos,
           EXISTS (SELECT FROM broadcasts WHERE NOT is_told) AS broadcasts,
           EXISTS (SELECT FROM closures WHERE status = 'open') AS closures,
           EXISTS (SELECT FROM queue_cards WHERE is_open) AS queue,
           EXISTS (SELECT FROM waitlist WHERE status = 'waiting')
             OR EXISTS (SELECT FROM wait_offers WHERE state = 'open')
             OR EXISTS (SELECT FROM wait_offers
                         WHERE state = 'missed' AND NOT is_shown AND message IS NOT NULL) AS waits
""")


@dataclass(frozen=True, slots=True)
class RescueCount:
    """How many messages of dead workers are free again: untouched ones, and ones in doubt."""

    waiting: int
    in_doubt: int


async def rescue(uow: Uow, most: int) -> RescueCount:
    """Free what is claimed by a lease that ran out; what had begun to be sent is in doubt."""
    freed = await uow.all(_RESCUE, {"most": most})
    begun = sum(row.had_begun for row in freed)
    return RescueCount(len(freed) - begun, begun)


async def resume_reminders(uow: Uow, most: int) -> int:
    """Send what waited for a patient out of reach: to them, now that they are back, or by mail."""
    return len(await uow.all(_RESUME, {"most": most}))


async def instants(uow: Uow, after: datetime, until: datetime) -> list[datetime]:
    """The distinct instants in (after, until] at which something is to fire."""
    return [row.fire_at for row in await uow.all(_INSTANTS, {"after": after, "until": until})]


async def oldest_wait(uow: Uow) -> float:
    """Seconds for which the oldest due message has been waiting, 0 if nothing is due.

    What is paused does not count.
    """
    row = await uow.one(_OLDEST)
    waited: timedelta = row.now - (row.fire_at or row.now)
    return max(0.0, waited.total_seconds())


async def clock(uow: Uow) -> float:
    """Seconds since 1970 by the database's clock."""
    return float((await uow.one(_CLOCK)).now)


async def prune_updates(uow: Uow, most: int) -> int:
    """Forget update ids after 48 h (Telegram keeps updates for 24 h); how many."""
    return await uow.run(_PRUNE, {"most": most})


@dataclass(frozen=True, slots=True)
class Due:
    """Which jobs have something to do."""

    undos: bool
    broadcasts: bool
    closures: bool
    queue: bool
    waits: bool


async def due(uow: Uow, now: datetime) -> Due:
    return filled(Due, await uow.one(_DUE, {"now": now}))
