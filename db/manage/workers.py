"""What Postgres knows of the workers. Every read ends at a bound, however much there is."""

from typing import Any

from sqlalchemy import Row, text

from db.uow import Uow, filled
from domain.manage.workers import (
    LATEST,
    MOST,
    ClaimState,
    HourOfTries,
    LaneState,
    Spread,
    WorkerBeat,
    WorkersState,
)
from domain.messages.delivery import Lane

SHOWN = 50  # workers, and claims

_WORKERS = text("""
    SELECT CAST(id AS text) AS id, started_at, at, version
      FROM worker_beats ORDER BY at DESC LIMIT :shown
""")

# Each count walks waiting_in_order from its lane's beginning, and stops at its bound.
_LANES = text("""
    SELECT lane,
           (SELECT count(*) FROM (SELECT FROM scheduled_messages AS m
              WHERE m.status = 'scheduled' AND m.lane = lanes.lane AND m.fire_at <= t.now
              LIMIT :most) AS few) AS overdue,
           (SELECT count(*) FROM (SELECT FROM scheduled_messages AS m
              WHERE m.status = 'scheduled' AND m.lane = lanes.lane AND m.fire_at > t.now
                AND m.fire_at <= t.now + interval '1 minute' LIMIT :most) AS few) AS in_a_minute,
           (SELECT count(*) FROM (SELECT FROM scheduled_messages AS m
              WHERE m.status = 'scheduled' AND m.lane = lanes.lane AND m.fire_at > t.now
                AND m.fire_at <= t.now + interval '1 hour' LIMIT :most) AS few) AS in_an_hour,
           (SELECT min(m.fire_at) FROM scheduled_messages AS m
             WHERE m.status = 'scheduled' AND m.lane = lanes.lane
               AND m.fire_at <= t.now) AS oldest_at,
           (SELECT p.paused_at FROM lane_pauses AS p WHERE p.lane = lanes.lane) AS paused_at
      FROM unnest(CAST(:lanes AS smallint[])) WITH ORDINALITY AS lanes (lane, place),
           (SELECT clock_timestamp() AS now) AS t
     ORDER BY place
""")

# A claim's token begins with the id of its worker.
_CLAIMS = text("""
    SELECT left(CAST(claim_token AS text), 18) AS worker, count(*) AS messages,
           count(*) FILTER (WHERE lane = -1) AS lab, count(*) FILTER (WHERE lane = 0) AS personal,
           count(*) FILTER (WHERE lane = 1) AS broadcast,
           count(begun_at) AS begun, min(lease_until) AS lease_until
      FROM scheduled_messages WHERE status = 'sending'
     GROUP BY 1 ORDER BY lease_until LIMIT :shown
""")

_HOUR = text("""
    WITH latest AS MATERIALIZED (
      SELECT message_id, attempt, begun_at, ended_at, outcome
        FROM delivery_attempts ORDER BY id DESC LIMIT :latest),
    hour AS MATERIALIZED (
      SELECT * FROM latest WHERE begun_at > clock_timestamp() - interval '1 hour'),
    late AS (
      SELECT CAST(extract(epoch FROM hour.begun_at - m.due_at) AS float8) AS seconds
        FROM hour JOIN scheduled_messages AS m ON m.id = hour.message_id
       WHERE hour.attempt = 1),
    waiting AS (
      SELECT DISTINCT m.id, m.fire_at
        FROM hour JOIN scheduled_messages AS m ON m.id = hour.message_id
       WHERE hour.outcome = 'later' AND m.status = 'scheduled' AND m.attempts > 0)
    SELECT clock_timestamp() AS now,
           (SELECT count(*) FROM hour WHERE outcome = 'delivered') AS delivered,
           (SELECT count(*) FROM hour WHERE outcome = 'later') AS later,
           (SELECT count(*) FROM hour WHERE outcome = 'give_up') AS given_up,
           (SELECT percentile_cont(CAST(:parts AS float8[])) WITHIN GROUP (ORDER BY seconds)
              FROM late) AS lateness,
           (SELECT percentile_cont(CAST(:parts AS float8[])) WITHIN GROUP (
                     ORDER BY CAST(extract(epoch FROM ended_at - begun_at) AS float8))
              FROM hour) AS sending,
           (SELECT count(*) FROM waiting) AS retries,
           (SELECT min(fire_at) FROM waiting) AS next_at
""")
PARTS = [0.5, 0.75, 0.95, 0.99]


async def state(uow: Uow) -> WorkersState:
    """Four statements."""
    workers = await uow.all(_WORKERS, {"shown": SHOWN})
    lanes = await uow.all(_LANES, {"lanes": [int(lane) for lane in Lane], "most": MOST})
    claims = await uow.all(_CLAIMS, {"shown": SHOWN})
    hour = await uow.one(_HOUR, {"latest": LATEST, "parts": PARTS})
    spreads = {name: _spread(hour, name) for name in ("lateness", "sending")}
    return WorkersState(
        hour.now,
        tuple(filled(WorkerBeat, row) for row in workers),
        tuple(filled(LaneState, row, lane=Lane(row.lane)) for row in lanes),
        tuple(filled(ClaimState, row) for row in claims),
        filled(HourOfTries, hour, **spreads),
    )


def _spread(row: Row[Any], name: str) -> Spread:
    return Spread(*(row._asdict()[name] or [None] * len(PARTS)))
