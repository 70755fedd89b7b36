"""The log: append-only, searched, read by managers alone."""

from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import text

from actions import audit
from db.roles import APPEND_ONLY
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.audit import Entry
from domain.refusals import NotFound
from tests.support.bookings import BERLIN, DORA, MIRA, NOW, furnish, people


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, MIRA, DORA)
    async with database.begin() as uow:
        for one, name in ((MIRA, "Mira"), (DORA, "Dora 100%")):
            named = text("UPDATE accounts SET staff_name = :name WHERE id = :id")
            await uow.run(named, {"name": name, "id": one.id})


async def note(database: Database, action: str, number: int, who: Actor = DORA) -> None:
    async with database.begin() as uow:
        at = NOW + timedelta(minutes=number)
        thing = action.split("_", maxsplit=1)[0]
        entry = Entry(at, who.id, action, thing, number, {"seats": 3}, {"seats": number})
        await audit.note(uow, entry)


async def found(database: Database, words: str, before: int = 0) -> list[int | None]:
    async with database.read() as uow:
        page = await audit.read(uow, MIRA, words, before, now=NOW)
    return [line.subject_id for line in page.entries]


async def test_nothing_can_be_changed_deleted_or_emptied(owner_url: str) -> None:
    connection = await asyncpg.connect(owner_url)
    await connection.execute("INSERT INTO accounts (id, locale) VALUES (1, 'en')")
    await connection.execute(
        "INSERT INTO audit_log (at, actor_id, action, subject) VALUES (now(), 1, 'a_b', 'a')"
    )
    for change in ("UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await connection.execute(change)
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await connection.execute("TRUNCATE audit_log")
    await connection.close()


async def test_no_history_can_be_emptied_not_even_by_way_of_another_table(
    owner_url: str,
) -> None:
    connection = await asyncpg.connect(owner_url)
    histories = await connection.fetch(
        "SELECT DISTINCT tgrelid::regclass::text AS name FROM pg_trigger"
        " WHERE tgfoid = 'refuse_change'::regproc"
    )
    assert {row["name"] for row in histories} == APPEND_ONLY
    for table in (*(row["name"] for row in histories), "bookings", "accounts"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await connection.execute(f"TRUNCATE {table} CASCADE")
    await connection.close()


@pytest.mark.parametrize("role", [Role.PATIENT, Role.COLLECTOR, Role.DESK])
async def test_below_a_manager_there_is_no_log(database: Database, role: Role) -> None:
    await note(database, "booking_moved", 1)
    nobody = Actor(DORA.id, role, BERLIN, True, "en")
    async with database.read() as uow:
        with pytest.raises(NotFound):
            await audit.read(uow, nobody, "", 0, now=NOW)
        with pytest.raises(NotFound):
            await audit.find(uow, nobody, 1)


async def test_entries_are_found_by_name_action_number_and_day(database: Database) -> None:
    await note(database, "booking_cancelled", 1)
    await note(database, "booking_moved", 2, MIRA)
    await note(database, "test_retired", 3, MIRA)
    assert await found(database, "") == [3, 2, 1]
    assert await found(database, "dora") == [1]
    assert await found(database, "100%") == [1]
    assert await found(database, "%") == [1]
    assert await found(database, "mira booking") == [2]
    assert await found(database, "booking 1") == [1]
    assert await found(database, "today") == [3, 2, 1]
    assert await found(database, "yesterday") == []


async def test_pages_go_on_where_they_ended(database: Database) -> None:
    for number in range(1, audit.PAGE + 4):
        await note(database, "booking_moved", number)
    async with database.read() as uow:
        first = await audit.read(uow, MIRA, "", 0, now=NOW)
        rest = await audit.read(uow, MIRA, "", first.entries[-1].id, now=NOW)
    assert (len(first.entries), first.is_last) == (audit.PAGE, False)
    assert ([line.subject_id for line in rest.entries], rest.is_last) == ([3, 2, 1], True)
