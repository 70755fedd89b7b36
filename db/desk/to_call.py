"""Whom the desk had better call: of a day at a lab."""

from datetime import datetime

from sqlalchemy import bindparam, text

from db.base import Instant
from db.uow import Uow, filled
from domain.caps import ANSWER_HOURS, Setting
from domain.desk.to_call import ToCall
from domain.time.zones import Stretch

# A reminder goes stale as the visit begins that it is of: one of another time does not count.
_TO_CALL = text("""
    WITH asked AS (
      SELECT coalesce((SELECT number FROM house_settings WHERE name = :setting), :usual) AS hours)
    SELECT b.id, s.starts_at, p.name, p.phone, t.code AS test, b.version,
           NOT (a.reachable OR mailed.is_so) AS is_unreached
      FROM asked, time_slots AS s
      JOIN bookings AS b ON b.slot_id = s.id AND b.status = 'booked'
      JOIN patients AS p ON p.id = b.patient_id
      JOIN tests AS t ON t.id = b.test_id
      JOIN accounts AS a ON a.id = b.account_id AND a.id > 0
     CROSS JOIN LATERAL (
       SELECT EXISTS (SELECT FROM addresses AS e
                       WHERE e.account_id = a.id AND e.confirmed_at IS NOT NULL
                         AND e.unsubscribed_at IS NULL) AS is_so) AS mailed
     WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end AND s.starts_at > :now
       AND (NOT (a.reachable OR mailed.is_so)
            OR b.coming_at IS NULL
               AND (asked.hours = 0 OR s.starts_at <= :now + make_interval(hours => asked.hours))
               AND EXISTS (SELECT FROM scheduled_messages AS m
                            WHERE m.booking_id = b.id AND m.content ->> 'kind' = 'reminder'
                              AND m.status = 'sent' AND m.stale_after = s.starts_at))
     ORDER BY s.starts_at, b.id LIMIT :most
""").bindparams(*(bindparam(name, type_=Instant) for name in ("now", "first", "end")))


async def of_day(uow: Uow, lab_id: int, day: Stretch, *, now: datetime, most: int) -> list[ToCall]:
    """The next first."""
    values = {"lab": lab_id, "first": day.first, "end": day.end, "now": now, "most": most}
    asked = {"setting": str(Setting.ANSWER_HOURS), "usual": ANSWER_HOURS}
    return [filled(ToCall, row) for row in await uow.all(_TO_CALL, values | asked)]
