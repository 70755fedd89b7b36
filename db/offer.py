"""Times that are held for a patient after a closure."""

from sqlalchemy import Executable, delete, select

from db.closure import closure_offers, closures
from db.slot import time_slots


def offers_of(booking_id: int) -> Executable:
    """The times held for a booking, in order, and until when."""
    whole = closure_offers.join(time_slots).join(
        closures, closures.c.id == closure_offers.c.closure_id
    )
    return (
        select(time_slots.c.id, time_slots.c.starts_at, closures.c.offers_until)
        .select_from(whole)
        .where(closure_offers.c.booking_id == booking_id)
        .order_by(time_slots.c.starts_at)
    )


def take_offers(booking_id: int) -> Executable:
    """Take them all away; the slots they held a seat of come back."""
    return (
        delete(closure_offers)
        .where(closure_offers.c.booking_id == booking_id)
        .returning(closure_offers.c.slot_id)
    )
