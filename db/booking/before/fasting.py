"""What patients say of their fasting."""

from sqlalchemy import update

from db.booking.booking import bookings
from db.uow import Uow
from domain.booking.booking import Status

OPEN = (Status.BOOKED, Status.ARRIVED)


async def say(uow: Uow, booking_id: int, version: int, fasting: str) -> bool:
    """Keep it, which changes nothing of the booking. False if it had been said, or is past that."""
    seen = (bookings.c.id == booking_id, bookings.c.version == version)
    is_new = bookings.c.fasting.is_distinct_from(fasting) & bookings.c.status.in_(OPEN)
    return await uow.run(update(bookings).where(*seen, is_new).values(fasting=fasting)) > 0
