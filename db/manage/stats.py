"""Counting: visits by when they are, messages by when they went out, each in one statement.

`number` counts the parts of a period from 1.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from db.uow import Uow
from domain.manage.stats import Lateness, Sent, Stretches, Visits

_VISITS = text("""
    WITH wanted AS (
      SELECT id, capacity, width_bucket(starts_at, :edges) AS number
        FROM time_slots WHERE lab_id = :lab AND starts_at >= :first AND starts_at < :end),
    counted AS (
      SELECT b.slot_id, count(*) AS booked,
             count(*) FILTER (WHERE b.status IN ('arrived', 'fulfilled')) AS seen,
             count(*) FILTER (WHERE b.status = 'no_show') AS missed
        FROM bookings AS b JOIN wanted AS w ON w.id = b.slot_id
       WHERE b.status NOT IN ('cancelled', 'held') GROUP BY 1)
    SELECT w.number, sum(w.capacity) AS seats, coalesce(sum(c.booked), 0) AS booked,
           coalesce(sum(c.seen), 0) AS seen, coalesce(sum(c.missed), 0) AS missed
      FROM wanted AS w LEFT JOIN counted AS c ON c.slot_id = w.id
     GROUP BY 1 ORDER BY 1
""")

_LEAD = text("""
    SELECT percentile_cont(0.5) WITHIN GROUP (
             ORDER BY extract(epoch FROM s.starts_at - b.created_at)) AS seconds
      FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
     WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end
       AND b.status NOT IN ('cancelled', 'held')
""")

# The instant of a given-up message is that of its last try.
_MESSAGES = text("""
    SELECT width_bucket(at, :edges) AS number, count(*) FILTER (WHERE is_sent) AS sent,
           count(*) FILTER (WHERE NOT is_sent) AS failed
      FROM (SELECT sent_at AS at, true AS is_sent FROM scheduled_messages
             WHERE status = 'sent' AND sent_at >= :first AND sent_at < :end
            UNION ALL
            SELECT fire_at, false FROM scheduled_messages
             WHERE status = 'dead' AND fire_at >= :first AND fire_at < :end) AS ended
     GROUP BY 1 ORDER BY 1
""")

_LATENESS = text("""
    SELECT percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (
             ORDER BY extract(epoch FROM sent_at - due_at) * 1000) AS ms
      FROM scheduled_messages
     WHERE status = 'sent' AND lane <= 0 AND sent_at >= :first AND sent_at < :end
""")


async def visits(uow: Uow, lab_id: int, parts: Stretches) -> tuple[Visits, ...]:
    """Of each part, also of those without slots."""
    values = {"lab": lab_id, **_between(parts), "edges": list(parts.edges)}
    found = {row.number: row for row in await uow.all(_VISITS, values)}
    return tuple(
        Visits(wall, int(row.seats), int(row.booked), int(row.seen), int(row.missed))
        if (row := found.get(number))
        else Visits(wall)
        for number, wall in enumerate(parts.walls, 1)
    )


async def messages(uow: Uow, parts: Stretches) -> tuple[Sent, ...]:
    """Of each part, also of those without messages."""
    values = {**_between(parts), "edges": list(parts.edges)}
    found = {row.number: row for row in await uow.all(_MESSAGES, values)}
    return tuple(
        Sent(wall, row.sent, row.failed) if (row := found.get(number)) else Sent(wall)
        for number, wall in enumerate(parts.walls, 1)
    )


async def lead(uow: Uow, lab_id: int, parts: Stretches) -> timedelta | None:
    """The median time from booking to visit, None if nothing is booked."""
    row = await uow.one(_LEAD, {"lab": lab_id, **_between(parts)})
    return None if row.seconds is None else timedelta(seconds=float(row.seconds))


async def lateness(uow: Uow, parts: Stretches) -> Lateness | None:
    """Of personal messages; broadcasts wait by design. None if nothing was sent."""
    row = await uow.one(_LATENESS, _between(parts))
    return None if row.ms is None else Lateness(*map(float, row.ms))


def _between(parts: Stretches) -> dict[str, Any]:
    return {"first": parts.edges[0], "end": parts.edges[-1]}
