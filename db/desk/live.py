"""What has lately changed of the days, for screens that are open."""

from sqlalchemy import text

from db.uow import Uow
from domain.desk.live import WINDOW, Change

# Ids are given before rows are committed, so the newest few are looked at, and not those beyond
# an id: of two transactions the later id may be seen first. What is done to bookings has events;
# of the rest, such as a closure, the audit tells.
_LATEST = text("""
    SELECT 'event' AS kind, e.id, s.lab_id
      FROM booking_events AS e
      JOIN bookings AS b ON b.id = e.booking_id JOIN time_slots AS s ON s.id = b.slot_id
     WHERE e.id > (SELECT coalesce(max(id), 0) FROM booking_events) - :window
    UNION ALL
    SELECT 'audit', a.id, NULL FROM audit_log AS a
     WHERE a.id > (SELECT coalesce(max(id), 0) FROM audit_log) - :window
       AND a.action NOT LIKE 'booking%' AND a.action NOT LIKE 'browser%'
""")


async def latest(uow: Uow) -> frozenset[Change]:
    """The newest, in no order. One statement over two primary keys, however long the past."""
    found = await uow.all(_LATEST, {"window": WINDOW})
    return frozenset(Change(row.kind, row.id, row.lab_id) for row in found)
