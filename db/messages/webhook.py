"""Programs that are told what happens, and the messages to them.

A message to one is a row of scheduled_messages like any other. Those of one booking go to one
endpoint in the order of their ids: see `_CLAIM` in db/messages/delivery.py.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    any_,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.booking.visit_tests import all_of
from db.messages.schedule import scheduled_messages, withdraw
from db.uow import Uow, filled
from domain.messages.content import OWN
from domain.messages.delivery import Claim
from domain.messages.webhook import PING, RECIPIENT, Endpoint, EndpointState, Hook, Topic
from domain.undo import Undo

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("url", Text, nullable=False),
    Column("topics", ARRAY(Text), nullable=False),  # see Topic
    Column("made_by", ForeignKey("accounts.id", name="webhook_made_by_an_account"), nullable=False),
    Column("intent", Text, nullable=False),  # what its secrets are derived from, with a key of ours
    Column("generation", Integer, nullable=False, server_default="1"),  # counts its secrets
    Column("secret_hash", Text, nullable=False),
    Column("earlier_hash", Text),  # of the secret before, which signs as well for a while
    Column("earlier_until", Instant),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("made_by", "intent", name="one_webhook_per_intent"),
    CheckConstraint("topics <> '{}'", name="webhook_has_topics"),
    CheckConstraint("length(url) <= 500", name="webhook_url_is_short"),
    CheckConstraint(
        "(earlier_hash IS NULL) = (earlier_until IS NULL)", name="earlier_secret_has_an_end"
    ),
)


_STAGED = """
      INSERT INTO scheduled_messages
             (author_id, channel, recipient, content, due_at, fire_at, booking_id, undo_id, intent)
      SELECT w.made_by, 'webhook', 'webhook:' || w.id,
             jsonb_build_object('kind', 'webhook', 'type', {type}, 'of', e.id),
             CAST({due} AS timestamptz),
             greatest(CAST({due} AS timestamptz), (
               SELECT max(m.fire_at) FROM scheduled_messages AS m
                WHERE m.channel = 'webhook' AND m.recipient = 'webhook:' || w.id
                  AND m.booking_id = e.booking_id AND m.status IN ('scheduled', 'sending'))),
             e.booking_id, {undo}, 'webhook:' || w.id || ':' || {type} || ':' || e.id
        FROM {events} AS e
        JOIN webhook_endpoints AS w ON w.ended_at IS NULL AND '{topic}' = ANY(w.topics)
      ON CONFLICT ON CONSTRAINT one_message_per_intent DO NOTHING
      RETURNING id"""


def staged(events: str, topic: Topic, type_: str, *, due: str = ":due", undo: str = "NULL") -> str:
    """A step that stages a message to each endpoint, with the ids of the rows as its result.

    events: a FROM item, called e here, with id and booking_id. The others are SQL; due: when they
    are sent, undo: what they wait for. A message does not go before those that wait before it, for
    they may wait for a next try.
    """
    return _STAGED.format(events=events, topic=topic, type=type_, due=due, undo=undo)


_TELL = "WITH told AS ({staged}) SELECT count(*) AS told FROM told"
_REPORT = "(SELECT CAST(:id AS bigint) AS id, NULL::bigint AS booking_id)"
_TELL_REPORT = text(
    _TELL.format(
        staged=staged(_REPORT, Topic.REPORT, "'report.sent'", undo="CAST(:undo AS bigint)")
    )
)
_MESSAGES = """(SELECT m.id, NULL::bigint AS booking_id, m.status FROM scheduled_messages AS m
                 WHERE m.id = ANY(CAST(:ids AS bigint[])) AND m.status IN ('sent', 'dead')
                   AND m.content ->> 'kind' = ANY(CAST(:own AS text[])))"""
_TELL_MESSAGES = text(
    _TELL.format(staged=staged(_MESSAGES, Topic.MESSAGE, "'message.' || e.status"))
)
_MORE_WAITS = text("""
    SELECT EXISTS (
      SELECT FROM scheduled_messages
       WHERE channel = 'webhook' AND recipient = ANY(CAST(:recipients AS text[]))
         AND status = 'scheduled' AND fire_at <= :now) AS waits
""")

# What somebody else has locked is not held up: it waits anyway, and is only looked at in vain.
_HOLD_UP = text("""
    WITH late AS (
      SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:fires AS timestamptz[]))
        AS l (id, fire_at)),
    behind AS (
      SELECT m.id, late.fire_at
        FROM late JOIN scheduled_messages AS it USING (id)
        JOIN scheduled_messages AS m
          ON m.channel = 'webhook' AND m.recipient = it.recipient
         AND m.booking_id = it.booking_id AND m.id > it.id
       WHERE m.status = 'scheduled' AND m.fire_at < late.fire_at
       ORDER BY m.id FOR NO KEY UPDATE OF m SKIP LOCKED)
    UPDATE scheduled_messages AS m SET fire_at = behind.fire_at
      FROM behind WHERE m.id = behind.id AND m.status = 'scheduled'
""")

_FACTS = text(f"""
    SELECT m.id AS number, m.content ->> 'type' AS type, coalesce(e.at, m.due_at) AS at,
           (m.content ->> 'of')::bigint AS of, w.*,
           b.id AS booking, b.version, coalesce(o.status, b.status) AS status,
           b.patient_id AS patient, s.starts_at, {all_of("code")} AS test, l.id AS lab,
           coalesce(o.zone, l.zone) AS zone, o.due_at, o.sent_at,
           CASE o.status WHEN 'dead' THEN split_part(o.last_error, ':', 1) END AS cause
      FROM scheduled_messages AS m
      JOIN webhook_endpoints AS w ON m.recipient = 'webhook:' || w.id AND w.ended_at IS NULL
      LEFT JOIN scheduled_messages AS o
        ON o.id = (m.content ->> 'of')::bigint AND starts_with(m.content ->> 'type', 'message.')
      LEFT JOIN reports AS r
        ON r.id = (m.content ->> 'of')::bigint AND starts_with(m.content ->> 'type', 'report.')
      LEFT JOIN bookings AS b ON b.id = coalesce(m.booking_id, r.booking_id)
      LEFT JOIN time_slots AS s ON s.id = b.slot_id
      LEFT JOIN labs AS l ON l.id = s.lab_id
      LEFT JOIN tests AS t ON t.id = b.test_id
      LEFT JOIN booking_events AS e
        ON e.id = (m.content ->> 'of')::bigint AND e.booking_id = m.booking_id
       AND starts_with(m.content ->> 'type', 'booking.')
     WHERE m.id = ANY(CAST(:ids AS bigint[])) AND m.channel = 'webhook'
""")  # noqa: S608 - words of ours alone

_STATES = text("""
    SELECT w.*,
           (SELECT count(*) FROM scheduled_messages AS m
             WHERE m.channel = 'webhook' AND m.recipient = 'webhook:' || w.id
               AND m.status IN ('scheduled', 'sending')) AS waiting,
           (SELECT count(*) FROM scheduled_messages AS m
             WHERE m.channel = 'webhook' AND m.recipient = 'webhook:' || w.id
               AND m.status = 'dead' AND m.resolved_at IS NULL) AS dead,
           (SELECT m.sent_at FROM scheduled_messages AS m
             WHERE m.channel = 'webhook' AND m.recipient = 'webhook:' || w.id
               AND m.status = 'sent' ORDER BY m.id DESC LIMIT 1) AS last_sent_at,
           coalesce((SELECT split_part(m.last_error, ':', 1) FROM scheduled_messages AS m
             WHERE m.channel = 'webhook' AND m.recipient = 'webhook:' || w.id
               AND (m.status = 'scheduled' OR m.status = 'dead' AND m.resolved_at IS NULL)
               AND m.last_error IS NOT NULL ORDER BY m.id DESC LIMIT 1), '') AS last_error
      FROM webhook_endpoints AS w WHERE w.ended_at IS NULL ORDER BY w.id DESC
""")


async def insert_endpoint(
    uow: Uow, values: Mapping[str, Any], topics: Collection[Topic]
) -> Endpoint:
    """Keep one; the same intent again is the same endpoint."""
    new = insert(webhook_endpoints).values(**values, topics=sorted(map(str, topics)))
    again = {"intent": values["intent"]}
    kept = new.on_conflict_do_update(constraint="one_webhook_per_intent", set_=again)
    return _endpoint(await uow.one(kept.returning(webhook_endpoints)))


async def states(uow: Uow) -> tuple[EndpointState, ...]:
    """All that are told, the newest first."""
    return tuple(
        filled(EndpointState, row, endpoint=_endpoint(row)) for row in await uow.all(_STATES)
    )


async def count_told(uow: Uow) -> int:
    told = select(func.count()).where(webhook_endpoints.c.ended_at.is_(None))
    return await uow.number(told.select_from(webhook_endpoints)) or 0


async def find(uow: Uow, endpoint_id: int) -> Endpoint | None:
    """One that is told."""
    row = webhook_endpoints.c
    is_it = (row.id == endpoint_id, row.ended_at.is_(None))
    return await uow.find(_endpoint, select(webhook_endpoints).where(*is_it))


async def rotate(
    uow: Uow, it: Endpoint, secret_hash: str, *, earlier_until: datetime
) -> Endpoint | None:
    """A new secret beside the old one: compare-and-swap by its generation."""
    row = webhook_endpoints.c
    is_it = (row.id == it.id, row.generation == it.generation, row.ended_at.is_(None))
    values = {"earlier_hash": row.secret_hash, "earlier_until": earlier_until}
    new = {"generation": row.generation + 1, "secret_hash": secret_hash}
    rotated = update(webhook_endpoints).where(*is_it).values(**values, **new)
    return await uow.find(_endpoint, rotated.returning(webhook_endpoints))


async def end(uow: Uow, endpoint_id: int, now: datetime) -> bool:
    """It is told nothing any more, not even what waits. False if it was not told before."""
    row = webhook_endpoints.c
    is_it = (row.id == endpoint_id, row.ended_at.is_(None))
    if not await uow.run(update(webhook_endpoints).where(*is_it).values(ended_at=now)):
        return False
    message = scheduled_messages.c
    is_for_it = (message.channel == "webhook") & (message.recipient == f"{RECIPIENT}{endpoint_id}")
    await withdraw(uow, is_for_it)
    return True


async def stage_ping(uow: Uow, it: Endpoint, due: datetime) -> None:
    """One message that says nothing; a second one of the same second is the same."""
    values = {
        "author_id": it.made_by,
        "channel": "webhook",
        "recipient": f"{RECIPIENT}{it.id}",
        "content": {"kind": "webhook", "type": PING, "of": it.id},
        "due_at": due,
        "fire_at": due,
        "intent": f"webhook:{it.id}:{PING}:{due.isoformat()}",
    }
    new = insert(scheduled_messages).values(**values)
    await uow.run(new.on_conflict_do_nothing(constraint="one_message_per_intent"))


async def tell_of_report(uow: Uow, report_id: int, undo: Undo) -> None:
    """Tell programs that it was sent, once that cannot be taken back any more."""
    values = {"id": report_id, "undo": undo.id, "due": undo.until}
    await uow.one(_TELL_REPORT, values)  # the undo rings at that instant


async def tell_of_messages(uow: Uow, ids: Sequence[int], due: datetime) -> int:
    """Tell programs of what people have scheduled and is sent or dead; how many are told."""
    values = {"ids": list(ids), "own": sorted(OWN), "due": due}
    return int((await uow.one(_TELL_MESSAGES, values)).told)


async def is_watched(uow: Uow, topic: Topic) -> bool:
    """Whether anybody wants to hear of it."""
    row = webhook_endpoints.c
    wanted = literal(str(topic)) == any_(row.topics)
    found = select(row.id).where(row.ended_at.is_(None), wanted)
    return await uow.first(found.limit(1)) is not None


async def hooks(uow: Uow, message_ids: Sequence[int]) -> dict[int, Hook]:
    """By message id, with what they tell of as it is now; none for an endpoint that was ended."""
    return {row.number: _hook(row) for row in await uow.all(_FACTS, {"ids": list(message_ids)})}


async def is_more_waiting(uow: Uow, recipients: Collection[str], now: datetime) -> bool:
    """Whether messages to these endpoints are due, which may have waited for one before them."""
    values = {"recipients": sorted(recipients), "now": now}
    return bool((await uow.one(_MORE_WAITS, values)).waits)


async def hold_up(uow: Uow, late: Sequence[tuple[Claim, datetime]]) -> None:
    """What comes after these at the same booking waits for their next try."""
    ids, fires = [item.id for item, _ in late], [at for _, at in late]
    await uow.run(_HOLD_UP, {"ids": ids, "fires": fires})


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _endpoint(row: Row[Any]) -> Endpoint:
    return filled(Endpoint, row, topics=frozenset(map(Topic, row.topics)), seed=row.intent)


def _hook(row: Row[Any]) -> Hook:
    topic = row.type.partition(".")[0]
    facts: dict[str, str | int | None] = {
        "event" if topic == Topic.BOOKING else topic: row.of,
        "booking": row.booking,
        "version": row.version,
        "status": row.status,
        "starts_at": _iso(row.starts_at),
        "due_at": _iso(row.due_at),
        "sent_at": _iso(row.sent_at),
        "cause": row.cause,
        "zone": row.zone,
        "lab": row.lab,
        "test": row.test,
        "patient": row.patient,
    }
    return filled(Hook, row, endpoint=_endpoint(row), facts=facts)
