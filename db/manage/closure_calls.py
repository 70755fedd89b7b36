"""The call list of a closure."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text

from db.base import Instant
from db.uow import Uow

# Who is to be called: still in the closed slot, those who were not reached first.
_CALLS = text("""
    SELECT b.id, p.name, p.phone, s.starts_at, t.code AS test, b.version,
           b.account_id < 0 OR NOT a.reachable AS is_unreached, count(*) OVER () AS total
      FROM closure_hits AS h JOIN bookings AS b ON b.id = h.booking_id
      JOIN accounts AS a ON a.id = b.account_id
      JOIN patients AS p ON p.id = b.patient_id JOIN time_slots AS s ON s.id = b.slot_id
      JOIN tests AS t ON t.id = b.test_id
     WHERE h.closure_id = :id AND b.status <> 'cancelled' AND b.slot_id = h.slot_id
     ORDER BY 7 DESC, s.starts_at, b.id OFFSET :offset LIMIT :limit
""").columns(starts_at=Instant)


async def calls(uow: Uow, closure_id: int, offset: int, limit: int) -> Sequence[Row[Any]]:
    """A part of the call list; every row tells `total`."""
    return await uow.all(_CALLS, {"id": closure_id, "offset": offset, "limit": limit})
