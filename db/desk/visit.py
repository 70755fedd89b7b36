"""What staff do to anybody's booking: cancel, move, and both taken back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Text, cast, exists, insert, literal, select, update

from db.base import Instant
from db.booking.booking import bookings, bookings_where
from db.booking.closures import closure_hits
from db.booking.slot import is_for, time_slots
from db.messages.schedule import scheduled_messages, withdraw
from db.uow import Uow
from domain.booking.booking import CANCELLABLE, BookingView, Status
from domain.desk.day import VisitSearch
from domain.messages.content import News, to_json
from domain.messages.delivery import Lane
from domain.undo import Undo


async def lock_slots(uow: Uow, slot_ids: Collection[int]) -> None:
    """All that a transaction writes to, at once, before bookings: docs/reference/tables.md."""
    await uow.all(
        select(time_slots.c.id)
        .where(time_slots.c.id.in_(sorted(slot_ids)))
        .order_by(time_slots.c.id)
        .with_for_update(key_share=True)
    )


async def cancel(uow: Uow, booking_id: int, version: int) -> int | None:
    """Compare-and-swap to cancelled; its seat stays counted. The slot's id."""
    seen = (bookings.c.id == booking_id, bookings.c.version == version)
    return await uow.number(
        update(bookings)
        .where(*seen, bookings.c.status.in_(CANCELLABLE))
        .values(status=Status.CANCELLED, version=bookings.c.version + 1)
        .returning(bookings.c.slot_id)
    )


async def restore(uow: Uow, booking_id: int, status: str) -> bool:
    """Compare-and-swap from cancelled back to what it was; its seat is still counted.

    Raises RuleBroken if its patient has another seat in the slot by now.
    """
    is_it = (bookings.c.id == booking_id, bookings.c.status == Status.CANCELLED)
    back = update(bookings).where(*is_it).values(status=status, version=bookings.c.version + 1)
    async with uow.savepoint():
        return await uow.run(back) > 0


async def take(uow: Uow, slot_id: int, test_ids: Sequence[int], now: datetime) -> bool:
    """Take a seat of a slot that is to come and for these tests; False if none is left."""
    is_left = (
        time_slots.c.id == slot_id,
        time_slots.c.booked < time_slots.c.capacity,
        time_slots.c.status == "open",
        is_for(literal(list(test_ids), ARRAY(BigInteger))),
        time_slots.c.starts_at > now,
    )
    taken = update(time_slots).where(*is_left).values(booked=time_slots.c.booked + 1)
    return await uow.run(taken) > 0


async def is_to_come(uow: Uow, slot_id: int, now: datetime) -> bool:
    """Whether a slot is open and has not begun."""
    is_open = (time_slots.c.status == "open") & (time_slots.c.starts_at > now)
    found = select(time_slots.c.id).where(time_slots.c.id == slot_id, is_open)
    return await uow.first(found) is not None


async def is_closed_to(uow: Uow, slot_id: int, booking_id: int) -> bool:
    """Whether a closure has closed a slot without hitting this booking."""
    by = literal("closure:") + cast(closure_hits.c.closure_id, Text)
    is_hit = exists().where(closure_hits.c.booking_id == booking_id, by == time_slots.c.closed_by)
    is_closed = time_slots.c.closed_by.startswith("closure:")
    found = select(time_slots.c.id).where(time_slots.c.id == slot_id, is_closed, ~is_hit)
    return await uow.first(found) is not None


async def free(uow: Uow, slot_id: int) -> None:
    """Give a seat back."""
    values = {"booked": time_slots.c.booked - 1}
    await uow.run(update(time_slots).where(time_slots.c.id == slot_id).values(**values))


async def search(uow: Uow, wanted: VisitSearch, *, after: int, most: int) -> list[BookingView]:
    """Bookings that fit, the oldest first; after: above this id."""
    which = [bookings.c.id > after]
    if wanted.first is not None:
        which.append(time_slots.c.starts_at >= wanted.first)
    if wanted.end is not None:
        which.append(time_slots.c.starts_at < wanted.end)
    if wanted.lab_id is not None:
        which.append(time_slots.c.lab_id == wanted.lab_id)
    if wanted.patient_id is not None:
        which.append(bookings.c.patient_id == wanted.patient_id)
    if wanted.status is not None:
        which.append(bookings.c.status == wanted.status)
    return await bookings_where(uow, *which, most=most)


async def move(
    uow: Uow, booking_id: int, *, from_slot: int, to_slot: int, version: int | None = None
) -> bool:
    """Compare-and-swap of the slot of a booking that is booked; seats are counted elsewhere.

    version: the one that was seen, None = whichever. Raises RuleBroken if its patient has another
    seat there.
    """
    seen = [bookings.c.id == booking_id, bookings.c.slot_id == from_slot]
    if version is not None:
        seen.append(bookings.c.version == version)
    moved = (
        update(bookings)
        .where(*seen, bookings.c.status == Status.BOOKED)
        .values(
            slot_id=to_slot,
            version=bookings.c.version + 1,
            coming_at=None,
            fasting=None,
            late_at=None,
        )
    )
    async with uow.savepoint():
        return await uow.run(moved) > 0


async def cancel_moves(uow: Uow, booking_id: int) -> str | None:
    """Withdraw news of earlier moves that wait, as another act tells instead.

    The start that the first of them said it was before; None if there were none.
    """
    row = scheduled_messages.c
    is_move = row.content["what"].astext == "moved"
    gone = await withdraw(uow, row.booking_id == booking_id, is_move)
    return str(gone[0]["facts"]["from"]) if gone else None


async def insert_news(
    uow: Uow, view: BookingView, news: News, undo: Undo, *, intent: str | None = None
) -> None:
    """Tell the patient once it cannot be taken back any more; after an undo, of what came before.

    undo: without an id if it cannot be taken back. intent: makes it one message; without one the
    version does, so that of each state of the booking the patient hears once.
    """
    values: dict[str, Any] = {
        "author_id": literal(view.account_id, BigInteger),
        "recipient": str(view.account_id),
        "content": to_json(news),
        "due_at": literal(undo.until, Instant),
        "fire_at": literal(undo.until, Instant),
        "zone": view.lab.zone,
        "booking_id": view.id,
        "undo_id": undo.id or None,
        "lane": Lane.LAB,
        "intent": intent or f"{news.what}:{view.id}:{view.version}",
    }
    await uow.run(insert(scheduled_messages).values(**values))
