"""A report that is late."""

from sqlalchemy import text

from db.uow import Database

LATE = """
    INSERT INTO visit_trackers (booking_id, stage, version, promised_at, late_at, look_at,
                                lease_until, until)
    SELECT id, 'in_lab', version, date_trunc('hour', now()), now(), 'infinity', '-infinity',
           now() + interval '9 days'
      FROM bookings WHERE id = (SELECT min(id) FROM bookings)
    ON CONFLICT (booking_id) DO UPDATE SET promised_at = EXCLUDED.promised_at, late_at = NULL,
           look_at = now()
"""


async def is_late(database: Database) -> None:
    """That of the first booking, from now on."""
    async with database.begin() as uow:
        await uow.run(text(LATE))
