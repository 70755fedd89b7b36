"""Sending messages: claims, the last check before the wire, and how each try ended.

Every claim is fenced: a token and a lease by the database's clock. A settle whose token is gone
writes nothing, so a worker that was away too long cannot spoil what another has done since.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Integer, Table, Text, text

from db.base import Instant, metadata
from db.direct import Statements
from db.uow import Uow
from domain.messages.delivery import Claim, Claimed, Fence, Lane, Lanes, Settlement
from domain.messages.rate import CHAT

EACH = CHAT.burst
"""Messages of one recipient that are claimed at a time: Telegram takes no more at once."""
TOLD = len(Lanes._fields) + 1  # columns of a claim's rows before those of a message

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column(
        "message_id",
        ForeignKey("scheduled_messages.id", name="attempt_of_a_message"),
        nullable=False,
        index=True,
    ),
    Column("attempt", Integer, nullable=False),  # counted from 1
    Column("begun_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),  # delivered, later, give_up
    Column("error", Text),
)

# Messages are locked in the order of their ids: docs/reference/tables.md.
# The statements of a burst, in the driver's own words: see db.direct. ANY(ARRAY(SELECT ...)): the
# planner takes it for ten rows and walks the primary key, however big the table and however old
# its statistics are; for IN (...) or a join alone it may read all of it.
#
# A look at a lane ends at its room, and passes over everybody who has enough on the way, so the
# many of one recipient are looked at once and then hold up nobody. Of what is seen, each
# recipient's first are taken. `busy` counts what is on the way in each lane and those before it.
_SEEN = """
    seen_{name} AS (
      SELECT id, recipient, fire_at FROM scheduled_messages
       WHERE status = 'scheduled' AND lane = {lane} AND fire_at <= $1
         AND NOT EXISTS (SELECT FROM lane_pauses AS p WHERE p.lane = {lane}) AND recipient NOT IN (
         SELECT recipient FROM busy WHERE {name} >= $4){more}
       ORDER BY fire_at, id LIMIT {room} FOR NO KEY UPDATE SKIP LOCKED),
    turns_{name} AS (
      SELECT seen.id, coalesce(busy.{name}, 0)
             + row_number() OVER (PARTITION BY recipient ORDER BY fire_at, seen.id) AS turn
        FROM seen_{name} AS seen LEFT JOIN busy USING (recipient)),"""
_LOOK = """
    WITH busy AS MATERIALIZED (
      SELECT recipient, count(*) FILTER (WHERE lane < 0) AS lab,
             count(*) FILTER (WHERE lane <= 0) AS personal, count(*) AS broadcast
        FROM scheduled_messages WHERE status = 'sending' GROUP BY recipient),
    {seen}
    turns AS (
      SELECT * FROM turns_lab UNION ALL SELECT * FROM turns_personal
      UNION ALL SELECT * FROM turns_broadcast),
    claimed AS (
      UPDATE scheduled_messages AS m
         SET status = 'sending', claim_token = $2, begun_at = NULL,
             lease_until = clock_timestamp() + make_interval(secs => $3)
       WHERE m.id = ANY(ARRAY(SELECT id FROM turns WHERE turn <= $4))
      RETURNING m.id, m.author_id, m.recipient, m.content::text, m.fire_at, m.stale_after, m.lane,
                m.attempts, m.version, m.booking_id, m.channel, m.series_id, m.due_at, m.zone,
                m.parts_sent)
    SELECT told.*, claimed.*
      FROM (SELECT (SELECT count(*) FROM seen_personal), (SELECT count(*) FROM seen_broadcast),
                   (SELECT count(*) FROM seen_lab),
                   EXISTS (SELECT FROM busy WHERE broadcast >= $4)
                     OR EXISTS (SELECT FROM turns WHERE turn > $4)) AS told
      LEFT JOIN claimed ON true ORDER BY claimed.fire_at, claimed.id
"""
# A webhook waits until whatever comes before it at its booking is settled.
_IN_ORDER = """
         AND (channel <> 'webhook' OR NOT EXISTS (
           SELECT FROM scheduled_messages AS earlier
            WHERE earlier.channel = 'webhook' AND earlier.status IN ('scheduled', 'sending')
              AND earlier.recipient = scheduled_messages.recipient
              AND earlier.booking_id = scheduled_messages.booking_id
              AND earlier.id < scheduled_messages.id))"""
_CLAIM = _LOOK.format(
    seen=_SEEN.format(name="lab", lane=Lane.LAB, room="$5", more="")
    + _SEEN.format(name="personal", lane=Lane.PERSONAL, room="$6", more=_IN_ORDER)
    + _SEEN.format(name="broadcast", lane=Lane.BROADCAST, room="$7", more="")
)

# That it is being sent follows from its token (sending_is_claimed); said here, it would make the
# planner walk everything that is being sent.
_BEGIN = """
    WITH locked AS (
      SELECT id FROM scheduled_messages
       WHERE id = ANY(ARRAY(SELECT unnest($1::bigint[]))) AND claim_token = ANY($2::uuid[])
       ORDER BY id FOR NO KEY UPDATE)
    UPDATE scheduled_messages AS m SET begun_at = clock_timestamp()
      FROM unnest($1::bigint[], $2::uuid[], $3::int[], $4::timestamptz[]) WITH ORDINALITY
        AS asked (id, token, version, fire_at, place)
     WHERE m.id = ANY(ARRAY(SELECT id FROM locked))
       AND m.id = asked.id AND m.claim_token = asked.token
       AND m.version = asked.version AND m.fire_at = asked.fire_at
       AND m.lease_until > clock_timestamp() + make_interval(secs => $5)
    RETURNING asked.place
"""

_SETTLE = """
    WITH ended AS (
      SELECT * FROM unnest(
        $1::bigint[], $2::uuid[], $3::text[], $4::int[], $5::timestamptz[], $6::text[],
        $7::bool[], $8::timestamptz[], $9::timestamptz[], $10::text[], $11::int[])
        WITH ORDINALITY
        AS e (id, token, status, counts, fire_at, error, doubt, begun_at, ended_at, outcome,
              parts, place)),
    locked AS (
      SELECT id FROM scheduled_messages
       WHERE id = ANY(ARRAY(SELECT unnest($1::bigint[]))) AND claim_token = ANY($2::uuid[])
       ORDER BY id FOR NO KEY UPDATE),
    settled AS (
      UPDATE scheduled_messages AS m
         SET status = e.status, claim_token = NULL, lease_until = NULL,
             begun_at = CASE WHEN e.status = 'scheduled' THEN NULL ELSE m.begun_at END,
             attempts = m.attempts + e.counts, fire_at = coalesce(e.fire_at, m.fire_at),
             last_error = CASE WHEN e.status = 'sent' THEN m.last_error ELSE e.error END,
             in_doubt = m.in_doubt OR e.doubt, parts_sent = m.parts_sent + e.parts,
             sent_at = CASE WHEN e.status = 'sent' THEN e.begun_at END
        FROM ended AS e
       WHERE m.id = ANY(ARRAY(SELECT id FROM locked))
         AND m.id = e.id AND m.claim_token = e.token
      RETURNING m.id, m.attempts - e.counts + 1 AS attempt, e.begun_at, e.ended_at, e.outcome,
                e.error, e.place),
    noted AS (
      INSERT INTO delivery_attempts (message_id, attempt, begun_at, ended_at, outcome, error)
      SELECT id, attempt, begun_at, ended_at, outcome, error FROM settled
       WHERE begun_at IS NOT NULL)
    SELECT place FROM settled
"""

_HELD = """
    WITH locked AS (
      SELECT id FROM scheduled_messages
       WHERE id = ANY(CAST(:ids AS bigint[])) AND claim_token = ANY(CAST(:tokens AS uuid[]))
       ORDER BY id FOR NO KEY UPDATE)
"""
_RENEWED = """
    UPDATE scheduled_messages AS m
       SET lease_until = clock_timestamp() + make_interval(secs => :lease)
      FROM locked
     WHERE m.id = locked.id AND claim_token = ANY(CAST(:tokens AS uuid[]))
       AND status = 'sending' AND lease_until > clock_timestamp()
    RETURNING m.id, claim_token
"""
_RELEASED = """
    UPDATE scheduled_messages AS m
       SET status = 'scheduled', claim_token = NULL, lease_until = NULL
      FROM locked
     WHERE m.id = locked.id AND claim_token = ANY(CAST(:tokens AS uuid[]))
       AND status = 'sending' AND begun_at IS NULL
    RETURNING m.id
"""
_RENEW, _RELEASE = text(_HELD + _RENEWED), text(_HELD + _RELEASED)

_DISCLAIM = text("""
    WITH locked AS (
      SELECT id FROM scheduled_messages
       WHERE status = 'sending' AND claim_token = :token AND begun_at IS NULL
       ORDER BY id FOR NO KEY UPDATE)
    UPDATE scheduled_messages AS m
       SET status = 'scheduled', claim_token = NULL, lease_until = NULL
      FROM locked
     WHERE m.id = locked.id AND status = 'sending' AND claim_token = :token AND begun_at IS NULL
""")
_TRACE = text("SELECT trace FROM scheduled_messages WHERE id = :id")


async def claim(
    on: Statements, until: datetime, room: Lanes, token: UUID, *, lease: float, each: int = EACH
) -> Claimed:
    """Take messages to fire up to an instant, for `lease` seconds: the earlier ones first.

    room: how many of each lane at most. each: how many of one recipient may be claimed at a time,
    by whomever; what is in a later lane does not count. What another worker is claiming at this
    moment is passed over.
    """
    rooms = (room.lab, room.personal, room.broadcast)
    rows = await on.fetch(_CLAIM, until, token, lease, each, *rooms)
    *seen, is_crowded = rows[0][:TOLD]
    items = [
        Claim(number, token, author, recipient, json.loads(content), *rest)
        for number, author, recipient, content, *rest in (row[TOLD:] for row in rows)
        if number is not None
    ]
    return Claimed(items, Lanes(*seen), is_crowded)


async def begin(on: Statements, claimed: Sequence[Claim], left: float) -> list[bool]:
    """The last check before the wire: which claims are still ours, unchanged and not cancelled.

    left: seconds for which the lease must hold at least. From here on a message can be neither
    changed nor cancelled, and is in doubt if we die.
    """
    rows = await on.fetch(
        _BEGIN,
        [item.id for item in claimed],
        [item.token for item in claimed],
        [item.version for item in claimed],
        [item.fire_at for item in claimed],
        left,
    )
    return _are_among(rows, len(claimed))


async def settle(on: Statements, ended: Sequence[Settlement]) -> list[bool]:
    """Write down how tries ended; which of their claims still held.

    For every other one nothing is written: its lease ran out and somebody else has it now.
    """
    rows = await on.fetch(
        _SETTLE,
        [item.id for item in ended],
        [item.token for item in ended],
        [item.status for item in ended],
        [int(item.counts) for item in ended],
        [item.fire_at for item in ended],
        [item.error for item in ended],
        [item.in_doubt for item in ended],
        [item.begun_at for item in ended],
        [item.ended_at for item in ended],
        [item.outcome for item in ended],
        [item.parts_sent for item in ended],
    )
    return _are_among(rows, len(ended))


async def trace_of(uow: Uow, message_id: int) -> str:
    """The traceparent that a message was planned in, "" without one."""
    found = await uow.first(_TRACE, {"id": message_id})
    return (found and found.trace) or ""


async def renew(uow: Uow, claimed: Sequence[Claim], lease: float) -> set[Fence]:
    """Extend leases to `lease` seconds from now; the claims that were still ours."""
    values = _fences(claimed) | {"lease": lease}
    return {(row.id, row.claim_token) for row in await uow.all(_RENEW, values)}


async def release(uow: Uow, claimed: Sequence[Claim]) -> set[int]:
    """Give back what has not begun; the ids given back."""
    return {row.id for row in await uow.all(_RELEASE, _fences(claimed))}


async def disclaim(uow: Uow, token: UUID) -> int:
    """Give back a claim whose answer never arrived; how many messages it held."""
    return await uow.run(_DISCLAIM, {"token": token})


def _are_among(rows: Sequence[Sequence[Any]], count: int) -> list[bool]:
    """For each of `count` asked, in order, whether its place (from 1) is among the rows."""
    if len(rows) == count:
        return [True] * count
    places = {row[0] for row in rows}
    return [place in places for place in range(1, count + 1)]


def _fences(claimed: Sequence[Claim]) -> dict[str, object]:
    return {"ids": [item.id for item in claimed], "tokens": [item.token for item in claimed]}
