"""The slots of a week, with what closes them."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import bindparam, text

from db.base import Instant
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


# Whoever waits for any time of a day waits on each of its days.
_WAITS = text("""
    SELECT day.at AS day, count(w.id) AS waits
      FROM unnest(CAST(:days AS date[]), CAST(:firsts AS timestamptz[]),
                  CAST(:ends AS timestamptz[])) AS day (at, first, ends)
      JOIN waitlist AS w ON w.lab_id = :lab AND w.status IN ('waiting', 'asked')
       AND w.first_at < day.ends AND w.end_at > greatest(day.first, :now)
     GROUP BY 1
""").bindparams(bindparam("now", type_=Instant))


async def waits(
    uow: Uow, lab_id: int, days: Mapping[date, Stretch], now: datetime
) -> dict[date, int]:
    """How many wait for a seat, by the lab's local days; none for a day without any."""
    values = {
        "lab": lab_id,
        "days": list(days),
        "firsts": [one.first for one in days.values()],
        "ends": [one.end for one in days.values()],
        "now": now,
    }
    return {row.day: row.waits for row in await uow.all(_WAITS, values)}


async def slots(uow: Uow, lab_id: int, week: Stretch, most: int) -> tuple[WeekSlot, ...]:
    """In order; those of ended opening hours only while somebody is in them."""
    values = {"lab": lab_id, "first": week.first, "end": week.end, "most": most}
    return tuple(filled(WeekSlot, row) for row in await uow.all(_SLOTS, values))


async def visits(uow: Uow, lab_id: int, week: Stretch, most: int) -> tuple[WeekVisit, ...]:
    """Who has a seat in one of them, in order."""
    values = {"lab": lab_id, "first": week.first, "end": week.end, "most": most}
    found = await uow.all(_VISITS, values)
    return tuple(filled(WeekVisit, row) for row in found)
