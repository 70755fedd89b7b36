"""Every kind of unit of work through PgBouncer in transaction mode, with few servers for many."""

import asyncio
from contextlib import AsyncExitStack

from sqlalchemy import text

from db.uow import Database, open_database
from tests.support import pgbouncer

TASKS = 150
TIMEOUT = text("SHOW statement_timeout")


async def work(database: Database, number: int) -> tuple[object, ...]:
    """Statements that are prepared in one transaction and wanted again in the next."""
    values = {"n": number}
    async with database.begin() as uow:
        first = await uow.one(text("SELECT CAST(:n AS int) + 1"), values)
        series = text("SELECT generate_series(1, 50)")
        parts = [len(part) async for part in uow.parts(series, None, 20)]
        await uow.run(text("SELECT pg_advisory_xact_lock(1)"))
        [(second,)] = await uow.fetch("SELECT $1::int + 2", number)
    async with database.read() as reading:
        third = await reading.one(text("SELECT CAST(:n AS int) + 3"), values)
        limit = await reading.one(TIMEOUT)
    async with database.each() as each:
        fourth = await each.one(text("SELECT CAST(:n AS int) + 4"), values)
    return first[0], second, third[0], fourth[0], sum(parts), limit[0]


async def test_many_units_of_work_share_three_connections(database_url: str) -> None:
    with pgbouncer.in_front_of(database_url) as url:
        async with AsyncExitStack() as stack:
            opened = [await stack.enter_async_context(open_database(url)) for _ in range(2)]
            done = await asyncio.gather(*(work(opened[n % 2], n) for n in range(TASKS)))
    assert done == [(n + 1, n + 2, n + 3, n + 4, 50, "8s") for n in range(TASKS)]
