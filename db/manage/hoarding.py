"""All visits to come of one account: looked at, cancelled at once, and put back at once.

What the account books is locked first, so that nothing is booked for it meanwhile, then slots in
the order of their ids, then bookings.
"""

from datetime import datetime

from sqlalchemy import text

from db.booking import wish
from db.booking.visit_tests import all_of
from db.uow import Uow, filled
from domain.manage.hoarding import HeldVisit
from domain.undo import Undo

_TO_COME = """b.account_id = :account AND b.status = 'booked' AND s.starts_at > :now"""

_VISITS = text(f"""
    SELECT b.id AS booking_id, s.starts_at, l.zone, {all_of("code")} AS test, p.name AS patient,
           count(*) OVER () AS total
      FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id JOIN labs AS l ON l.id = s.lab_id
      JOIN tests AS t ON t.id = b.test_id JOIN patients AS p ON p.id = b.patient_id
     WHERE {_TO_COME} ORDER BY s.starts_at, b.id LIMIT :most
""")  # noqa: S608 - words of ours alone

_LOCK_SLOTS = text(f"""
    SELECT id FROM time_slots WHERE id IN (
      SELECT s.id FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id WHERE {_TO_COME})
     ORDER BY id FOR NO KEY UPDATE
""")  # noqa: S608 - words of ours alone

# One message for all of them; it speaks the language of the account of any.
_TELL = text("""
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, booking_id,
                                    undo_id, intent)
    SELECT a.id, CAST(a.id AS text),
           jsonb_build_object('kind', 'news', 'what', 'freed', 'facts', jsonb_build_object(
             'visits', CAST(:visits AS int))),
           :at, :at, :booking, :undo, 'freed:' || CAST(:undo AS bigint)
      FROM accounts AS a WHERE a.id = :account AND a.id > 0
""")

# Closed by a closure that did not hit the booking, for it was cancelled then.
_CLOSED = text("""
    SELECT h.booking_id FROM seat_holds AS h JOIN time_slots AS s ON s.id = h.slot_id
     WHERE h.undo_id = :undo AND s.closed_by LIKE 'closure:%' AND NOT EXISTS (
       SELECT FROM closure_hits AS c WHERE c.booking_id = h.booking_id
          AND s.closed_by = 'closure:' || c.closure_id)
     LIMIT 1
""")

_LOCK_HELD = text("""
    SELECT id FROM time_slots WHERE id IN (SELECT slot_id FROM seat_holds WHERE undo_id = :undo)
     ORDER BY id FOR NO KEY UPDATE
""")


async def visits(
    uow: Uow, account_id: int, now: datetime, most: int
) -> tuple[tuple[HeldVisit, ...], int]:
    """The next visits of an account that are to come, and of how many."""
    rows = await uow.all(_VISITS, {"account": account_id, "now": now, "most": most})
    return tuple(filled(HeldVisit, row) for row in rows), rows[0].total if rows else 0


async def lock(uow: Uow, account_id: int, now: datetime) -> bool:
    """Lock what an account books, and the slots of its visits to come; False without account."""
    if not await wish.lock(uow, account_id):
        return False
    await uow.all(_LOCK_SLOTS, {"account": account_id, "now": now})
    return True


async def tell(uow: Uow, account_id: int, booking_id: int, *, visits: int, undo: Undo) -> None:
    """Stage one message to the person, for when it cannot be undone any more."""
    values = {"account": account_id, "booking": booking_id, "visits": visits}
    await uow.run(_TELL, values | {"undo": undo.id, "at": undo.until})


async def lock_held(uow: Uow, undo_id: int) -> bool:
    """Lock the slots an undo holds seats in; False if a closure has closed one of them since."""
    await uow.all(_LOCK_HELD, {"undo": undo_id})
    return await uow.first(_CLOSED, {"undo": undo_id}) is None
