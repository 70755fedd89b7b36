"""Series of messages that repeat: the rule, and the one occurrence that is pending.

Every change first takes the lock of the series' row and then touches its occurrences, the settle
of a delivery included, so that of a pause and a delivery exactly one comes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Row,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
    func,
    literal,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from db.base import Instant, metadata
from db.direct import Statements
from db.uow import Uow, filled
from domain.messages.content import from_json
from domain.messages.series import LockedSeries, Occurrence, Repeat, Series, SeriesStatus

message_series = Table(
    "message_series",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("author_id", ForeignKey("accounts.id", name="series_has_an_author"), nullable=False),
    Column("channel", Text, nullable=False, server_default="telegram"),
    Column("recipient", Text, nullable=False),
    Column("content", JSONB, nullable=False),  # see domain/messages/content.py
    Column("lane", SmallInteger, nullable=False, server_default="0"),
    Column("rrule", Text, nullable=False),  # RFC 5545
    Column("wall", DateTime, nullable=False),  # that the rule counts from, on the clock of `zone`
    Column("zone", Text, nullable=False),
    # The words named the zone, so it does not follow the person's.
    Column("is_zone_named", Boolean, nullable=False, server_default=false()),
    Column("next_at", Instant, nullable=False),  # the pending occurrence, or the first to resume
    Column("status", Text, nullable=False, server_default="active"),
    Column("version", Integer, nullable=False, server_default="1"),
    # A paused one whose last occurrence found nobody: the cause, and when. It resumes by itself.
    Column("halted_for", Text),
    Column("halted_at", Instant),
    Column("intent", Text, nullable=False),
    Column("created_at", Instant, nullable=False, server_default=func.now()),
    UniqueConstraint("author_id", "intent", name="one_series_per_intent"),
    CheckConstraint(
        "status IN ('active', 'paused', 'ended', 'cancelled')", name="series_status_is_known"
    ),
    CheckConstraint("(halted_for IS NULL) = (halted_at IS NULL)", name="halted_for_a_reason"),
    Index("halted_series", "halted_at", postgresql_where=text("halted_at IS NOT NULL")),
    Index("active_series_by_next", "next_at", postgresql_where=text("status = 'active'")),
)

_LOCK = text("""
    SELECT * FROM message_series
     WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id FOR NO KEY UPDATE
""").columns(content=JSONB)

_STALLED = text("""
    SELECT s.* FROM message_series AS s
     WHERE s.status = 'active' AND s.next_at < :before AND NOT EXISTS (
       SELECT FROM scheduled_messages AS m
        WHERE m.series_id = s.id AND m.due_at = s.next_at AND m.status IN ('scheduled', 'sending'))
     ORDER BY s.next_at LIMIT :most FOR NO KEY UPDATE SKIP LOCKED
""").columns(content=JSONB)

_HALT = text("""
    UPDATE message_series AS s
       SET status = 'paused', halted_for = asked.cause, halted_at = clock_timestamp(),
           version = s.version + 1
      FROM unnest(CAST(:ids AS bigint[]), CAST(:causes AS text[])) AS asked (id, cause)
     WHERE s.id = asked.id AND s.status = 'active'
""")

# What somebody else is at decides for itself: so nobody waits, and nobody is waited for.
_HALT_OF = """
    WITH lost AS (
      SELECT id, next_at FROM message_series
       WHERE author_id = ANY($1::bigint[]) AND recipient = author_id::text AND status = 'active'
       ORDER BY id FOR NO KEY UPDATE SKIP LOCKED),
    pending AS (
      SELECT m.id FROM scheduled_messages AS m
        JOIN lost ON m.series_id = lost.id AND m.due_at = lost.next_at
       WHERE m.status = 'scheduled' OR m.status = 'sending' AND m.begun_at IS NULL
       ORDER BY m.id FOR NO KEY UPDATE OF m SKIP LOCKED),
    withdrawn AS (
      UPDATE scheduled_messages AS m
         SET status = 'cancelled', version = m.version + 1, claim_token = NULL, lease_until = NULL
        FROM pending WHERE m.id = pending.id RETURNING m.series_id)
    UPDATE message_series AS s
       SET status = 'paused', halted_for = $2, halted_at = clock_timestamp(),
           version = s.version + 1
      FROM withdrawn WHERE s.id = withdrawn.series_id
    RETURNING s.id
"""

# A private chat is its author's own. Of a group only the bot's own place is told.
_RETURNED = text("""
    WITH back AS (
      SELECT s.id FROM message_series AS s
       WHERE s.halted_at IS NOT NULL AND s.status = 'paused' AND (
         EXISTS (SELECT FROM accounts AS a
                  WHERE a.id = s.author_id AND a.id::text = s.recipient AND a.reachable)
         OR EXISTS (SELECT FROM chats AS c
                     WHERE c.id::text = s.recipient AND c.changed_at > s.halted_at
                       AND c.bot_status NOT IN ('left', 'kicked'))
         OR EXISTS (SELECT FROM addresses AS e
                     WHERE e.account_id = s.author_id AND e.address = s.recipient
                       AND e.confirmed_at > s.halted_at AND e.unsubscribed_at IS NULL))
       ORDER BY s.id LIMIT :most FOR NO KEY UPDATE OF s SKIP LOCKED)
    UPDATE message_series AS s SET status = 'active', halted_for = NULL, halted_at = NULL
      FROM back WHERE s.id = back.id
    RETURNING s.*
""").columns(content=JSONB)

_ADVANCE = text("""
    WITH asked AS (
      SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:ats AS timestamptz[]),
                           CAST(:walls AS timestamp[])) AS a (id, at, wall)),
    moved AS (
      UPDATE message_series AS s
         SET next_at = coalesce(asked.at, s.next_at), version = s.version + 1,
             status = CASE WHEN asked.at IS NULL THEN 'ended' ELSE s.status END
        FROM asked WHERE s.id = asked.id
      RETURNING s.*, asked.wall AS next_wall),
    going AS (SELECT * FROM moved WHERE status = 'active'),
    back AS (
      SELECT m.id FROM scheduled_messages AS m JOIN going AS g
          ON m.series_id = g.id AND m.due_at = g.next_at AND m.status = 'cancelled'
       ORDER BY m.id FOR NO KEY UPDATE OF m),
    revived AS (
      UPDATE scheduled_messages AS m
         SET status = 'scheduled', fire_at = g.next_at, content = g.content, zone = g.zone,
             wall = g.next_wall, rrule = g.rrule, channel = g.channel, recipient = g.recipient,
             attempts = 0, last_error = NULL, begun_at = NULL, version = m.version + 1
        FROM going AS g, back
       WHERE m.id = back.id AND m.series_id = g.id AND m.due_at = g.next_at
         AND m.status = 'cancelled'
      RETURNING m.fire_at, m.series_id),
    planned AS (
      INSERT INTO scheduled_messages
             (author_id, channel, recipient, content, lane, due_at, fire_at, wall, zone, rrule,
              series_id, intent)
      SELECT author_id, channel, recipient, content, lane, next_at, next_at, next_wall, zone,
             rrule, id, 'series:' || id || ':' || extract(epoch FROM next_at)::bigint
        FROM going WHERE id NOT IN (SELECT series_id FROM revived)
      ON CONFLICT DO NOTHING RETURNING fire_at)
    SELECT fire_at FROM revived UNION ALL SELECT fire_at FROM planned
""")

_WITHDRAW = text("""
    UPDATE scheduled_messages
       SET status = 'cancelled', version = version + 1, claim_token = NULL, lease_until = NULL,
           begun_at = NULL
     WHERE series_id = :id AND due_at = :at
       AND (status = 'scheduled' OR (status = 'sending' AND begun_at IS NULL))
    RETURNING id
""")

_LOCK_PENDING = text("""
    SELECT id FROM scheduled_messages
     WHERE id IN (
       SELECT id FROM scheduled_messages
        WHERE series_id = ANY(CAST(:ids AS bigint[])) AND status IN ('scheduled', 'sending')
        UNION ALL
       SELECT id FROM scheduled_messages
        WHERE author_id = :author AND channel <> 'webhook' AND status = 'scheduled'
          AND content ->> 'kind' = 'reminder')
     ORDER BY id FOR NO KEY UPDATE
""")

_PENDING = text("""
    SELECT status, fire_at, attempts FROM scheduled_messages
     WHERE series_id = :id AND due_at = :at AND status IN ('scheduled', 'sending')
""")


@dataclass(frozen=True, slots=True)
class Next:
    """An occurrence to plan. at: aware UTC, whole seconds. wall: the same on its zone's clock."""

    at: datetime
    wall: datetime


async def insert_series(uow: Uow, values: Mapping[str, Any], most: int = 0) -> Series | None:
    """None if the intent is known, or if the author has `most` already; 0 = no limit."""
    row = message_series.c
    is_open = (row.author_id == values["author_id"], row.status.in_(("active", "paused")))
    count = select(func.count()).select_from(message_series).where(*is_open).scalar_subquery()
    given = select(*(literal(value, row[name].type) for name, value in values.items()))
    has_room = count < most if most else true()
    new = insert(message_series).from_select(list(values), given.where(has_room))
    new = new.on_conflict_do_nothing(constraint="one_series_per_intent")
    return await uow.find(series_of, new.returning(message_series))


async def series_by_intent(uow: Uow, author_id: int, intent: str) -> Series | None:
    row = message_series.c
    by_intent = select(message_series).where(row.author_id == author_id, row.intent == intent)
    return await uow.find(series_of, by_intent)


async def find_series(
    uow: Uow, author_id: int, series_id: int, *, is_locked: bool
) -> Series | None:
    """One series of this author, locked until the transaction ends if it is to be changed."""
    row = message_series.c
    found = select(message_series).where(row.id == series_id, row.author_id == author_id)
    if is_locked:
        found = found.with_for_update(key_share=True)
    return await uow.find(series_of, found)


async def all_of(uow: Uow, author_id: int, *, after: int, most: int) -> list[Series]:
    """An author's, the oldest first. after: above this id."""
    row = message_series.c
    theirs = select(message_series).where(row.author_id == author_id, row.id > after)
    return [series_of(one) for one in await uow.all(theirs.order_by(row.id).limit(most))]


async def following_zone(uow: Uow, author_id: int) -> list[Series]:
    """This author's series on the clocks of their own zone, locked, that are not over."""
    row = message_series.c
    following = (
        select(message_series)
        .where(
            row.author_id == author_id,
            row.status.in_(("active", "paused")),
            row.is_zone_named.is_(False),
        )
        .order_by(row.id)
        .with_for_update(key_share=True)
    )
    return [series_of(row) for row in await uow.all(following)]


async def lock_pending(uow: Uow, ids: Sequence[int], author_id: int) -> None:
    """Lock the occurrences that wait of locked series, before each is looked at in its turn.

    And their author's reminders: they follow another zone, too, and a table is locked in one pass.
    """
    await uow.all(_LOCK_PENDING, {"ids": list(ids), "author": author_id})


async def change_series(uow: Uow, series_id: int, values: Mapping[str, Any]) -> Series | None:
    """Write to a series that is locked; what it is then."""
    change = (
        update(message_series)
        .where(message_series.c.id == series_id)
        .values(version=message_series.c.version + 1, **values)
        .returning(message_series)
    )
    return await uow.find(series_of, change)


async def lock(uow: Uow, ids: Sequence[int]) -> list[LockedSeries]:
    """Series by their ids, locked in an order that cannot deadlock."""
    return [_locked(row) for row in await uow.all(_LOCK, {"ids": list(ids)})]


async def stalled(uow: Uow, before: datetime, most: int) -> list[LockedSeries]:
    """Active series, locked, whose occurrence before that instant is done and none follows."""
    rows = await uow.all(_STALLED, {"before": before, "most": most})
    return [_locked(row) for row in rows]


async def halt(uow: Uow, causes: Mapping[int, str]) -> int:
    """Pause locked series that found nobody, by their ids; how many."""
    return await uow.run(_HALT, {"ids": list(causes), "causes": list(causes.values())})


async def halt_of(on: Statements, author_ids: Sequence[int], cause: str) -> list[int]:
    """Pause what repeats for these people in their own chats, before it is tried; the series.

    One whose occurrence is on its way is left to how that ends.
    """
    return [row[0] for row in await on.fetch(_HALT_OF, list(author_ids), cause)]


async def returned(uow: Uow, most: int) -> list[LockedSeries]:
    """Halted series whose recipient can be reached again: active from now on, and locked."""
    return [_locked(row) for row in await uow.all(_RETURNED, {"most": most})]


async def advance(uow: Uow, nexts: Mapping[int, Next | None]) -> list[datetime]:
    """Give each locked series its next occurrence, or end it (None); the instants to ring at.

    Safe to run twice: an occurrence is unique by series and planned instant. One that was
    withdrawn comes back; one that was sent stays sent.
    """
    values = {
        "ids": list(nexts),
        "ats": [item.at if item else None for item in nexts.values()],
        "walls": [item.wall if item else None for item in nexts.values()],
    }
    return [row.fire_at for row in await uow.all(_ADVANCE, values)]


async def withdraw(uow: Uow, series_id: int, at: datetime) -> bool:
    """Take back the occurrence planned for `at`; False if it has begun to be sent, or is done."""
    return await uow.first(_WITHDRAW, {"id": series_id, "at": at}) is not None


async def pending(uow: Uow, series_id: int, at: datetime) -> Occurrence | None:
    return await uow.find(
        lambda row: Occurrence(row.fire_at, is_sending=row.status == "sending"),
        _PENDING,
        {"id": series_id, "at": at},
    )


def series_of(row: Row[Any], **others: Any) -> Series:
    """The series of a row with the columns of `message_series`, or with these others."""
    content, repeat = from_json(row.content), filled(Repeat, row)
    status = SeriesStatus(row.status)
    return filled(Series, row, status=status, content=content, repeat=repeat, **others)


def _locked(row: Row[Any]) -> LockedSeries:
    return filled(LockedSeries, row, status=SeriesStatus(row.status), repeat=filled(Repeat, row))
