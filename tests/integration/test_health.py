"""Health checks tell the truth within their second."""

import asyncio
import time
from pathlib import Path

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import create_async_engine

from db.outage import FAILURES
from infra import health


def engine_of(url: str) -> str:
    return url.replace("postgresql://", "postgresql+asyncpg://")


async def test_both_answer_when_they_run(database_url: str, redis_url: str) -> None:
    engine = create_async_engine(engine_of(database_url))
    async with Redis.from_url(redis_url) as redis:
        checks = await health.all_answer(engine, redis, FAILURES)
    assert [check.problem for check in checks] == ["", ""]
    await engine.dispose()


async def test_a_refused_connection_is_a_problem(tmp_path: Path) -> None:
    engine = create_async_engine(f"postgresql+asyncpg://postgres@/x?host={tmp_path}")
    async with Redis.from_url(f"unix://{tmp_path}/none.sock") as redis:
        checks = await health.all_answer(engine, redis, FAILURES)
    assert all("does not answer" in check.problem for check in checks)
    await engine.dispose()


async def test_a_silent_server_is_a_problem_after_the_limit(tmp_path: Path) -> None:
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    gone = asyncio.Event()
    path = tmp_path / ".s.PGSQL.5432"
    server = await asyncio.start_unix_server(silent, path)
    engine = create_async_engine(f"postgresql+asyncpg://postgres@/x?host={tmp_path}")
    begun = time.monotonic()
    async with Redis.from_url(f"unix://{path}") as redis:
        checks = await health.all_answer(engine, redis, FAILURES)
    assert [check.problem for check in checks] == ["no answer within 1 s"] * 2
    assert time.monotonic() - begun < 3
    gone.set()
    await engine.dispose()
    server.close()
