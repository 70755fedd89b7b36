"""What is read by the driver is what SQLAlchemy would have read."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from sqlalchemy import ARRAY, bindparam, select, text

from actions.booking import slot
from db.base import metadata, open_engine
from db.booking import catalogue
from db.booking.catalogue import tests
from db.booking.slot import time_slots
from db.direct import counting
from db.outage import DRIVER, is_outage
from db.uow import Database
from tests.support.bookings import NOW, QUARTER, START, furnish, slots_at

ALL_KINDS = select(
    text("""
    1::bigint AS a, 2::smallint AS b, 'c'::text AS c, true AS d, 1.5::double precision AS e,
    12.50::numeric AS f, now() AS g, now()::timestamp AS h, now()::date AS i,
    gen_random_uuid() IS NOT NULL AS j, ARRAY[1, 2]::bigint[] AS k, ARRAY['x'::bytea] AS l,
    '{"m": [1, null]}'::jsonb AS m, NULL::text AS n, ARRAY[ARRAY['o', 'p']] AS o
""")
)


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)


async def test_rows_are_the_same_whatever_is_in_them(database: Database) -> None:
    """Of every table, and of every kind of column there is."""
    await slots_at(database, [START + n * QUARTER for n in range(3)], test_ids=[1])
    statements = [select(table) for table in metadata.sorted_tables]
    seen = 0
    async with database.read() as ours, database.each() as theirs:
        for statement in statements:
            mine = [tuple(row) for row in await ours.all(statement)]
            assert mine == [tuple(row) for row in await theirs.all(statement)]
            seen += len(mine)
    assert seen >= 6
    async with database.begin() as uow:  # one instant for now()
        theirs_row = (await uow.one(ALL_KINDS))._asdict()
    async with database.read() as ours:
        ours_row = (await ours.one(ALL_KINDS))._asdict()
    for name in "ghi":
        ours_row.pop(name), theirs_row.pop(name)
    assert ours_row == theirs_row


def test_no_type_of_ours_changes_what_comes_back() -> None:
    """Otherwise the driver's own rows would be others than SQLAlchemy's."""
    dialect = open_engine("postgresql://nobody@nowhere/nothing").dialect
    for table in metadata.tables.values():
        for column in table.columns:
            process = column.type.dialect_impl(dialect).result_processor(dialect, 1700)
            value: object = [1, 2] if isinstance(column.type, ARRAY) else 1.5
            assert process is None or process(value) == value, column


async def test_a_row_has_its_columns_by_name_and_in_order(database: Database) -> None:
    async with database.read() as uow:
        row = await uow.one(select(tests.c.code, tests.c.minutes.label("long")))
        assert (row.code, row.long, tuple(row)) == ("CBC", 10, ("CBC", 10))
        with pytest.raises(AttributeError):
            row.nothing  # noqa: B018


async def test_values_of_each_call_are_its_own(database: Database) -> None:
    """Of statements that are built anew with other values, and of lists of any length."""
    ids = await slots_at(database, [START + n * QUARTER for n in range(5)])
    async with database.read() as uow:
        for count in (0, 1, 3, 5, 2):
            found = await uow.all(select(time_slots.c.id).where(time_slots.c.id.in_(ids[:count])))
            assert sorted(row.id for row in found) == ids[:count]
        for one in ids:
            assert await uow.number(select(time_slots.c.id).where(time_slots.c.id == one)) == one
        lasting = select(time_slots.c.id).where(time_slots.c.id == bindparam("one"))
        for one in ids:
            assert await uow.number(lasting, {"one": one}) == one
        assert len(await catalogue.tests_by_ids(uow, [1, 2])) == 1


async def test_readings_at_once_are_nobody_elses(database: Database) -> None:
    slots = await slots_at(database, [START + n * QUARTER for n in range(30)], capacity=2)

    async def find(number: int) -> None:
        async with database.read() as uow:
            lab = await slot.the_lab(uow)
            found = await slot.pick(uow, lab, slots[number], NOW)
            assert found.starts_at == START + number * QUARTER

    with counting() as count:
        await asyncio.gather(*(find(number) for number in range(30)))
    assert count.statements == 60


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (text("SELECT 1 / 0"), None),
        (text("SELECT no_such_column FROM labs"), None),
        (select(tests).where(tests.c.id == bindparam("id")), {"id": 2**70}),
        (select(tests).where(tests.c.code == bindparam("code")), {"code": 5}),
    ],
)
async def test_a_wrong_statement_is_no_outage(
    database: Database, statement: object, values: object
) -> None:
    async with database.read() as uow:
        with pytest.raises((asyncpg.PostgresError, ValueError)) as wrong:
            await uow.all(statement, values)  # type: ignore[arg-type]
        assert not is_outage(wrong.value)
        assert await uow.number(text("SELECT 1")) == 1


async def test_a_server_that_ends_a_connection_is_an_outage(database: Database) -> None:
    pid = text("SELECT pg_backend_pid()")
    async with database.read() as uow:
        number = await uow.number(pid)
        async with database.each() as other:
            await other.run(text("SELECT pg_terminate_backend(:pid)"), {"pid": number})
        with pytest.raises(DRIVER) as gone:
            await uow.number(pid)
        assert is_outage(gone.value)
        assert await uow.number(pid) != number


async def test_what_is_read_is_never_in_a_transaction(database: Database) -> None:
    now = text("SELECT extract(epoch FROM now())::float8 AS now")
    async with database.read() as uow:
        first = (await uow.one(now)).now
        await asyncio.sleep(0.01)
        second = (await uow.one(now)).now
    assert datetime.fromtimestamp(second, UTC) - datetime.fromtimestamp(first, UTC) > timedelta()
