"""A lab with people, tests and slots of one's own choice, for tests of booking."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, insert, text

from db.account.account import accounts
from db.booking.catalogue import labs, tests
from db.booking.slot import time_slots
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.booking.booking import Wish

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday
START = NOW + timedelta(days=3)
QUARTER = timedelta(minutes=15)
BERLIN = "Europe/Berlin"


def actor(account_id: int, zone: str = BERLIN) -> Actor:
    """A patient; Telegram's ids do not fit into 32 bits."""
    return Actor(account_id, Role.PATIENT, zone, True, "en")


ALICE, BOB = actor(7_000_000_001), actor(7_000_000_002)
# Staff of every role, without an account until `people` gives them one.
MIRA = Actor(7_000_000_100, Role.MANAGER, BERLIN, True, "en")
DORA = Actor(7_000_000_101, Role.DESK, BERLIN, True, "en")
CARL = Actor(7_000_000_102, Role.COLLECTOR, BERLIN, True, "en")
CORA = Actor(7_000_000_103, Role.COLLECTOR, BERLIN, True, "en")
OTTO = Actor(7_000_000_104, Role.OWNER, BERLIN, True, "en")
OLGA = Actor(7_000_000_105, Role.OWNER, BERLIN, True, "en")
EMIL = Actor(7_000_000_106, Role.DESK, BERLIN, True, "en")


def wish(slot_id: int, intent: str = "i1", **changes: Any) -> Wish:
    """Alice for herself, unless changed."""
    values: dict[str, Any] = {"test_id": 1, "name": "Ann Lee", "phone": "", "is_self": True}
    return Wish(slot_id=slot_id, intent=intent, **(values | changes))


async def add(database: Database, table: Table, *rows: dict[str, Any]) -> list[int]:
    """Insert rows and say their ids."""
    async with database.begin() as uow:
        added = await uow.all(insert(table).values(list(rows)).returning(table.c.id))
    return [row.id for row in added]


async def furnish(database: Database, zone: str = BERLIN) -> None:
    """One lab, one test, Alice and Bob."""
    await add(database, labs, {"name": "Lab", "address": "1 Street", "zone": zone})
    values = {"code": "CBC", "name": "Complete blood count", "preparation": "", "minutes": 10}
    await add(database, tests, values | {"price": Decimal("9.50"), "currency": "EUR"})
    await people(database, ALICE, BOB)


async def people(database: Database, *actors: Actor) -> None:
    """Accounts for actors."""
    await add(database, accounts, *({"id": one.id, "locale": "en"} for one in actors))


async def slot_at(database: Database, starts_at: datetime = START, **changes: Any) -> int:
    """A slot of a quarter of an hour with one seat, unless changed."""
    return (await slots_at(database, [starts_at], **changes))[0]


async def slots_at(database: Database, starts: Iterable[datetime], **changes: Any) -> list[int]:
    """Several of them."""
    values = {"lab_id": 1, "capacity": 1} | changes
    spans = [{"starts_at": at, "ends_at": at + QUARTER} for at in starts]
    return await add(database, time_slots, *(span | values for span in spans))


async def value(database: Database, query: str, **parameters: Any) -> Any:
    """The one value a query finds."""
    async with database.read() as uow:
        row = await uow.first(text(query), parameters)
    return row[0] if row else None


async def booked(database: Database, slot_id: int) -> int:
    """Seats taken, as the slot counts them; checked against bookings, undos and offers."""
    counted, held = await value(
        database,
        """SELECT ARRAY[booked,
                (SELECT count(*) FROM bookings WHERE slot_id = t.id AND status <> 'cancelled')
                + (SELECT count(*) FROM seat_holds WHERE slot_id = t.id)
                + (SELECT count(*) FROM closure_offers WHERE slot_id = t.id)
                + (SELECT count(*) FROM wait_offers WHERE slot_id = t.id AND state = 'open')]
            FROM time_slots AS t WHERE id = :id""",
        id=slot_id,
    )
    assert counted == held
    return int(counted)
