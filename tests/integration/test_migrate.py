"""The schema: up, down and up again, and the tables of the code are those of the migrations."""

import asyncio
import importlib
import pkgutil

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

import db
from db.base import metadata, open_engine
from db.migrate import current, lacks, migrate, newest

MODULES = [
    importlib.import_module(module.name) for module in pkgutil.walk_packages(db.__path__, "db.")
]
"""Each puts its tables into the metadata."""

FOREIGN_KEYS_WITHOUT_INDEX = """
SELECT c.conname FROM pg_constraint c
 WHERE c.contype = 'f' AND NOT EXISTS (
   SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])
"""
CHECKS = """
SELECT conname FROM pg_constraint
 WHERE contype = 'c' AND connamespace = 'public'::regnamespace
"""


async def tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    finally:
        await connection.close()
    return {row["tablename"] for row in rows} - {"alembic_version"}


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_up_down_and_up_again(empty_database_url: str) -> None:
    assert await migrate(empty_database_url) == newest()
    full = await tables(empty_database_url)
    assert full == set(metadata.tables)
    assert await migrate(empty_database_url, "base") == ""
    assert await tables(empty_database_url) == set()
    assert await migrate(empty_database_url) == newest()
    assert await tables(empty_database_url) == full


async def test_a_second_migration_changes_nothing(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    assert await migrate(empty_database_url) == newest()


async def test_a_schema_lacks_nothing_at_the_newest_revision_or_one_of_a_newer_program(
    empty_database_url: str,
) -> None:
    engine = open_engine(empty_database_url)
    assert await lacks(engine)
    await migrate(empty_database_url)
    assert not await lacks(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    assert not await lacks(engine)
    await engine.dispose()


async def test_libpqs_word_for_encryption_is_understood(database_url: str) -> None:
    mark = "&" if "?" in database_url else "?"
    engine = open_engine(f"{database_url}{mark}sslmode=disable")
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar() == 1
    await engine.dispose()


async def test_two_migrations_at_once_are_one(empty_database_url: str) -> None:
    both = await asyncio.gather(migrate(empty_database_url), migrate(empty_database_url))
    assert tuple(both) == (newest(), newest())


async def test_the_tables_of_the_code_are_those_of_the_migrations(database_url: str) -> None:
    engine = open_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    assert await current(engine) == newest()
    await engine.dispose()


async def test_every_foreign_key_is_indexed(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    assert await connection.fetch(FOREIGN_KEYS_WITHOUT_INDEX) == []
    await connection.close()


async def test_checks_of_the_code_are_those_of_the_migrations(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch(CHECKS)
    await connection.close()
    declared = {
        check.name
        for table in metadata.tables.values()
        for check in table.constraints
        if type(check).__name__ == "CheckConstraint"
    }
    assert {row["conname"] for row in rows} == declared


async def test_the_history_of_a_booking_can_not_be_rewritten(owner_url: str) -> None:
    connection = await asyncpg.connect(owner_url)
    await connection.execute(
        """
        INSERT INTO labs (name, address, zone) VALUES ('L', 'A', 'UTC');
        INSERT INTO tests (code, name, preparation, minutes, price, currency)
            VALUES ('CBC', 'Count', '', 5, 1, 'EUR');
        INSERT INTO accounts (id, locale) VALUES (1, 'en');
        INSERT INTO patients (account_id, name) VALUES (1, 'P');
        INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity, booked)
            VALUES (1, now(), now() + interval '1 h', 1, 1);
        INSERT INTO bookings (slot_id, account_id, patient_id, test_id, intent)
            VALUES (1, 1, 1, 1, 'i');
        INSERT INTO booking_events (booking_id, at, kind, actor_id) VALUES (1, now(), 'booked', 1);
        """
    )
    for change in ("UPDATE booking_events SET kind = 'x'", "DELETE FROM booking_events"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await connection.execute(change)
    await connection.close()


def test_every_table_is_in_a_module_of_its_feature() -> None:
    declared = {name for module in MODULES for name in vars(module) if name in metadata.tables}
    assert declared == set(metadata.tables)


async def test_what_was_booked_before_and_meanwhile_has_the_price_of_its_test(
    empty_database_url: str,
) -> None:
    await migrate(empty_database_url, "0020")
    connection = await asyncpg.connect(empty_database_url)
    await connection.execute(
        """
        INSERT INTO labs (name, address, zone) VALUES ('L', 'A', 'UTC');
        INSERT INTO tests (code, name, preparation, minutes, price, currency)
            VALUES ('CBC', 'Count', '', 5, 12.50, 'INR');
        INSERT INTO accounts (id, locale) VALUES (1, 'en');
        INSERT INTO patients (account_id, name) VALUES (1, 'P'), (1, 'Q');
        INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity)
            VALUES (1, now(), now() + interval '1 h', 1);
        """
    )
    as_before = """INSERT INTO bookings (slot_id, account_id, patient_id, test_id, intent)
                   VALUES (1, 1, $1, 1, $2)"""
    await connection.execute(as_before, 1, "before")
    await migrate(empty_database_url, "0023")
    await connection.execute(as_before, 2, "meanwhile")
    await connection.execute("UPDATE tests SET price = 500")
    rows = await connection.fetch("SELECT price::text, currency FROM bookings ORDER BY id")
    assert [tuple(row) for row in rows] == [("12.50", "INR")] * 2
    assert await connection.fetchval("SELECT currency FROM labs") == "INR"
    await connection.close()
