"""Closures in tests: two managers, a morning that is booked, and what is held."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from actions.booking import booking, offer
from actions.manage import closure
from db.manage import closure_hits as hit_rows
from db.uow import Database
from domain.account.actor import Actor
from domain.manage.closure import Closure, ClosureRequest, Counts, Mode
from domain.time.zones import Stretch
from tests.support.bookings import (
    ALICE,
    BOB,
    MIRA,
    NOW,
    QUARTER,
    START,
    booked,
    slots_at,
    value,
    wish,
)

SPAN = Stretch(START, START + timedelta(hours=1))


async def made(
    database: Database,
    mode: Mode = Mode.OFFER,
    who: Actor = MIRA,
    span: Stretch = SPAN,
    intent: str = "c1",
) -> Closure:
    async with database.begin() as uow:
        return await closure.make(uow, who, ClosureRequest(span, "down", mode, 9, intent), NOW)


async def morning(database: Database, free: int = 8, seats: int = 2) -> list[int]:
    """Two slots in the stretch, booked by Alice and Bob; later ones that are free. Their ids."""
    hit = await slots_at(database, [START, START + QUARTER], capacity=seats)
    later = [START + timedelta(hours=2) + n * QUARTER for n in range(free)]
    others = await slots_at(database, later, capacity=seats) if later else []
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(hit[0]), NOW)
        await booking.book(uow, BOB, wish(hit[1], name="Bob Ray"), NOW)
    return [*hit, *others]


async def add_up(database: Database) -> None:
    """Every slot counts what is there."""
    async with database.read() as uow:
        slots = [row.id for row in await uow.all(text("SELECT id FROM time_slots"))]
    for slot in slots:
        await booked(database, slot)


async def counts(database: Database, closure_id: int) -> Counts:
    async with database.read() as uow:
        return await hit_rows.counts(uow, closure_id)


async def held(database: Database, booking_id: int) -> list[int]:
    query = "SELECT array_agg(slot_id ORDER BY slot_id) FROM closure_offers WHERE booking_id = :id"
    return await value(database, query, id=booking_id) or []


async def take(database: Database, who: Actor, number: int, slot: int, at: datetime = NOW) -> Any:
    async with database.begin() as uow:
        return await offer.take(uow, who, number, slot, now=at)
