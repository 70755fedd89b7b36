"""Reminders: messages of ours before a booking, staged with it and cancelled with it."""

from collections.abc import Iterable

from sqlalchemy import insert

from db.messages.schedule import scheduled_messages, withdraw
from db.uow import Uow
from domain.booking.booking import BookingView, Reminding
from domain.messages.content import Reminder, to_json


async def insert_reminders(uow: Uow, booking: BookingView, reminders: Iterable[Reminding]) -> None:
    """Stage the reminders of a booking as it is now; none is sent once the visit has begun."""
    rows = [
        {
            "author_id": booking.account_id,
            "recipient": str(booking.account_id),
            "content": to_json(Reminder(reminder.hours)),
            "due_at": reminder.at,
            "fire_at": reminder.at,
            "stale_after": booking.starts_at,
            "zone": booking.lab.zone,
            "booking_id": booking.id,
            "intent": f"reminder:{booking.id}:{booking.version}:{reminder.hours}",
        }
        for reminder in reminders
    ]
    await uow.run(insert(scheduled_messages).values(rows))


async def cancel_reminders(uow: Uow, booking_id: int) -> None:
    """Send none of them any more, apart from one whose sending has begun."""
    row = scheduled_messages.c
    is_reminder = row.content["kind"].astext == "reminder"  # news of it stays
    await withdraw(uow, row.booking_id == booking_id, is_reminder)
