"""What Postgres knows of the house's health."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Table, Text, Uuid, text

from db.base import Instant, metadata
from db.uow import Uow, filled
from domain.manage.health import DatabaseState
from domain.messages.delivery import Lane

worker_beats = Table(
    "worker_beats",
    metadata,
    Column("id", Uuid, primary_key=True),  # of a process
    Column("started_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),  # by the database's clock
    Column("version", Text, nullable=False, server_default=""),  # of the program
)

# Old ones are forgotten on the way: a day is enough to see that one died.
_BEAT = text("""
    WITH old AS (DELETE FROM worker_beats WHERE at < clock_timestamp() - interval '1 day')
    INSERT INTO worker_beats (id, started_at, at, version)
    VALUES (:id, :started, clock_timestamp(), :version)
    ON CONFLICT (id) DO UPDATE SET at = clock_timestamp()
""")

_STATE = text("""
    SELECT clock_timestamp() AS now,
           (SELECT count(*) FROM worker_beats
             WHERE at > clock_timestamp() - interval '45 seconds') AS workers,
           (SELECT max(at) FROM worker_beats) AS last_beat,
           (SELECT count(*) FROM scheduled_messages
             WHERE status = 'dead' AND resolved_at IS NULL) AS dead,
           (SELECT min(first.fire_at) FROM (VALUES (-1), (0), (1)) AS lanes (lane)
             CROSS JOIN LATERAL (
               SELECT m.fire_at FROM scheduled_messages AS m
                WHERE m.status = 'scheduled' AND m.lane = lanes.lane
                ORDER BY m.fire_at LIMIT 1) AS first
             WHERE first.fire_at <= clock_timestamp()
               AND lanes.lane NOT IN (SELECT lane FROM lane_pauses)) AS oldest_due,
           ARRAY(SELECT CAST(lane AS int) FROM lane_pauses ORDER BY lane) AS paused
""")


async def beat(uow: Uow, worker: UUID, started_at: datetime, version: str = "") -> None:
    """A sign of life from a worker."""
    await uow.run(_BEAT, {"id": worker, "started": started_at, "version": version})


async def state(uow: Uow) -> DatabaseState:
    row = await uow.one(_STATE)
    return filled(DatabaseState, row, paused=tuple(map(Lane, row.paused)))
