"""Whom a closure hits, and what is done for all of them; every step is one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from db.booking.visit_tests import ids_of
from db.uow import Uow, filled
from domain.manage.closure import Call, Counts, Free, Hit
from domain.time.zones import Stretch
from domain.undo import Undo

_HIT = """
    SELECT b.id AS booking_id, s.starts_at, {ids} AS test_ids,
           t.fasting_hours > 0 OR EXISTS (
             SELECT FROM booking_tests AS m JOIN tests AS o ON o.id = m.test_id
              WHERE m.booking_id = b.id AND o.fasting_hours > 0) AS is_fasting
      FROM time_slots AS s JOIN bookings AS b ON b.slot_id = s.id
      JOIN tests AS t ON t.id = b.test_id
     WHERE {which} AND b.status = 'booked'
"""
# A slot that was closed as its opening hours ended keeps its visits; a closure hits those as well.
# A slot that runs into the stretch is hit as well.
_TO_SHUT = """
    s.lab_id = :lab AND s.ends_at > :first AND s.starts_at < :end AND s.starts_at > :now
    AND (s.status = 'open' OR s.status = 'closed' AND s.closed_by LIKE 'session:%')"""
_HITS = text(_HIT.format(ids=ids_of(), which=_TO_SHUT))
_HITS_OF = text(
    _HIT.format(
        ids=ids_of(),
        which="b.id IN (SELECT booking_id FROM closure_hits WHERE closure_id = :id)",
    )
)

_FREE = """
    SELECT id AS slot_id, starts_at, capacity - booked AS seats, test_ids FROM time_slots
     WHERE lab_id = :lab AND starts_at > :now AND starts_at < :until AND status = 'open'
       AND booked < capacity AND NOT (ends_at > :first AND starts_at < :end) {which}
     ORDER BY id
"""
_FREE_READ = text(_FREE.format(which=""))
_FREE_AMONG = text(_FREE.format(which="AND id = ANY(CAST(:ids AS bigint[]))"))

# What a closure shuts and what it may offer instead, in one pass: see docs/reference/tables.md.
_LOCK_SLOTS = text("""
    SELECT id FROM time_slots
     WHERE lab_id = :lab AND starts_at > :now AND starts_at < :until
     ORDER BY id FOR NO KEY UPDATE
""")

_CLOSE = """
    WITH shut AS (SELECT s.id FROM time_slots AS s WHERE {which} ORDER BY s.id FOR NO KEY UPDATE)
    UPDATE time_slots AS s SET status = 'closed', closed_by = :by
      FROM shut WHERE s.id = shut.id RETURNING s.id
"""
_CLOSE_ALL = text(_CLOSE.format(which=_TO_SHUT))

_NOTE_HITS = text("""
    INSERT INTO closure_hits (closure_id, booking_id, slot_id)
    SELECT :id, b.id, b.slot_id FROM time_slots AS s JOIN bookings AS b ON b.slot_id = s.id
     WHERE s.closed_by = :by AND b.status = 'booked'
""")

_TELL = text("""
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, booking_id,
                                    undo_id, lane, intent)
    SELECT b.account_id, CAST(b.account_id AS text),
           jsonb_build_object('kind', 'news', 'what', CAST(:what AS text), 'facts',
             jsonb_build_object('booking', b.id, 'until', CAST(:until AS text), 'offers', coalesce(
               (SELECT string_agg(o.slot_id || '@' || to_char(s.starts_at AT TIME ZONE 'UTC',
                                  'YYYY-MM-DD"T"HH24:MI:SS'), ',' ORDER BY s.starts_at)
                  FROM closure_offers AS o JOIN time_slots AS s ON s.id = o.slot_id
                 WHERE o.booking_id = b.id), ''))),
           :at, :at, b.id, :undo, -1, 'closure:' || CAST(:id AS bigint) || ':' || b.id
      FROM closure_hits AS h JOIN bookings AS b ON b.id = h.booking_id
     WHERE h.closure_id = :id AND b.account_id > 0
""")

_COUNTS = text("""
    SELECT count(*) FILTER (WHERE b.status = 'cancelled') AS cancelled,
           count(*) FILTER (WHERE b.status <> 'cancelled' AND b.slot_id <> h.slot_id) AS moved,
           count(*) FILTER (WHERE b.status <> 'cancelled' AND b.slot_id = h.slot_id
                              AND (b.account_id < 0 OR NOT a.reachable)) AS unreached,
           count(*) FILTER (WHERE b.status <> 'cancelled' AND b.slot_id = h.slot_id
                              AND b.account_id > 0 AND a.reachable) AS waiting
      FROM closure_hits AS h JOIN bookings AS b ON b.id = h.booking_id
      JOIN accounts AS a ON a.id = b.account_id
     WHERE h.closure_id = :id
""")


# Who is to be called: still in the closed slot, those who were not reached first.
_CALLS = text("""
    SELECT b.id AS booking_id, p.name, p.phone, s.starts_at,
           b.account_id < 0 OR NOT a.reachable AS is_unreached, count(*) OVER () AS total
      FROM closure_hits AS h JOIN bookings AS b ON b.id = h.booking_id
      JOIN accounts AS a ON a.id = b.account_id
      JOIN patients AS p ON p.id = b.patient_id JOIN time_slots AS s ON s.id = b.slot_id
     WHERE h.closure_id = :id AND b.status <> 'cancelled' AND b.slot_id = h.slot_id
     ORDER BY is_unreached DESC, s.starts_at, b.id OFFSET :offset LIMIT :limit
""")


async def hits(uow: Uow, lab_id: int, stretch: Stretch, now: datetime) -> list[Hit]:
    """Bookings that a closure of a stretch would hit; of one closed already, none."""
    values = {"lab": lab_id, **stretch._asdict(), "now": now}
    return [filled(Hit, row) for row in await uow.all(_HITS, values)]


async def hits_of(uow: Uow, closure_id: int) -> list[Hit]:
    """Bookings that a closure has hit and that are still booked."""
    return [filled(Hit, row) for row in await uow.all(_HITS_OF, {"id": closure_id})]


async def free(
    uow: Uow,
    lab_id: int,
    stretch: Stretch,
    *,
    until: datetime,
    now: datetime,
    among: Sequence[int] | None = None,
) -> list[Free]:
    """Slots with seats outside of a stretch, up to an instant. among: these alone."""
    values: dict[str, Any] = {"lab": lab_id, **stretch._asdict(), "until": until, "now": now}
    values |= {} if among is None else {"ids": list(among)}
    rows = await uow.all(_FREE_READ if among is None else _FREE_AMONG, values)
    return [
        filled(Free, row, test_ids=None if row.test_ids is None else frozenset(row.test_ids))
        for row in rows
    ]


async def lock_slots(uow: Uow, lab_id: int, *, until: datetime, now: datetime) -> list[int]:
    """Lock what is to come up to an instant: its seats are ours until the transaction ends."""
    values = {"lab": lab_id, "until": until, "now": now}
    return [row.id for row in await uow.all(_LOCK_SLOTS, values)]


async def close(uow: Uow, lab_id: int, stretch: Stretch, *, by: str, now: datetime) -> int:
    """Close every slot of a stretch that is to come and no closure's yet; how many."""
    values = {"lab": lab_id, **stretch._asdict(), "by": by, "now": now}
    return len(await uow.all(_CLOSE_ALL, values))


async def note_hits(uow: Uow, closure_id: int, by: str) -> int:
    """Write down whom it hits; how many."""
    return await uow.run(_NOTE_HITS, {"id": closure_id, "by": by})


async def tell(uow: Uow, closure_id: int, what: str, taken: Undo, *, until: datetime) -> int:
    """Stage the news to everybody who has the bot, with what is held for them; how many.

    until: when that ends.
    """
    values = {"what": what, "undo": taken.id, "at": taken.until, "until": until.isoformat()}
    return await uow.run(_TELL, {"id": closure_id, **values})


async def counts(uow: Uow, closure_id: int) -> Counts:
    """Where its people stand, by their bookings as they are now."""
    return filled(Counts, await uow.one(_COUNTS, {"id": closure_id}))


async def calls(
    uow: Uow, closure_id: int, *, offset: int, limit: int
) -> tuple[tuple[Call, ...], int]:
    """A part of the call list, and of how many people."""
    rows = await uow.all(_CALLS, {"id": closure_id, "offset": offset, "limit": limit})
    return tuple(filled(Call, row) for row in rows), rows[0].total if rows else 0
