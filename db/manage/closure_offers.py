"""Times that are held for a patient after a closure."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Executable, bindparam, delete, select, text

from db.base import Instant
from db.booking.slot import time_slots
from db.manage.closure import closure_offers, closures
from db.uow import Uow

_HOLD = text("""
    WITH wanted AS (
      SELECT * FROM unnest(CAST(:bookings AS bigint[]), CAST(:slots AS bigint[]))
        AS w (booking_id, slot_id)),
    held AS (
      INSERT INTO closure_offers (closure_id, booking_id, slot_id)
      SELECT :id, booking_id, slot_id FROM wanted),
    counted AS (SELECT slot_id, count(*) AS number FROM wanted GROUP BY 1)
    UPDATE time_slots AS s SET booked = s.booked + counted.number
      FROM counted WHERE s.id = counted.slot_id
""")

# Slots are locked before an offer of them is deleted, as by a patient who takes one.
_FREE_OFFERS = """
    WITH due AS ({due}),
    locked AS (
      SELECT id FROM time_slots WHERE id IN (SELECT slot_id FROM due) ORDER BY id FOR UPDATE),
    gone AS (
      DELETE FROM closure_offers AS o USING due, locked
       WHERE o.booking_id = due.booking_id AND o.slot_id = due.slot_id AND locked.id = o.slot_id
      RETURNING o.slot_id),
    counted AS (SELECT slot_id, count(*) AS number FROM gone GROUP BY 1)
    UPDATE time_slots AS s SET booked = s.booked - counted.number
      FROM counted WHERE s.id = counted.slot_id RETURNING counted.number
"""
_FREE_OFFERS_OF = text(
    _FREE_OFFERS.format(due="SELECT booking_id, slot_id FROM closure_offers WHERE closure_id = :id")
)
# Run out, closed themselves, or of a booking that has gone on; one whose cancel or move can still
# be undone keeps its offers.
_FREE_OLD_OFFERS = text(
    _FREE_OFFERS.format(
        due="""
      SELECT o.booking_id, o.slot_id FROM closure_offers AS o
        JOIN closures AS c ON c.id = o.closure_id
        JOIN closure_hits AS h ON h.closure_id = o.closure_id AND h.booking_id = o.booking_id
        JOIN bookings AS b ON b.id = o.booking_id
        JOIN time_slots AS s ON s.id = o.slot_id
       WHERE c.offers_until <= :now OR s.status <> 'open'
          OR (b.status <> 'booked' OR b.slot_id <> h.slot_id)
             AND NOT EXISTS (SELECT 1 FROM seat_holds WHERE seat_holds.booking_id = b.id)"""
    )
).bindparams(bindparam("now", type_=Instant))


def offers_of(booking_id: int) -> Executable:
    """The times held for a booking, in order, and until when."""
    whole = closure_offers.join(time_slots).join(
        closures, closures.c.id == closure_offers.c.closure_id
    )
    return (
        select(time_slots.c.id, time_slots.c.starts_at, closures.c.offers_until)
        .select_from(whole)
        .where(closure_offers.c.booking_id == booking_id)
        .order_by(time_slots.c.starts_at)
    )


def take_offers(booking_id: int) -> Executable:
    """Take them all away; the slots they held a seat of come back."""
    return (
        delete(closure_offers)
        .where(closure_offers.c.booking_id == booking_id)
        .returning(closure_offers.c.slot_id)
    )


async def hold(uow: Uow, closure_id: int, given: Sequence[tuple[int, int]]) -> None:
    """Hold seats: booking and slot of each. One statement, however many."""
    if given:
        bookings, slots = zip(*given, strict=True)
        values = {"id": closure_id, "bookings": list(bookings), "slots": list(slots)}
        await uow.run(_HOLD, values)


async def free_offers(uow: Uow, closure_id: int) -> int:
    """Give every seat back that a closure still offers; how many."""
    return sum(row.number for row in await uow.all(_FREE_OFFERS_OF, {"id": closure_id}))


async def free_old_offers(uow: Uow, now: datetime) -> int:
    """Give back what is offered to nobody any more, whosever; how many seats."""
    return sum(row.number for row in await uow.all(_FREE_OLD_OFFERS, {"now": now}))
