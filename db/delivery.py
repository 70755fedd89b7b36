"""Sending messages: claims, the last check before the wire, and how each try ended.

Every claim is fenced: a token and a lease by the database's clock. A settle whose token is gone
writes nothing, so a worker that was away too long cannot spoil what another has done since.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Integer,
    Row,
    Table,
    Text,
    bindparam,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.base import Instant, metadata
from db.uow import Uow
from domain.delivery import Claimed, Ended, Fence

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

_CLAIM = (
    text("""
    WITH personal AS (
      SELECT id FROM scheduled_messages
       WHERE status = 'scheduled' AND lane = 0 AND fire_at <= :until
       ORDER BY fire_at LIMIT :personal FOR UPDATE SKIP LOCKED),
    broadcast AS (
      SELECT id FROM scheduled_messages
       WHERE status = 'scheduled' AND lane = 1 AND fire_at <= :until
       ORDER BY fire_at LIMIT :broadcast FOR UPDATE SKIP LOCKED)
    UPDATE scheduled_messages AS m
       SET status = 'sending', claim_token = :token, begun_at = NULL,
           lease_until = clock_timestamp() + make_interval(secs => :lease)
     WHERE m.id = ANY(ARRAY(SELECT id FROM personal UNION ALL SELECT id FROM broadcast))
    RETURNING m.id, m.author_id, m.recipient, m.content, m.fire_at, m.stale_after, m.lane,
              m.attempts, m.version, m.booking_id, m.channel, m.series_id, m.due_at, m.zone,
              m.parts_sent
""")
    .bindparams(bindparam("until", type_=Instant))
    .columns(content=JSONB, fire_at=Instant, stale_after=Instant, due_at=Instant)
)
# ANY(ARRAY(...)): the planner takes it for ten rows and walks the primary key, however big the
# table and however old its statistics are; for IN (...) it may read the whole table.

_BEGIN = text("""
    UPDATE scheduled_messages AS m SET begun_at = clock_timestamp()
      FROM unnest(CAST(:ids AS bigint[]), CAST(:tokens AS uuid[]), CAST(:versions AS int[]),
                  CAST(:fires AS timestamptz[])) AS asked (id, token, version, fire_at)
     WHERE m.id = asked.id AND m.claim_token = asked.token AND m.version = asked.version
       AND m.fire_at = asked.fire_at AND m.status = 'sending'
       AND m.lease_until > clock_timestamp() + make_interval(secs => :left)
    RETURNING m.id, m.claim_token
""")

_SETTLE = text("""
    WITH ended AS (
      SELECT * FROM unnest(
        CAST(:ids AS bigint[]), CAST(:tokens AS uuid[]), CAST(:statuses AS text[]),
        CAST(:counts AS int[]), CAST(:fires AS timestamptz[]), CAST(:errors AS text[]),
        CAST(:doubts AS bool[]), CAST(:begins AS timestamptz[]), CAST(:ends AS timestamptz[]),
        CAST(:outcomes AS text[]), CAST(:parts AS int[]))
        AS e (id, token, status, counts, fire_at, error, doubt, begun_at, ended_at, outcome,
              parts)),
    settled AS (
      UPDATE scheduled_messages AS m
         SET status = e.status, claim_token = NULL, lease_until = NULL,
             begun_at = CASE WHEN e.status = 'scheduled' THEN NULL ELSE m.begun_at END,
             attempts = m.attempts + e.counts, fire_at = coalesce(e.fire_at, m.fire_at),
             last_error = CASE WHEN e.status = 'sent' THEN m.last_error ELSE e.error END,
             in_doubt = m.in_doubt OR e.doubt, parts_sent = m.parts_sent + e.parts,
             sent_at = CASE WHEN e.status = 'sent' THEN e.begun_at END
        FROM ended AS e
       WHERE m.id = e.id AND m.claim_token = e.token
      RETURNING m.id, e.token, m.attempts - e.counts + 1 AS attempt,
                e.begun_at, e.ended_at, e.outcome, e.error),
    noted AS (
      INSERT INTO delivery_attempts (message_id, attempt, begun_at, ended_at, outcome, error)
      SELECT id, attempt, begun_at, ended_at, outcome, error FROM settled
       WHERE begun_at IS NOT NULL)
    SELECT id, token AS claim_token FROM settled
""")

_FLAG = text("""
    UPDATE scheduled_messages AS m SET in_doubt = true
      FROM unnest(CAST(:ids AS bigint[]), CAST(:begins AS timestamptz[])) AS tried (id, begun_at)
     WHERE m.id = tried.id AND NOT m.in_doubt AND NOT EXISTS (
       SELECT FROM delivery_attempts AS a
        WHERE a.message_id = m.id AND a.begun_at = tried.begun_at)
""")

_RENEW = text("""
    UPDATE scheduled_messages
       SET lease_until = clock_timestamp() + make_interval(secs => :lease)
     WHERE id = ANY(CAST(:ids AS bigint[])) AND claim_token = ANY(CAST(:tokens AS uuid[]))
       AND status = 'sending' AND lease_until > clock_timestamp()
    RETURNING id, claim_token
""")

_RELEASE = text("""
    UPDATE scheduled_messages SET status = 'scheduled', claim_token = NULL, lease_until = NULL
     WHERE id = ANY(CAST(:ids AS bigint[])) AND claim_token = ANY(CAST(:tokens AS uuid[]))
       AND status = 'sending' AND begun_at IS NULL
    RETURNING id
""")

_DISCLAIM = text("""
    UPDATE scheduled_messages SET status = 'scheduled', claim_token = NULL, lease_until = NULL
     WHERE status = 'sending' AND claim_token = :token AND begun_at IS NULL
""")

_TELL_AUTHORS = text("""
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, intent)
    SELECT m.author_id, CAST(m.author_id AS text),
           jsonb_build_object('kind', 'failure', 'message_id', m.id), :at, :at, 'failed:' || m.id
      FROM scheduled_messages AS m JOIN accounts AS a ON a.id = m.author_id AND a.reachable
     WHERE m.id = ANY(CAST(:ids AS bigint[]))
       AND m.content ->> 'kind' NOT IN ('reminder', 'failure', 'news', 'broadcast')
    ON CONFLICT ON CONSTRAINT one_message_per_intent DO NOTHING
    RETURNING id
""").bindparams(bindparam("at", type_=Instant))

_UNREACHABLE = text("""
    UPDATE accounts SET reachable = false
     WHERE id = ANY(CAST(:ids AS bigint[])) AND reachable
""")


async def claim(
    uow: Uow, until: datetime, room: tuple[int, int], token: UUID, lease: float
) -> list[Claimed]:
    """Take messages to fire up to an instant, for `lease` seconds: personal ones first.

    room: how many personal messages and how many broadcasts at most. What another worker is
    claiming at this moment is passed over.
    """
    values = {
        "until": until,
        "personal": room[0],
        "broadcast": room[1],
        "token": token,
        "lease": lease,
    }
    return [Claimed(token=token, **row._asdict()) for row in await uow.all(_CLAIM, values)]


async def begin(uow: Uow, claimed: Sequence[Claimed], left: float) -> set[Fence]:
    """The last check before the wire: claims that are still ours, unchanged and not cancelled.

    left: seconds for which the lease must hold at least. From here on a message can be neither
    changed nor cancelled, and is in doubt if we die.
    """
    values = _fences(claimed) | {
        "versions": [item.version for item in claimed],
        "fires": [item.fire_at for item in claimed],
        "left": left,
    }
    return _held(await uow.all(_BEGIN, values))


async def settle(uow: Uow, ended: Sequence[Ended]) -> set[Fence]:
    """Write down how tries ended; the claims that still held.

    For every other one nothing is written: its lease ran out and somebody else has it now.
    """
    columns = {
        "ids": [item.id for item in ended],
        "tokens": [item.token for item in ended],
        "statuses": [str(item.status) for item in ended],
        "counts": [int(item.counts) for item in ended],
        "fires": [item.fire_at for item in ended],
        "errors": [item.error for item in ended],
        "doubts": [item.in_doubt for item in ended],
        "begins": [item.begun_at for item in ended],
        "ends": [item.ended_at for item in ended],
        "outcomes": [item.outcome for item in ended],
        "parts": [item.parts_sent for item in ended],
    }
    return _held(await uow.all(_SETTLE, columns))


async def flag(uow: Uow, refused: Sequence[Ended]) -> None:
    """Mark messages in doubt: a try of theirs ended after its lease.

    A try that is written down is none of these: its settle went through, and the answer was lost.
    """
    values = {"ids": [item.id for item in refused], "begins": [item.begun_at for item in refused]}
    await uow.run(_FLAG, values)


async def renew(uow: Uow, claimed: Sequence[Claimed], lease: float) -> set[Fence]:
    """Extend leases to `lease` seconds from now; the claims that were still ours."""
    values = _fences(claimed) | {"lease": lease}
    return _held(await uow.all(_RENEW, values))


async def release(uow: Uow, claimed: Sequence[Claimed]) -> set[int]:
    """Give back what has not begun; the ids given back."""
    return {row.id for row in await uow.all(_RELEASE, _fences(claimed))}


async def disclaim(uow: Uow, token: UUID) -> int:
    """Give back a claim whose answer never arrived; how many messages it held."""
    return await uow.run(_DISCLAIM, {"token": token})


async def tell_authors(uow: Uow, ids: Sequence[int], at: datetime) -> int:
    """Stage one notice at `at` for the author of each dead message; how many are new.

    Nobody is told of what we wrote ourselves, and nobody who cannot be reached.
    """
    return len(await uow.all(_TELL_AUTHORS, {"ids": list(ids), "at": at}))


async def mark_unreachable(uow: Uow, account_ids: Sequence[int]) -> int:
    """These people have blocked the bot; how many of them had not yet been known to."""
    return await uow.run(_UNREACHABLE, {"ids": list(account_ids)})


def _held(rows: Sequence[Row[Any]]) -> set[Fence]:
    return {(row.id, row.claim_token) for row in rows}


def _fences(claimed: Sequence[Claimed]) -> dict[str, object]:
    return {"ids": [item.id for item in claimed], "tokens": [item.token for item in claimed]}
