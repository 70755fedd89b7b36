"""Scheduled messages: what is to be sent, to whom, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
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
    Uuid,
    and_,
    false,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from db.base import Instant, metadata
from db.messages.series import message_series, series_of
from db.uow import Uow, filled
from domain.messages.content import OWN, from_json
from domain.messages.schedule import Scheduled, Status
from domain.messages.series import Series

TRACED = text("nullif(current_setting('slotbell.trace', true), '')")  # see db.direct.cause
scheduled_messages = Table(
    "scheduled_messages",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("author_id", ForeignKey("accounts.id", name="message_has_an_author"), nullable=False),
    Column("channel", Text, nullable=False, server_default="telegram"),
    Column("recipient", Text, nullable=False),  # a chat id, an e-mail address, webhook:{id}
    Column("content", JSONB, nullable=False),  # see domain/messages/content.py
    Column("due_at", Instant, nullable=False),  # as planned; whole seconds
    Column("fire_at", Instant, nullable=False),  # the next try; whole seconds
    Column("stale_after", Instant),  # not sent after it, NULL = always worth sending
    Column("wall", DateTime),  # the planned wall clock in `zone`
    Column("zone", Text),
    Column("rrule", Text),  # RFC 5545, NULL = once
    Column("status", Text, nullable=False, server_default="scheduled"),
    Column("lane", SmallInteger, nullable=False, server_default="0"),  # see Lane
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("parts_sent", SmallInteger, nullable=False, server_default="0"),  # of a long text
    Column("version", Integer, nullable=False, server_default="1"),  # counts edits and cancels
    Column("intent", Text, nullable=False),
    Column("booking_id", ForeignKey("bookings.id", name="reminder_of_a_booking")),
    Column("from_visit", Text),  # see domain/booking/before/anchor.py; NULL = not tied to it
    Column("series_id", ForeignKey(message_series.c.id, name="occurrence_of_a_series")),
    Column("undo_id", ForeignKey("undos.id", name="message_waits_for_an_undo")),
    Column("broadcast_id", ForeignKey("broadcasts.id", name="message_of_a_broadcast")),
    Column("claim_token", Uuid),
    Column("lease_until", Instant),
    Column("begun_at", Instant),  # the last check before the wire
    Column("in_doubt", Boolean, nullable=False, server_default=false()),
    Column("last_error", Text),
    Column("sent_at", Instant),
    Column("resolved_at", Instant),  # a dead letter that staff have dropped
    Column("resolved_by", ForeignKey("accounts.id", name="resolved_by_an_account")),
    Column("resolution", Text),  # why
    Column("created_at", Instant, nullable=False, server_default=func.now()),
    Column("trace", Text, server_default=TRACED),  # W3C's traceparent; NULL = not traced
    # Begins with author_id, so it serves the foreign key, too.
    UniqueConstraint("author_id", "intent", name="one_message_per_intent"),
    CheckConstraint(
        "status IN ('scheduled', 'sending', 'sent', 'dead', 'cancelled')",
        name="message_status_is_known",
    ),
    CheckConstraint("channel IN ('telegram', 'email', 'webhook')", name="channel_is_known"),
    CheckConstraint("lane IN (-1, 0, 1)", name="lane_is_known"),
    CheckConstraint(
        "due_at = date_trunc('second', due_at) AND fire_at = date_trunc('second', fire_at)",
        name="instants_have_whole_seconds",
    ),
    CheckConstraint(
        "(status = 'sending') = (claim_token IS NOT NULL AND lease_until IS NOT NULL)",
        name="sending_is_claimed",
    ),
    CheckConstraint(
        "(resolved_at IS NULL) = (resolved_by IS NULL)"
        " AND (resolved_at IS NULL) = (resolution IS NULL)",
        name="resolved_by_somebody_for_a_reason",
    ),
    CheckConstraint("from_visit IS NULL OR booking_id IS NOT NULL", name="tied_to_a_booking"),
    Index(
        "waiting_in_order", "lane", "fire_at", "id", postgresql_where=text("status = 'scheduled'")
    ),
    Index("claimed_by_lease", "lease_until", postgresql_where=text("status = 'sending'")),
    # Without the many that an owner's webhooks are sent as.
    Index(
        "messages_of_author_by_due",
        "author_id",
        "due_at",
        postgresql_where=text("channel <> 'webhook'"),
    ),
    Index(
        "webhooks_in_order",
        "recipient",
        "booking_id",
        "id",
        postgresql_where=text("channel = 'webhook' AND status IN ('scheduled', 'sending')"),
    ),
    Index(
        "webhooks_by_endpoint",
        "recipient",
        "status",
        "id",
        postgresql_where=text("channel = 'webhook'"),
    ),
    Index("reminders_of_booking", "booking_id", postgresql_where=text("booking_id IS NOT NULL")),
    Index(
        "one_occurrence_per_series_and_instant",
        "series_id",
        "due_at",
        unique=True,
        postgresql_where=text("series_id IS NOT NULL"),
    ),
    Index(
        "messages_that_wait_for_an_undo", "undo_id", postgresql_where=text("undo_id IS NOT NULL")
    ),
    Index(
        "messages_of_broadcast",
        "broadcast_id",
        "status",
        postgresql_where=text("broadcast_id IS NOT NULL"),
    ),
    Index(
        "paused_reminders",
        "id",
        postgresql_where=text("status = 'scheduled' AND last_error = 'paused'"),
    ),
    Index(
        "waiting_by_zone",
        "zone",
        postgresql_where=text(
            "status IN ('scheduled', 'sending') AND wall IS NOT NULL AND zone IS NOT NULL"
        ),
    ),
    Index("sent_by_time", "sent_at", postgresql_using="brin"),
    Index("dead_by_time", "fire_at", postgresql_where=text("status = 'dead'")),
    Index("messages_resolved_by", "resolved_by", postgresql_where=text("resolved_by IS NOT NULL")),
    Index(
        "dead_letters_by_cause",
        text("split_part(last_error, ':', 1)"),
        "id",
        postgresql_where=text("status = 'dead' AND resolved_at IS NULL"),
    ),
)


@dataclass(frozen=True, slots=True)
class Cap:
    """How many messages of an author may wait, 0 = any number; of those due after `since`."""

    most: int
    since: datetime


_OWN = scheduled_messages.c.content["kind"].astext.in_(sorted(OWN))
# A claim can be undone until the message has begun to be sent.
_UNBEGUN = (scheduled_messages.c.status == "scheduled") | (
    (scheduled_messages.c.status == "sending") & scheduled_messages.c.begun_at.is_(None)
)
_UNCLAIMED = {"claim_token": None, "lease_until": None, "begun_at": None}

_PLANNED = text("""
    WITH listed AS (
      SELECT 0 AS part, false AS is_series, m.id, m.status, m.content, m.due_at, m.fire_at, m.zone,
             m.attempts, m.version, m.sent_at, m.last_error, m.in_doubt, m.resolved_at,
             m.series_id, m.rrule, m.wall, false AS is_zone_named, false AS is_sending,
             m.channel, m.recipient
        FROM scheduled_messages AS m
       WHERE m.author_id = :author AND m.channel <> 'webhook' AND m.content ->> 'kind'
           NOT IN ('reminder', 'failure', 'code', 'news', 'broadcast', 'webhook')
         AND m.status IN ('scheduled', 'sending') AND NOT EXISTS (
           SELECT FROM message_series AS s
            WHERE s.id = m.series_id AND s.next_at = m.due_at AND s.status = 'active')
      UNION ALL
      SELECT 0, true, s.id, s.status, s.content, s.next_at, coalesce(m.fire_at, s.next_at), s.zone,
             0, s.version, NULL, NULL, false, NULL,
             s.id, s.rrule, s.wall, s.is_zone_named, coalesce(m.status = 'sending', false),
             s.channel, s.recipient
        FROM message_series AS s LEFT JOIN scheduled_messages AS m
          ON m.series_id = s.id AND m.due_at = s.next_at AND m.status IN ('scheduled', 'sending')
       WHERE s.author_id = :author AND s.status IN ('active', 'paused')
      UNION ALL
      SELECT * FROM (
        SELECT 1, false, m.id, m.status, m.content, m.due_at, m.fire_at, m.zone,
               m.attempts, m.version, m.sent_at, m.last_error, m.in_doubt, m.resolved_at,
               m.series_id, m.rrule, m.wall, false, false, m.channel, m.recipient
          FROM (SELECT * FROM scheduled_messages
                 WHERE author_id = :author AND channel <> 'webhook'
                   AND content ->> 'kind'
                       NOT IN ('reminder', 'failure', 'code', 'news', 'broadcast', 'webhook')
                   AND status IN ('sent', 'dead')
                 ORDER BY due_at DESC, id DESC LIMIT 200) AS m
         WHERE m.series_id IS NULL OR m.status = 'dead' OR NOT EXISTS (
           SELECT FROM scheduled_messages AS later
            WHERE later.series_id = m.series_id AND later.due_at > m.due_at
              AND later.status = 'sent')
         ORDER BY m.due_at DESC, m.id DESC LIMIT :recent) AS gone)
    SELECT *, count(*) OVER () AS total FROM listed
     ORDER BY part, CASE part WHEN 0 THEN 1 ELSE -1 END * extract(epoch FROM due_at), is_series, id
    OFFSET :offset LIMIT :limit
""").columns(content=JSONB)


async def insert_message(
    uow: Uow, values: Mapping[str, Any], cap: Cap | None = None
) -> Scheduled | None:
    """Stage a message; None beyond the cap, or if its author's intent has been recorded before."""
    new = insert(scheduled_messages)
    if cap is None or not cap.most:
        new = new.values(**values)
    else:
        row = scheduled_messages.c
        given = select(*(literal(value, row[name].type) for name, value in values.items()))
        new = new.from_select(list(values), given.where(_has_room(values["author_id"], cap)))
    return await uow.find(
        lambda row: _scheduled(row, is_new=True),
        new.on_conflict_do_nothing(constraint="one_message_per_intent").returning(
            scheduled_messages
        ),
    )


async def is_full(uow: Uow, author_id: int, cap: Cap) -> bool:
    """Whether an author has as many messages waiting as they may."""
    return cap.most > 0 and not (await uow.one(select(_has_room(author_id, cap))))[0]


def _has_room(author_id: int, cap: Cap) -> ColumnElement[bool]:
    """Whether fewer wait than may. What repeats has a limit of its own."""
    row = scheduled_messages.c
    waiting = select(row.id).where(
        row.author_id == author_id,
        row.channel != "webhook",
        row.due_at > cap.since,
        row.status == "scheduled",
        row.series_id.is_(None),
        _OWN,
    )
    up_to = waiting.limit(cap.most).subquery()
    return select(func.count()).select_from(up_to).scalar_subquery() < cap.most


async def message_by_intent(uow: Uow, author_id: int, intent: str) -> Scheduled | None:
    row = scheduled_messages.c
    by_intent = (row.author_id == author_id, row.intent == intent, _OWN)
    return await uow.find(_scheduled, select(scheduled_messages).where(*by_intent))


async def find_message(uow: Uow, author_id: int, message_id: int) -> Scheduled | None:
    it = select(scheduled_messages).where(_is_of(author_id, message_id))
    return await uow.find(_scheduled, it)


async def messages_of(
    uow: Uow, author_id: int, status: Status | None, *, after: int, most: int
) -> list[Scheduled]:
    """An author's own, the oldest first. after: above this id."""
    row = scheduled_messages.c
    found = select(scheduled_messages).where(row.author_id == author_id, row.id > after, _OWN)
    if status is not None:
        found = found.where(row.status == status)
    return [_scheduled(one) for one in await uow.all(found.order_by(row.id).limit(most))]


async def change_message(
    uow: Uow, author_id: int, message_id: int, values: Mapping[str, Any]
) -> Scheduled | None:
    """Compare-and-swap: the changed message, None if it had begun to be sent.

    A claim is undone, so that its worker finds its token gone and leaves the message alone.
    """
    is_single = scheduled_messages.c.series_id.is_(None)  # what repeats is changed as a whole
    change = (
        update(scheduled_messages)
        .where(_is_of(author_id, message_id), is_single, _UNBEGUN)
        .values(version=scheduled_messages.c.version + 1, **_UNCLAIMED, **values)
        .returning(scheduled_messages)
    )
    return await uow.find(_scheduled, change)


async def withdraw(
    uow: Uow, all_of: ColumnElement[bool], *which: ColumnElement[bool]
) -> list[dict[str, Any]]:
    """Send none of these any more, apart from those whose sending has begun: their contents.

    A claim is undone, so that its worker finds its token gone and leaves the message alone.
    all_of: whatever a transaction withdraws in several steps; all of it is locked by the first.
    """
    row = scheduled_messages.c
    waiting = select(row.id).where(all_of, _UNBEGUN).order_by(row.id)
    locked = waiting.with_for_update(key_share=True).cte("locked")
    gone = await uow.all(
        update(scheduled_messages)
        .where(row.id.in_(select(locked.c.id)), *which, _UNBEGUN)
        .values(status="cancelled", version=row.version + 1, claim_token=None, lease_until=None)
        .returning(row.content)
    )
    return [one.content for one in gone]


async def planned(
    uow: Uow, author_id: int, *, recent: int, offset: int, limit: int
) -> tuple[Sequence[Scheduled | Series], int]:
    """A part of an author's list, and how many are in all of it (0 beyond its end).

    Planned ones and series, the next first, then the newest `recent` that were sent or given up.
    Of what repeats only the last one that was sent is in it.
    """
    values = {"author": author_id, "recent": recent, "offset": offset, "limit": limit}
    rows = await uow.all(_PLANNED, values)
    items = [_listed_series(row) if row.is_series else _scheduled(row) for row in rows]
    return items, rows[0].total if rows else 0


def _is_of(author_id: int, message_id: int) -> ColumnElement[bool]:
    return and_(
        scheduled_messages.c.id == message_id, scheduled_messages.c.author_id == author_id, _OWN
    )


def _scheduled(row: Row[Any], *, is_new: bool = False) -> Scheduled:
    return filled(
        Scheduled,
        row,
        status=Status(row.status),
        content=from_json(row.content),
        at=row.due_at,
        next_try_at=row.fire_at,
        zone=row.zone or "UTC",
        cause=row.last_error.split(":", 1)[0] if row.last_error else None,
        is_new=is_new,
        is_dropped=row.resolved_at is not None,
        is_of_series=row.series_id is not None,
    )


def _listed_series(row: Row[Any]) -> Series:
    return series_of(row, next_at=row.due_at, next_try_at=row.fire_at)
