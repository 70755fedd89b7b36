"""The connection that a burst's statements keep, and the plans Postgres makes for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db import direct
from db.base import open_engine
from db.direct import Direct
from db.messages import delivery
from db.outage import DRIVER, is_outage
from db.uow import Database
from domain.messages.delivery import Lanes
from tests.support.messages import AUTHOR, people, stage

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PID = "SELECT pg_backend_pid()"
END = text("SELECT pg_terminate_backend(:pid)")


async def pid(on: Direct) -> int:
    ((number,),) = await on.fetch(PID)
    return int(number)


async def end(database: Database, number: int) -> None:
    async with database.each() as uow:
        await uow.run(END, {"pid": number})


@asynccontextmanager
async def hanging_up_late(url: str, folder: Path) -> AsyncIterator[str]:
    """The same server through a wire that tells of its end only who speaks to it again."""
    address = urlsplit(url)
    there = f"{parse_qs(address.query)['host'][0]}/.s.PGSQL.5432"

    async def wire(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_there, to_there = await asyncio.open_unix_connection(there)
        hearing = asyncio.create_task(carry(from_there, writer))
        await carry(reader, to_there, until=hearing)
        hearing.cancel()
        for each in (writer, to_there):
            each.close()

    async with await asyncio.start_unix_server(wire, folder / ".s.PGSQL.5432"):
        yield urlunsplit(address._replace(query=f"host={folder}"))


async def carry(
    source: asyncio.StreamReader,
    to: asyncio.StreamWriter,
    until: asyncio.Task[None] | None = None,
) -> None:
    while (some := await source.read(65536)) and not (until and until.done()):
        to.write(some)


async def test_statements_follow_each_other_on_one_connection(database: Database) -> None:
    kept = Direct(database.engine)
    assert len({await pid(kept) for _ in range(5)}) == 1
    assert len(set(await asyncio.gather(*(pid(kept) for _ in range(5))))) == 1
    await kept.close()


async def test_a_broken_connection_fails_once_and_so_do_those_in_the_pool(
    database_url: str, database: Database
) -> None:
    """A server that was restarted leaves a pool of dead connections: each would fail once."""
    engine = open_engine(database_url)
    kept = Direct(engine)
    others = [Direct(engine) for _ in range(4)]
    numbers = [await pid(each) for each in (kept, *others)]
    for each in others:
        await each.close()  # into the pool
    for number in numbers:
        await end(database, number)
    with pytest.raises(DRIVER):
        await pid(kept)
    assert await pid(kept) not in numbers
    await kept.close()
    await engine.dispose()


async def test_a_connection_whose_end_has_not_come_yet_is_lost_like_one_that_is_closed(
    database_url: str, database: Database, tmp_path: Path
) -> None:
    """On a busy machine the server's last word is read, and only later that it hung up."""
    async with hanging_up_late(database_url, tmp_path) as url:
        engine = open_engine(url)
        kept, other = Direct(engine), Direct(engine)
        numbers = [await pid(kept), await pid(other)]
        await other.close()  # into the pool
        for number in numbers:
            await end(database, number)
        await asyncio.sleep(0.2)
        with pytest.raises(DRIVER) as raw:
            await pid(kept)
        assert is_outage(raw.value)
        assert await pid(kept) not in numbers
        await kept.close()
        async with engine.connect() as connection:
            number = (await connection.execute(text(PID))).scalar_one()
            await connection.commit()
            await end(database, number)
            await asyncio.sleep(0.2)
            with pytest.raises(SQLAlchemyError) as wrapped:
                await connection.execute(text(PID))
            assert is_outage(wrapped.value)
            await connection.invalidate()
        await engine.dispose()


async def test_an_error_of_a_statement_leaves_nothing_open(database: Database) -> None:
    kept = Direct(database.engine)
    with pytest.raises(asyncpg.DivisionByZeroError):
        await kept.fetch("SELECT 1 / 0")
    assert await kept.fetch("SELECT $1::int + 1", 1) == [(2,)]
    await kept.close()


async def test_after_a_rest_the_pool_looks_at_the_connection_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a firewall has forgotten meanwhile answers nothing, for minutes."""
    kept = Direct(database.engine)
    await pid(kept)
    given_back: list[None] = []
    give_back = kept._give_back

    async def noted() -> None:
        given_back.append(None)
        await give_back()

    monkeypatch.setattr(kept, "_give_back", noted)
    await pid(kept)
    assert given_back == []
    monkeypatch.setattr(direct, "REST", 0.0)
    await pid(kept)
    assert given_back == [None]
    await kept.close()


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
async def test_a_burst_walks_the_primary_key_though_statistics_are_of_an_empty_table(
    database: Database, mode: str
) -> None:
    """It read every message to settle some, and every one that was being sent to begin some."""
    await people(database, AUTHOR)
    async with database.each() as uow:
        await uow.run(text("VACUUM ANALYZE scheduled_messages"))
    await stage(database, NOW, 3000)
    async with database.each() as uow:
        claimed = await delivery.claim(uow, NOW, Lanes(3000, 0), uuid4(), lease=60, each=3000)
    some = claimed.items[1000:1200]
    ids, tokens = [item.id for item in some], [item.token for item in some]
    when = [NOW + timedelta(seconds=1) for _ in some]
    begun: tuple[Any, ...] = ([item.version for item in some], [item.fire_at for item in some], 20)
    ended: tuple[Any, ...] = (
        ["sent" for _ in some],
        [1 for _ in some],
        [None for _ in some],
        [None for _ in some],
        [False for _ in some],
        when,
        when,
        ["delivered" for _ in some],
        [0 for _ in some],
    )
    kept = Direct(database.engine)
    await kept.fetch(f"SET plan_cache_mode = {mode}")
    for statement, values in ((delivery._BEGIN, begun), (delivery._SETTLE, ended)):
        rows = await kept.fetch(f"EXPLAIN {statement}", ids, tokens, *values)
        plan = "\n".join(row[0] for row in rows)
        assert "scheduled_messages_pkey" in plan, plan
        assert "Seq Scan" not in plan, plan
    await kept.close()
