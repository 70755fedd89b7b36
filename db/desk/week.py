"""The slots of a week, with what closes them."""

from sqlalchemy import text

from db.uow import Uow, filled
from domain.desk.week import WeekSlot
from domain.time.zones import Stretch

_SLOTS = text("""
    SELECT s.id, s.starts_at, s.capacity, s.booked, s.status = 'open' AS is_open,
           coalesce(c.reason, '') AS why
      FROM time_slots AS s
      LEFT JOIN closures AS c ON s.status = 'closed' AND s.closed_by = 'closure:' || c.id
     WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end
       AND (s.status = 'open' OR s.booked > 0 OR s.closed_by LIKE 'closure:%')
     ORDER BY s.starts_at LIMIT :most
""")


async def slots(uow: Uow, lab_id: int, week: Stretch, most: int) -> tuple[WeekSlot, ...]:
    """In order; those of ended opening hours only while somebody is in them."""
    values = {"lab": lab_id, "first": week.first, "end": week.end, "most": most}
    return tuple(filled(WeekSlot, row) for row in await uow.all(_SLOTS, values))
