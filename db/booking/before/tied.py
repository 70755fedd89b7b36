"""Messages that people have tied to a visit: they move and end with it, and come back with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, insert, select, text
from sqlalchemy.dialects.postgresql import JSONB

from db.base import Instant
from db.booking.booking import bookings
from db.messages.schedule import scheduled_messages, withdraw
from db.uow import Uow, filled
from domain.booking.before.anchor import Bond, Followed
from domain.booking.booking import BookingView
from domain.messages.content import News, to_json
from domain.messages.delivery import Lane

_WAITS = "(m.status = 'scheduled' OR m.status = 'sending' AND m.begun_at IS NULL)"
_MOVE = """
    WITH asked AS (
      SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:news AS timestamptz[])) AS a (id, at)),
    locked AS (
      SELECT m.id, m.due_at AS was FROM scheduled_messages AS m
       WHERE m.id = ANY(CAST(:ids AS bigint[])) AND {waits} ORDER BY m.id FOR NO KEY UPDATE)
    UPDATE scheduled_messages AS m
       SET due_at = asked.at, fire_at = asked.at, status = 'scheduled', attempts = 0,
           claim_token = NULL, lease_until = NULL, begun_at = NULL, version = m.version + 1
      FROM asked JOIN locked USING (id) WHERE m.id = asked.id AND {waits}
    RETURNING m.id, m.version, locked.was
"""
_MOVED = text(_MOVE.format(waits=_WAITS))
_REVIVED = text("""
    WITH gone AS (
      SELECT m.id FROM scheduled_messages AS n
        JOIN scheduled_messages AS m ON m.id = CAST(n.content -> 'facts' ->> 'message' AS bigint)
         AND m.version = CAST(n.content -> 'facts' ->> 'version' AS int)
       WHERE n.undo_id = :undo AND n.content ->> 'what' = 'followed'
         AND m.status = 'cancelled' AND m.from_visit IS NOT NULL
       ORDER BY m.id FOR NO KEY UPDATE OF m)
    UPDATE scheduled_messages AS m SET status = 'scheduled', version = m.version + 1
      FROM gone WHERE m.id = gone.id AND m.status = 'cancelled'
    RETURNING m.due_at
""")
_KEEP = """
    UPDATE scheduled_messages AS m
       SET due_at = :at, fire_at = :at, status = 'scheduled', attempts = 0, from_visit = NULL,
           booking_id = NULL, claim_token = NULL, lease_until = NULL, begun_at = NULL,
           version = m.version + 1
     WHERE m.id = :id AND m.author_id = :author AND m.version = :version
       AND m.from_visit IS NOT NULL AND ({waits} OR m.status = 'cancelled')
    RETURNING m.id
"""
_KEPT = text(_KEEP.format(waits=_WAITS)).bindparams(
    bindparam("at", type_=Instant), bindparam("id", type_=BigInteger)
)
_TOLD = text("""
    SELECT id, content, due_at, zone, status, version FROM scheduled_messages
     WHERE id = ANY(CAST(:ids AS bigint[]))
""").columns(content=JSONB)


async def lock(uow: Uow, account_id: int, booking_id: int) -> None:
    """Nobody moves or cancels this booking until the transaction ends."""
    is_it = (bookings.c.id == booking_id, bookings.c.account_id == account_id)
    await uow.all(select(bookings.c.id).where(*is_it).with_for_update(key_share=True))


async def bonds_of(uow: Uow, booking_id: int) -> list[Bond]:
    """What waits and is tied to a booking."""
    row = scheduled_messages.c
    waits = row.status.in_(("scheduled", "sending")) & row.from_visit.is_not(None)
    found = select(row.id, row.from_visit, row.due_at).where(row.booking_id == booking_id, waits)
    return [filled(Bond, one, at=one.due_at) for one in await uow.all(found.order_by(row.id))]


async def move(uow: Uow, instants: Mapping[int, datetime]) -> list[Followed]:
    """Send these, by their ids, at other instants; those whose sending has begun stay."""
    values = {"ids": list(instants), "news": list(instants.values())}
    return [filled(Followed, row) for row in await uow.all(_MOVED, values)]


async def end(uow: Uow, booking_id: int) -> list[Followed]:
    """Send none of those that are tied to a booking."""
    row = scheduled_messages.c
    bonds = await bonds_of(uow, booking_id)
    await withdraw(uow, row.booking_id == booking_id, row.from_visit.is_not(None))
    ended = select(row.id, row.version, row.due_at).where(
        row.id.in_([bond.id for bond in bonds]), row.status == "cancelled"
    )
    found = await uow.all(ended.order_by(row.id))
    return [filled(Followed, one, was=one.due_at) for one in found]


async def revive(uow: Uow, undo_id: int) -> list[datetime]:
    """Those that ended with what is taken back wait again; the instants to ring at."""
    return [row.due_at for row in await uow.all(_REVIVED, {"undo": undo_id})]


async def tell(
    uow: Uow, booking: BookingView, followed: Sequence[Followed], *, at: datetime, undo_id: int
) -> None:
    """Stage the news of each to its author. undo_id: of what can still be taken back, 0 = none."""
    rows: list[dict[str, Any]] = [
        {
            "author_id": booking.account_id,
            "recipient": str(booking.account_id),
            "content": to_json(News("followed", one.facts())),
            "due_at": at,
            "fire_at": at,
            "zone": booking.lab.zone,
            "booking_id": booking.id,
            "undo_id": undo_id or None,
            "lane": Lane.LAB,
            "intent": f"followed:{one.id}:{one.version}",
        }
        for one in followed
    ]
    if rows:
        await uow.run(insert(scheduled_messages).values(rows))


async def keep(uow: Uow, author_id: int, message_id: int, version: int, *, at: datetime) -> bool:
    """Untie one from its visit and send it then; False if it has changed since."""
    values = {"id": message_id, "author": author_id, "version": version, "at": at}
    return await uow.first(_KEPT, values) is not None


async def told(uow: Uow, message_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Messages as news of them tells: content, due_at, zone, status, version."""
    rows = await uow.all(_TOLD, {"ids": list(message_ids)})
    return {row.id: row._asdict() for row in rows}
