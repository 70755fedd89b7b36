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
from db.uow import Statements, Uow
from domain.messages.delivery import Claim, Fence, Lanes, Settlement

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

# Messages are locked in the order of their ids: docs/reference/tables.md. In the driver's own words
# (see db.direct). ANY(ARRAY(SELECT ...)): the planner takes it for ten rows and walks the primary
# key, however big the table and however old its statistics are; for IN (...) or a join alone it
# may read all of it.
_CLAIM = """
    WITH personal AS (
      SELECT id FROM scheduled_messages
       WHERE status = 'scheduled' AND lane = 0 AND fire_at <= $1
       ORDER BY fire_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED),
    broadcast AS (
      SELECT id FROM scheduled_messages
       WHERE status = 'scheduled' AND lane = 1 AND fire_at <= $1
       ORDER BY fire_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE scheduled_messages AS m
       SET status = 'sending', claim_token = $4, begun_at = NULL,
           lease_until = clock_timestamp() + make_interval(secs => $5)
     WHERE m.id = ANY(ARRAY(SELECT id FROM personal UNION ALL SELECT id FROM broadcast))
    RETURNING m.id, m.author_id, m.recipient, m.content::text, m.fire_at, m.stale_after, m.lane,
              m.attempts, m.version, m.booking_id, m.channel, m.series_id, m.due_at, m.zone,
              m.parts_sent
"""

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


async def claim(
    on: Statements, until: datetime, room: Lanes, token: UUID, *, lease: float
) -> list[Claim]:
    """Take messages to fire up to an instant, for `lease` seconds: personal ones first.

    room: how many at most. What another worker is
    claiming at this moment is passed over.
    """
    rows = await on.fetch(_CLAIM, until, *room, token, lease)
    return [
        Claim(number, token, author, recipient, json.loads(content), *rest)
        for number, author, recipient, content, *rest in rows
    ]


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
