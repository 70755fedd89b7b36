"""What staff do to anybody's booking: cancel, move, and both taken back.

Slots are locked before bookings, several in the order of their ids: the order that everything
keeps, so none of it deadlocks.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Executable,
    Insert,
    Text,
    cast,
    delete,
    exists,
    insert,
    literal,
    select,
    update,
)

from db.base import Instant
from db.booking.booking import booking_events, bookings
from db.booking.slot import is_for, time_slots
from db.manage.closure import closure_hits
from db.messages.schedule import scheduled_messages
from db.undo import seat_holds
from domain.booking.booking import CANCELLABLE, BookingView, Status
from domain.messages.content import News, to_json
from domain.undo import Undo


def lock_slots(slot_ids: Collection[int]) -> Executable:
    """Lock slots in the order of their ids."""
    return (
        select(time_slots.c.id)
        .where(time_slots.c.id.in_(sorted(slot_ids)))
        .order_by(time_slots.c.id)
        .with_for_update()
    )


def cancel(booking_id: int, version: int) -> Executable:
    """Compare-and-swap to cancelled; its seat stays counted. Tells the slot and the version."""
    return (
        update(bookings)
        .where(
            bookings.c.id == booking_id,
            bookings.c.version == version,
            bookings.c.status.in_(CANCELLABLE),
        )
        .values(status=Status.CANCELLED, version=bookings.c.version + 1)
        .returning(bookings.c.slot_id, bookings.c.version)
    )


def restore(booking_id: int, status: str) -> Executable:
    """Compare-and-swap from cancelled back to what it was; its seat is still counted."""
    return (
        update(bookings)
        .where(bookings.c.id == booking_id, bookings.c.status == Status.CANCELLED)
        .values(status=status, version=bookings.c.version + 1)
        .returning(bookings.c.version)
    )


def drop_hold(undo_id: int, booking_id: int) -> Executable:
    """The booking counts itself again."""
    return (
        delete(seat_holds)
        .where(seat_holds.c.undo_id == undo_id, seat_holds.c.booking_id == booking_id)
        .returning(seat_holds.c.slot_id)
    )


def take(slot_id: int, test_id: int, now: datetime) -> Executable:
    """Take a seat of a slot that is to come and for this test; no row if none is left."""
    return (
        update(time_slots)
        .where(
            time_slots.c.id == slot_id,
            time_slots.c.booked < time_slots.c.capacity,
            time_slots.c.status == "open",
            is_for(test_id),
            time_slots.c.starts_at > now,
        )
        .values(booked=time_slots.c.booked + 1)
        .returning(time_slots.c.id)
    )


def is_to_come(slot_id: int, now: datetime) -> Executable:
    """A row if a slot is open and has not begun."""
    return select(time_slots.c.id).where(
        time_slots.c.id == slot_id, time_slots.c.status == "open", time_slots.c.starts_at > now
    )


def is_closed_to(slot_id: int, booking_id: int) -> Executable:
    """A row if a closure has closed a slot without hitting this booking."""
    by = literal("closure:") + cast(closure_hits.c.closure_id, Text)
    is_hit = exists().where(closure_hits.c.booking_id == booking_id, by == time_slots.c.closed_by)
    return select(time_slots.c.id).where(
        time_slots.c.id == slot_id, time_slots.c.closed_by.startswith("closure:"), ~is_hit
    )


def free(slot_id: int) -> Executable:
    """Give a seat back."""
    return (
        update(time_slots)
        .where(time_slots.c.id == slot_id)
        .values(booked=time_slots.c.booked - 1)
        .returning(time_slots.c.id)
    )


def move(booking_id: int, from_slot: int, to_slot: int) -> Executable:
    """Compare-and-swap of the slot of a booking that is booked; seats are the caller's."""
    return (
        update(bookings)
        .where(
            bookings.c.id == booking_id,
            bookings.c.slot_id == from_slot,
            bookings.c.status == Status.BOOKED,
        )
        .values(slot_id=to_slot, version=bookings.c.version + 1)
        .returning(bookings.c.version)
    )


def insert_event(booking_id: int, kind: str, actor_id: int, now: datetime) -> Executable:
    """Go on with a booking's history."""
    values = {"booking_id": booking_id, "at": now, "kind": kind, "actor_id": actor_id}
    return insert(booking_events).values(**values)


def cancel_moves(booking_id: int) -> Executable:
    """News of earlier moves that wait: another act tells instead. Gives what they said."""
    row = scheduled_messages.c
    return (
        update(scheduled_messages)
        .where(
            row.booking_id == booking_id,
            row.content["what"].astext == "moved",
            row.status.in_(("scheduled", "sending")),
            row.begun_at.is_(None) | (row.status == "scheduled"),
        )
        .values(status="cancelled", version=row.version + 1, claim_token=None, lease_until=None)
        .returning(row.content["facts"]["from"].astext.label("was"))
    )


def insert_news(view: BookingView, news: News, undo: Undo) -> Insert:
    """Tell the patient once it cannot be taken back any more; after an undo, of what came before.

    The version makes it one message: of each state of the booking the patient hears once.
    """
    values: dict[str, Any] = {
        "author_id": literal(view.account_id, BigInteger),
        "recipient": str(view.account_id),
        "content": to_json(news),
        "due_at": literal(undo.until, Instant),
        "fire_at": literal(undo.until, Instant),
        "zone": view.lab.zone,
        "booking_id": view.id,
        "undo_id": undo.id,
        "intent": f"{news.what}:{view.id}:{view.version}",
    }
    return insert(scheduled_messages).values(**values)
