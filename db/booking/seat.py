"""Seats: taking one for a booking, freeing one with it. Postgres judges every race here."""

from datetime import datetime
from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, Executable, insert, literal, select, update

from db.base import Instant
from db.booking.booking import booking_events, bookings
from db.booking.slot import is_for, time_slots
from domain.booking.booking import CANCELLABLE, Booker, BookingView, Status, Wish


def take_seat(
    account_id: int, patient_id: int, wish: Wish, now: datetime, by: Booker | None = None
) -> Executable:
    """Take a seat, insert the booking and begin its history; no row comes back if none is left.

    by: who of the staff books for the account. The judge of every race (docs/adr/0002): the
    slot's row is locked by its own update, and the count is looked at again under that lock.
    """
    is_in_time = time_slots.c.starts_at > now if by is None else time_slots.c.ends_at > now
    seat = _seat(wish, is_in_time)
    values = {
        "slot_id": seat.c.id,
        "account_id": literal(account_id, BigInteger),
        "patient_id": literal(patient_id, BigInteger),
        "test_id": literal(wish.test_id, BigInteger),
        "intent": literal(wish.intent),
        "created_at": literal(now, Instant),
    }
    made = (
        insert(bookings)
        .from_select(list(values), select(*values.values()))
        .returning(bookings.c.id)
        .cte("made")
    )
    event = _event(made.c.id, Status.BOOKED, by.id if by else account_id, now)
    return select(made.c.id).add_cte(event)


def _seat(wish: Wish, is_in_time: ColumnElement[bool]) -> CTE:
    taken = (
        update(time_slots)
        .where(
            time_slots.c.id == wish.slot_id,
            time_slots.c.booked < time_slots.c.capacity,
            time_slots.c.status == "open",
            is_for(wish.test_id),
            is_in_time,
        )
        .values(booked=time_slots.c.booked + 1)
    )
    return taken.returning(time_slots.c.id).cte("seat")


def free_seat(booking: BookingView, actor_id: int, now: datetime) -> Executable:
    """Cancel by compare-and-swap and free the seat; no row comes back if it holds none to free.

    The slot's row is locked first, as `take_seat` does: the other order would deadlock with the
    same patient booking the same slot again.
    """
    slot = (
        select(time_slots.c.id).where(time_slots.c.id == booking.slot_id).with_for_update()
    ).cte("slot")
    gone = (
        update(bookings)
        .where(
            bookings.c.id == booking.id,
            bookings.c.slot_id == slot.c.id,
            bookings.c.status.in_(CANCELLABLE),
        )
        .values(status=Status.CANCELLED, version=bookings.c.version + 1)
        .returning(bookings.c.id, bookings.c.slot_id, bookings.c.version)
    ).cte("gone")
    freed = (
        update(time_slots)
        .where(time_slots.c.id == gone.c.slot_id)
        .values(booked=time_slots.c.booked - 1)
        .returning(time_slots.c.id)
    ).cte("freed")
    event = _event(gone.c.id, Status.CANCELLED, actor_id, now)
    return select(gone.c.version).add_cte(freed, event)


def _event(booking_id: ColumnElement[int], kind: str, actor_id: int, now: datetime) -> Any:
    values: dict[str, ColumnElement[Any]] = {
        "booking_id": booking_id,
        "at": literal(now, Instant),
        "kind": literal(str(kind)),
        "actor_id": literal(actor_id, BigInteger),
    }
    rows = select(*values.values())
    added = insert(booking_events).from_select(list(values), rows)
    return added.returning(booking_events.c.id).cte("event")
