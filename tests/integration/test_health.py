"""Health checks tell the truth within their second."""

import asyncio
import time
from pathlib import Path

import pytest
from redis.asyncio import Redis
from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

from db.outage import FAILURES
from infra import health
from tests.support.bot import Bot

STATEMENTS = 2  # of one check: whether Postgres answers, and of which schema it is


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


class Question:
    """Counts how often it is asked; `go` lets it answer."""

    def __init__(self) -> None:
        self.asked, self.now = 0, 100.0
        self.go = asyncio.Event()
        self.go.set()

    async def ask(self) -> int:
        self.asked += 1
        await self.go.wait()
        return self.asked


async def test_a_shared_question_is_asked_once_a_second_however_many_want_to_know() -> None:
    question = Question()
    shared = health.Shared(question.ask, clock=lambda: question.now)
    for second in range(3):
        question.now = 100.0 + second
        assert await asyncio.gather(*(shared.answer() for _ in range(50))) == [second + 1] * 50
        question.now += 0.99
        assert await shared.answer() == second + 1


async def test_who_comes_while_it_is_asked_waits_for_the_same_answer() -> None:
    question = Question()
    question.go.clear()
    shared = health.Shared(question.ask, clock=lambda: question.now)
    waiting = [asyncio.create_task(shared.answer()) for _ in range(3)]
    await asyncio.sleep(0)
    question.now += 5
    waiting.append(asyncio.create_task(shared.answer()))
    await asyncio.sleep(0)
    waiting.pop(0).cancel()  # its client went away
    question.go.set()
    assert await asyncio.gather(*waiting) == [1, 1, 1]


async def test_a_failure_is_not_kept_longer_than_an_answer() -> None:
    question = Question()

    async def ask() -> int:
        if await question.ask() == 1:
            raise LookupError
        return question.asked

    shared = health.Shared(ask, clock=lambda: question.now)
    for _ in range(2):
        with pytest.raises(LookupError):
            await shared.answer()
    question.now += 1
    assert await shared.answer() == 2


async def test_a_thousand_who_ask_whether_the_bot_is_ready_cost_the_servers_one_question(
    running_bot: Bot,
) -> None:
    asked = 0

    def count(*_arguments: object) -> None:
        nonlocal asked
        asked += 1

    engine = running_bot.deps.database.engine.sync_engine
    async with running_bot.http.get(running_bot.url + "/readyz") as answer:
        assert await answer.json() == {"ok": True, "problems": {}}
    event.listen(engine, "before_cursor_execute", count)
    begun = time.monotonic()
    for _ in range(20):
        await asyncio.gather(*(ready(running_bot) for _ in range(50)))
    seconds = time.monotonic() - begun
    event.remove(engine, "before_cursor_execute", count)
    assert asked <= STATEMENTS * (seconds + 1)


async def ready(bot: Bot) -> None:
    async with bot.http.get(bot.url + "/readyz") as answer:
        assert answer.status == 200
