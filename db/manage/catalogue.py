"""What stands in the way of editing a test or a lab: visits and times that are to come."""

from sqlalchemy import text

from db.uow import Uow

_VISITS = text("""
    SELECT count(*) AS number FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
     WHERE b.test_id = :id AND b.status = 'booked' AND s.ends_at > now()
""")
_TIMES = text("SELECT count(*) AS number FROM time_slots WHERE lab_id = :id AND ends_at > now()")


async def visits_ahead(uow: Uow, test_id: int) -> int:
    return await uow.number(_VISITS, {"id": test_id}) or 0


async def times_ahead(uow: Uow, lab_id: int) -> int:
    """How many slots of a lab are to come or not over yet."""
    return await uow.number(_TIMES, {"id": lab_id}) or 0
