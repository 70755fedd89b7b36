"""Broadcasts: staged by keyset in parts, counted by one index, stopped in parts."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    UniqueConstraint,
    false,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from db.base import Instant, metadata
from db.booking.visit_tests import has_test
from db.uow import Uow, filled
from domain.messages.broadcast import (
    Audience,
    BroadcastState,
    Progress,
    ProgressCard,
    Size,
    Staged,
    Staging,
    people_of,
)
from domain.messages.content import Content, from_json

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("author_id", ForeignKey("accounts.id", name="broadcast_has_an_author"), nullable=False),
    Column("content", JSONB, nullable=False),  # once for all; see domain/messages/content.py
    Column("audience", JSONB, nullable=False),
    Column("status", Text, nullable=False, server_default="staging"),
    Column("staged_after", BigInteger, nullable=False, server_default="0"),  # account id
    Column("card", BigInteger),  # the author's message that shows the progress
    Column("told_at", Instant),  # when it was edited last
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("is_told", Boolean, nullable=False, server_default=false()),  # the result is shown
    Column("intent", Text, nullable=False),
    UniqueConstraint("author_id", "intent", name="one_broadcast_per_intent"),
    CheckConstraint(
        "status IN ('staging', 'sending', 'stopped', 'done')", name="broadcast_status_is_known"
    ),
    Index("broadcasts_to_tell", "id", postgresql_where=text("NOT is_told")),
)

# Accounts below zero are callers without Telegram. A visit counts whatever became of it, but for
# one that was cancelled.
_IN: Mapping[Audience, str] = {
    Audience.ALL: "TRUE",
    Audience.LANGUAGE: "lower(split_part(a.locale, '-', 1)) = :language",
    Audience.DAY: """EXISTS (
        SELECT FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
         WHERE b.account_id = a.id AND b.status NOT IN ('cancelled', 'held')
           AND s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end)""",
    Audience.TEST: f"""EXISTS (
        SELECT FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
         WHERE b.account_id = a.id AND b.status NOT IN ('cancelled', 'held')
           AND {has_test(":test")} AND s.starts_at >= :since)""",
}
_COUNT = """
    SELECT count(*) FILTER (WHERE a.reachable) AS people,
           count(*) FILTER (WHERE NOT a.reachable) AS blocked
      FROM accounts AS a WHERE a.id > 0 AND {audience}
"""
_STAGE = """
    WITH part AS (
      SELECT a.id FROM accounts AS a
       WHERE a.id > :after AND a.id > 0 AND a.reachable AND {audience}
       ORDER BY a.id LIMIT :most),
    staged AS (
      INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, lane,
                                      broadcast_id, intent)
      SELECT :author, CAST(part.id AS text),
             jsonb_build_object('kind', 'broadcast', 'broadcast_id', CAST(:id AS bigint)),
             :at, :at, 1, :id, 'broadcast:' || :id || ':' || part.id
        FROM part
      ON CONFLICT ON CONSTRAINT one_message_per_intent DO NOTHING)
    SELECT count(*) AS people, max(id) AS last_id FROM part
"""
_COUNTS = """
           count(m.id) FILTER (WHERE m.status = 'sent') AS sent,
           count(m.id) FILTER (WHERE m.status IN ('scheduled', 'sending')) AS waiting,
           count(m.id) FILTER (WHERE m.status = 'dead' AND m.last_error LIKE 'blocked%') AS blocked,
           count(m.id) FILTER (
             WHERE m.status = 'dead' AND m.last_error NOT LIKE 'blocked%') AS failed,
           count(m.id) FILTER (WHERE m.status = 'cancelled') AS cancelled
"""
_PROGRESS = """
    SELECT b.id, b.status, {counts}
      FROM broadcasts AS b LEFT JOIN scheduled_messages AS m ON m.broadcast_id = b.id
     WHERE b.id = :id GROUP BY b.id, b.status
"""
_LATEST = """
    SELECT b.*, coalesce(a.staff_name, '') AS author, c.*
      FROM (SELECT * FROM broadcasts ORDER BY id DESC LIMIT :most) AS b
      JOIN accounts AS a ON a.id = b.author_id
      CROSS JOIN LATERAL (
        SELECT {counts} FROM scheduled_messages AS m WHERE m.broadcast_id = b.id) AS c
     ORDER BY b.id DESC
"""
_PROGRESS_OF_ONE, _OF_LATEST = (text(it.format(counts=_COUNTS)) for it in (_PROGRESS, _LATEST))
_CANCEL = text("""
    WITH part AS (
      SELECT id FROM scheduled_messages
       WHERE broadcast_id = :id
         AND (status = 'scheduled' OR status = 'sending' AND begun_at IS NULL)
       LIMIT :most FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE scheduled_messages AS m
       SET status = 'cancelled', version = version + 1, claim_token = NULL, lease_until = NULL
      FROM part WHERE m.id = part.id RETURNING m.id
""")
_LANGUAGES = text("""
    SELECT lower(split_part(locale, '-', 1)) AS language, count(*) AS people FROM accounts
     WHERE id > 0 AND reachable GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :most
""")


async def insert_broadcast(uow: Uow, values: Mapping[str, Any]) -> int | None:
    new = insert(broadcasts).values(**values)
    new = new.on_conflict_do_nothing(constraint="one_broadcast_per_intent")
    return await uow.number(new.returning(broadcasts.c.id))


async def by_intent(uow: Uow, author_id: int, intent: str) -> int | None:
    is_it = broadcasts.c.author_id == author_id, broadcasts.c.intent == intent
    return await uow.number(select(broadcasts.c.id).where(*is_it))


async def contents(uow: Uow, ids: Collection[int]) -> dict[int, Content]:
    """What broadcasts say, by id, but for those that were stopped."""
    going = select(broadcasts.c.id, broadcasts.c.content).where(
        broadcasts.c.id.in_(sorted(ids)), broadcasts.c.status != "stopped"
    )
    return {row.id: from_json(row.content) for row in await uow.all(going)}


async def lock_next_staging(uow: Uow) -> Staging | None:
    """One that is not staged whole, locked; passed over while another worker is at it."""
    one = (
        select(broadcasts)
        .where(broadcasts.c.status == "staging")
        .order_by(broadcasts.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return await uow.find(
        lambda row: filled(Staging, row, people=people_of(row.audience), after=row.staged_after),
        one,
    )


async def mark_staged(uow: Uow, broadcast_id: int, after: int, *, is_last: bool) -> None:
    """It is staged up to that account id; is_last: to its end."""
    values: dict[str, Any] = {"staged_after": after} | ({"status": "sending"} if is_last else {})
    await uow.run(update(broadcasts).where(broadcasts.c.id == broadcast_id).values(**values))


async def take_cards(uow: Uow, before: datetime) -> list[ProgressCard]:
    """Cards older than this: taken by compare-and-swap, so that one worker edits each."""
    row = broadcasts.c
    old = select(row.id).where(~row.is_told, row.told_at.is_(None) | (row.told_at <= before))
    free = old.order_by(row.id).with_for_update(key_share=True, skip_locked=True).cte("free")
    taken = (
        update(broadcasts)
        .where(row.id.in_(select(free.c.id)))
        .values(told_at=before)
        .returning(*broadcasts.c)
    )
    return [
        ProgressCard(row.id, row.author_id, row.card, row.made_at, row.status == "stopped")
        for row in await uow.all(taken)
    ]


async def mark_shown(uow: Uow, progress: Progress, now: datetime) -> None:
    """Its card shows this; one that is over is not looked at again."""
    values: dict[str, Any] = {"told_at": now}
    if progress.is_over:
        status = "done" if progress.status == "sending" else progress.status
        values |= {"is_told": True, "ended_at": now, "status": status}
    await uow.run(update(broadcasts).where(broadcasts.c.id == progress.id).values(**values))


async def stop(uow: Uow, broadcast_id: int) -> bool:
    """Compare-and-swap from staging or sending; False if it was neither."""
    is_going = broadcasts.c.status.in_(("staging", "sending"))
    stopped = update(broadcasts).where(broadcasts.c.id == broadcast_id, is_going)
    return await uow.run(stopped.values(status="stopped")) == 1


async def size(uow: Uow, kind: Audience, values: Mapping[str, Any]) -> Size:
    """How many an audience has. One statement."""
    return filled(Size, await uow.one(text(_COUNT.format(audience=_IN[kind])), values))


async def stage(uow: Uow, kind: Audience, values: Mapping[str, Any]) -> Staged:
    """Stage a part. values: what the audience asks for, and id, author, at, after, most."""
    return filled(Staged, await uow.one(text(_STAGE.format(audience=_IN[kind])), values))


async def progress(uow: Uow, broadcast_id: int) -> Progress | None:
    """How far it is. One statement over one index."""
    return await uow.find(partial(filled, Progress), _PROGRESS_OF_ONE, {"id": broadcast_id})


async def latest(uow: Uow, most: int) -> list[BroadcastState]:
    """The newest first. One statement."""
    return [
        filled(
            BroadcastState,
            row,
            progress=filled(Progress, row),
            people=people_of(row.audience),
            content=from_json(row.content),
        )
        for row in await uow.all(_OF_LATEST, {"most": most})
    ]


async def cancel_part(uow: Uow, broadcast_id: int, most: int) -> int:
    return len(await uow.all(_CANCEL, {"id": broadcast_id, "most": most}))


async def languages(uow: Uow, most: int) -> list[tuple[str, int]]:
    """The languages of those who can be reached and how many speak each, the most spoken first."""
    return [(row.language, row.people) for row in await uow.all(_LANGUAGES, {"most": most})]
