"""The slots of a week, with what closes them."""

from sqlalchemy import text

from db.booking.visit_tests import all_of
from db.uow import Uow, filled
from domain.desk.week import WeekSlot, WeekVisit
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

_VISITS = text(f"""
    SELECT b.id, b.slot_id, p.name, {all_of("code")} AS test, b.status = 'booked' AS is_movable
      FROM time_slots AS s
      JOIN bookings AS b ON b.slot_id = s.id
      JOIN patients AS p ON p.id = b.patient_id
      JOIN tests AS t ON t.id = b.test_id
     WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end
       AND b.status IN ('booked', 'arrived', 'fulfilled', 'no_show')
     ORDER BY s.starts_at, b.id LIMIT :most
""")  # noqa: S608 - words of ours alone


async def slots(uow: Uow, lab_id: int, week: Stretch, most: int) -> tuple[WeekSlot, ...]:
    """In order; those of ended opening hours only while somebody is in them."""
    values = {"lab": lab_id, "first": week.first, "end": week.end, "most": most}
    return tuple(filled(WeekSlot, row) for row in await uow.all(_SLOTS, values))


async def visits(uow: Uow, lab_id: int, week: Stretch, most: int) -> tuple[WeekVisit, ...]:
    """Who has a seat in one of them, in order."""
    values = {"lab": lab_id, "first": week.first, "end": week.end, "most": most}
    found = await uow.all(_VISITS, values)
    return tuple(filled(WeekVisit, row) for row in found)
