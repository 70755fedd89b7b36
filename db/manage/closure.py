"""Closures, whom they hit, and the times offered instead.

An offered seat is counted in its slot's `booked` beside bookings and held seats.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from db.booking.catalogue import lab_of, labs
from db.booking.closures import closures
from db.uow import Uow
from domain.booking.lab import Lab
from domain.manage.closure import ClosureCard, ClosureRequest

_LOCK_SLOTS = text("""
    SELECT id FROM time_slots
     WHERE closed_by = :by
        OR id IN (SELECT slot_id FROM closure_offers WHERE closure_id = :id)
     ORDER BY id FOR NO KEY UPDATE
""")

# A seat that an earlier closure holds for the same booking is ours from now on, and counted once.
_HOLD = text("""
    WITH wanted AS (
      SELECT * FROM unnest(CAST(:bookings AS bigint[]), CAST(:slots AS bigint[]))
        AS w (booking_id, slot_id)),
    held AS (
      INSERT INTO closure_offers (closure_id, booking_id, slot_id)
      SELECT :id, booking_id, slot_id FROM wanted ORDER BY booking_id, slot_id
      ON CONFLICT (booking_id, slot_id) DO UPDATE SET closure_id = excluded.closure_id
      RETURNING slot_id, xmax = 0 AS is_new),
    counted AS (SELECT slot_id, count(*) AS number FROM held WHERE is_new GROUP BY 1)
    UPDATE time_slots AS s SET booked = s.booked + counted.number
      FROM counted WHERE s.id = counted.slot_id
""")

# Slots are locked before an offer of them is deleted, as by a patient who takes one.
_FREE_OFFERS = """
    WITH due AS ({due}),
    locked AS (
      SELECT id FROM time_slots WHERE id IN (SELECT slot_id FROM due)
       ORDER BY id FOR NO KEY UPDATE),
    gone AS (
      DELETE FROM closure_offers AS o USING due, locked
       WHERE o.booking_id = due.booking_id AND o.slot_id = due.slot_id AND locked.id = o.slot_id
         AND o.closure_id = due.closure_id
      RETURNING o.slot_id),
    counted AS (SELECT slot_id, count(*) AS number FROM gone GROUP BY 1)
    UPDATE time_slots AS s SET booked = s.booked - counted.number
      FROM counted WHERE s.id = counted.slot_id RETURNING counted.number
"""
_FREE_OFFERS_OF = text(
    _FREE_OFFERS.format(
        due="SELECT closure_id, booking_id, slot_id FROM closure_offers WHERE closure_id = :id"
    )
)
# Run out, closed themselves, or of a booking that has gone on; one whose cancel or move can still
# be undone keeps its offers.
_FREE_OLD_OFFERS = text(
    _FREE_OFFERS.format(
        due="""
      SELECT o.closure_id, o.booking_id, o.slot_id FROM closure_offers AS o
        JOIN closures AS c ON c.id = o.closure_id
        JOIN closure_hits AS h ON h.closure_id = o.closure_id AND h.booking_id = o.booking_id
        JOIN bookings AS b ON b.id = o.booking_id
        JOIN time_slots AS s ON s.id = o.slot_id
       WHERE c.offers_until <= :now OR s.status <> 'open'
          OR (b.status <> 'booked' OR b.slot_id <> h.slot_id)
             AND NOT EXISTS (SELECT 1 FROM seat_holds WHERE seat_holds.booking_id = b.id)"""
    )
)


async def insert_closure(
    uow: Uow, request: ClosureRequest, *, lab_id: int, made_by: int, now: datetime
) -> int | None:
    """Keep one; its id, None if its maker's intent is there."""
    values = {
        "lab_id": lab_id,
        "starts_at": request.stretch.first,
        "ends_at": request.stretch.end,
        "reason": request.reason,
        "mode": str(request.mode),
        "made_by": made_by,
        "made_at": now,
        "card": request.card,
        "intent": request.intent,
    }
    return await uow.number(
        insert(closures)
        .values(**values)
        .on_conflict_do_nothing(constraint="one_closure_per_intent")
        .returning(closures.c.id)
    )


async def find_by_intent(uow: Uow, made_by: int, intent: str) -> int | None:
    is_it = (closures.c.made_by == made_by, closures.c.intent == intent)
    return await uow.number(select(closures.c.id).where(*is_it))


async def find_lab(uow: Uow, closure_id: int) -> Lab | None:
    its = select(labs).join(closures, closures.c.lab_id == labs.c.id)
    return await uow.find(lab_of, its.where(closures.c.id == closure_id))


async def set_undo(uow: Uow, closure_id: int, undo_id: int, offers_until: datetime) -> None:
    """By what it can be taken back, and how long what it holds is offered."""
    is_it = closures.c.id == closure_id
    await uow.run(update(closures).where(is_it).values(undo_id=undo_id, offers_until=offers_until))


async def mark_undone(uow: Uow, closure_id: int) -> bool:
    is_it = (closures.c.id == closure_id, closures.c.status == "open")
    undone = update(closures).where(*is_it).values(status="undone", offers_until=None)
    return await uow.run(undone) > 0


async def is_covered(uow: Uow, closure_id: int) -> bool:
    """Whether a later closure stands that covers a part of the same."""
    mine, other = closures.alias(), closures.alias()
    is_over_it = (other.c.starts_at < mine.c.ends_at) & (other.c.ends_at > mine.c.starts_at)
    later = (
        select(other.c.id)
        .join(mine, other.c.lab_id == mine.c.lab_id)
        .where(mine.c.id == closure_id, other.c.id > mine.c.id)
        .where(other.c.status != "undone", is_over_it)
        .limit(1)
    )
    return await uow.first(later) is not None


async def take_cards(uow: Uow, before: datetime) -> list[ClosureCard]:
    """Cards of open closures last looked at before this; each goes to one worker alone."""
    row = closures.c
    is_old = row.told_at.is_(None) | (row.told_at <= before)
    old = select(row.id).where(row.status == "open", row.card.is_not(None), is_old)
    free = old.order_by(row.id).with_for_update(key_share=True, skip_locked=True).cte("free")
    rows = await uow.all(
        update(closures)
        .where(row.id.in_(select(free.c.id)))
        .values(told_at=before)
        .returning(*closures.c)
    )
    return [
        ClosureCard(row.id, row.ends_at, row.made_by, row.card, row.undo_id, row.told)
        for row in rows
    ]


async def mark_shown(
    uow: Uow, closure_id: int, shown: str, *, is_over: bool, now: datetime
) -> None:
    """What the card shows from now on; is_over: it changes no more."""
    values = {"told_at": now, "told": shown} | ({"status": "over"} if is_over else {})
    await uow.run(update(closures).where(closures.c.id == closure_id).values(**values))


async def hold(uow: Uow, closure_id: int, given: Mapping[int, Sequence[int]]) -> None:
    """Hold seats: by booking, in which slots. One statement, however many."""
    bookings = [booking for booking, slots in given.items() for _ in slots]
    slots = [slot for slots in given.values() for slot in slots]
    if slots:
        await uow.run(_HOLD, {"id": closure_id, "bookings": bookings, "slots": slots})


async def lock_slots(uow: Uow, closure_id: int) -> None:
    """What it has closed, and where it offers seats, in one pass: see docs/reference/tables.md."""
    await uow.all(_LOCK_SLOTS, {"id": closure_id, "by": f"closure:{closure_id}"})


async def free_offers(uow: Uow, closure_id: int) -> int:
    """Give every seat back that a closure still offers; how many."""
    return sum(row.number for row in await uow.all(_FREE_OFFERS_OF, {"id": closure_id}))


async def free_old_offers(uow: Uow, now: datetime) -> int:
    """Give back the seats of every closure that nobody is offered any more; how many."""
    return sum(row.number for row in await uow.all(_FREE_OLD_OFFERS, {"now": now}))
