"""Counting: visits by when they are, messages by when they went out, each in one statement.

Edges are the instants at which the stretches of a period begin, in order, as domain/time/zones
knows them; the last one is its end. `number` counts the stretches from 1.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Row, bindparam, text

from db.base import Instant
from db.uow import Uow

_EDGES = bindparam("edges", type_=ARRAY(Instant))
_FIRST, _END = bindparam("first", type_=Instant), bindparam("end", type_=Instant)

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
""").bindparams(_EDGES, _FIRST, _END)

_LEAD = text("""
    SELECT percentile_cont(0.5) WITHIN GROUP (
             ORDER BY extract(epoch FROM s.starts_at - b.created_at)) AS seconds
      FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
     WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end
       AND b.status NOT IN ('cancelled', 'held')
""").bindparams(_FIRST, _END)

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
""").bindparams(_EDGES, _FIRST, _END)

_LATENESS = text("""
    SELECT percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (
             ORDER BY extract(epoch FROM sent_at - due_at) * 1000) AS ms
      FROM scheduled_messages
     WHERE status = 'sent' AND lane = 0 AND sent_at >= :first AND sent_at < :end
""").bindparams(_FIRST, _END)


async def visits(uow: Uow, lab_id: int, edges: Sequence[datetime]) -> Sequence[Row[Any]]:
    """By stretch: number, seats, booked, seen, missed. None for one without slots."""
    return await uow.all(_VISITS, {"lab": lab_id, **_between(edges), "edges": list(edges)})


async def lead_seconds(uow: Uow, lab_id: int, edges: Sequence[datetime]) -> float | None:
    """The median time from booking to visit, None if nothing is booked."""
    row = await uow.first(_LEAD, {"lab": lab_id, **_between(edges)})
    return None if row is None or row.seconds is None else float(row.seconds)


async def messages(uow: Uow, edges: Sequence[datetime]) -> Sequence[Row[Any]]:
    """By stretch: number, sent, failed."""
    return await uow.all(_MESSAGES, {**_between(edges), "edges": list(edges)})


async def lateness(uow: Uow, edges: Sequence[datetime]) -> list[float] | None:
    """p50, p95, p99 in milliseconds of personal messages; broadcasts wait by design."""
    row = await uow.first(_LATENESS, _between(edges))
    return None if row is None or row.ms is None else [float(value) for value in row.ms]


def _between(edges: Sequence[datetime]) -> dict[str, datetime]:
    return {"first": edges[0], "end": edges[-1]}
