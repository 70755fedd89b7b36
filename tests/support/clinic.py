"""A lab for the stories: open every day from tomorrow on, so that 'tomorrow 9am' always exists."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from sqlalchemy import text

from actions.booking import slot
from actions.manage.first_run import seed
from db.booking import slot as slots
from db.uow import Database
from domain.booking.lab import Lab
from domain.time.zones import Stretch, to_instant_lenient, to_wall
from telegram_sandbox.driver import Message, Person
from tests.support.zone import ZONE

DAYS = 40  # so that there always is a second month
QUARTER = timedelta(minutes=15)
HOURS = (*range(8, 12), *range(14, 17))  # four times each, by the lab's clock


async def open_clinic(database: Database, capacity: int = 3, days: int = DAYS) -> Lab:
    """The seeded tests at the seeded lab, with slots at the same times every day."""
    async with database.begin() as uow:
        await seed.open_lab(uow, ZONE)
        lab = await slot.the_lab(uow)
        spans = [
            Stretch(start, start + QUARTER)
            for number in range(1, days)
            for start in times_of(today() + timedelta(days=number))
        ]
        if spans:
            await slots.insert_slots(uow, lab.id, spans, capacity)
        return lab


async def open_branch(database: Database, name: str, tests: str | None = None) -> None:
    """The lab of this name is open like the other one. tests: the code of one, None = all."""
    spans = [Stretch(at, at + QUARTER) for n in (1, 2, 40) for at in times_of(on(n))]
    kinds = f"SELECT id FROM tests WHERE code = '{tests}'"
    ids = [int(str(row[0])) for row in await rows(database, kinds)] if tests else None
    [(lab_id,)] = await rows(database, "SELECT id FROM labs WHERE name = :name", name=name)
    async with database.begin() as uow:
        await slots.insert_slots(uow, int(str(lab_id)), spans, 1, test_ids=ids)


def on(days: int) -> date:
    """The day that is so many days from today."""
    return today() + timedelta(days=days)


@cache
def times_of(day: date) -> tuple[datetime, ...]:
    """When the slots of a day start; aware UTC."""
    walls = [time(hour, minute) for hour in HOURS for minute in (0, 15, 30, 45)]
    return tuple(to_instant_lenient(datetime.combine(day, wall), ZONE) for wall in walls)


def today() -> date:
    """The lab's day."""
    return to_wall(datetime.now(UTC), ZONE).date()


def tomorrow() -> date:
    """The first day with slots."""
    return today() + timedelta(days=1)


async def rows(database: Database, query: str, **values: object) -> list[tuple[object, ...]]:
    """What a query finds."""
    async with database.read() as uow:
        return [tuple(row) for row in await uow.all(text(query), values or None)]


async def retire_tests(database: Database) -> None:
    """Nothing can be booked any more."""
    async with database.begin() as uow:
        await uow.run(text("UPDATE tests SET retired = true"))


async def close_times(database: Database, *, but: tuple[datetime, ...] = ()) -> None:
    """Nothing is free any more, apart from these."""
    async with database.begin() as uow:
        await uow.run(text("UPDATE time_slots SET booked = 0, status = 'closed'"))
        for at in but:
            opened = text("UPDATE time_slots SET status = 'open' WHERE starts_at = :at")
            await uow.run(opened, {"at": at})


LATER = "/book cbc in 2 days 9am"
"""A visit with both reminders to come, whatever the hour is now."""


async def ready(person: Person, line: str = "/book cbc tomorrow 9am") -> Message:
    """One line up to the last question."""
    await person.says(line)
    return await person.sees("Shall I book this?")


async def bookings_of(database: Database, person: Person) -> list[tuple[object, ...]]:
    """How this person's bookings stand, the oldest first."""
    query = "SELECT status FROM bookings WHERE account_id = :id ORDER BY id"
    return await rows(database, query, id=person.id)


async def seats(database: Database, at: datetime) -> object:
    """How many are taken."""
    found = await rows(database, "SELECT booked FROM time_slots WHERE starts_at = :at", at=at)
    return found[0][0]


async def change(
    database: Database, what: str, where: str = "starts_at = :at", **more: object
) -> None:
    """Change the slot of tomorrow at nine, or others."""
    statement = text(f"UPDATE time_slots SET {what} WHERE {where}")
    given = ({"at": nine()} if ":at" in where else {}) | more
    async with database.begin() as uow:
        await uow.run(statement, given)


def soon() -> datetime:
    """Today at the lab: in half an hour, or just before midnight half an hour ago."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    coming = now + 2 * QUARTER
    return coming if to_wall(coming, ZONE).date() == today() else now - 2 * QUARTER


def nine() -> datetime:
    """Tomorrow, 9:00 at the lab."""
    return times_of(tomorrow())[4]
