"""Delivery as people see it: a real worker, a real Postgres and Redis, the sandbox as the judge."""

import asyncio
import math
import signal
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from arq.connections import ArqRedis
from sqlalchemy import text

from bot.local.stack import Backends
from db.base import open_engine
from db.uow import Database
from infra import queue
from tests.support import workers
from tests.support.messages import AUTHOR, people, put, row, stage
from tests.support.waiting import once_true
from tests.support.workers import House

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def redis(redis_url: str) -> AsyncGenerator[ArqRedis, None]:
    client = queue.open_redis(redis_url)
    yield client
    await client.aclose(close_connection_pool=True)


@pytest.fixture
async def ringing(database_url: str, redis: ArqRedis) -> AsyncGenerator[Database, None]:
    """The database, with alarms after every commit."""
    engine = open_engine(database_url)
    yield Database(engine, queue.ringer(redis))
    await engine.dispose()


@pytest.fixture
async def house(
    tmp_path: Path, database_url: str, redis_url: str, ringing: Database
) -> AsyncGenerator[House, None]:
    await people(ringing, AUTHOR)
    async with workers.house(tmp_path, Backends(database_url, redis_url)) as house:
        yield house


def ahead(seconds: float) -> datetime:
    """The first whole second at least so far ahead."""
    return datetime.fromtimestamp(math.ceil(time.time() + seconds), UTC)


async def settled(database: Database, message_id: int, status: str) -> Any:
    """Wait until a message has a status."""

    async def is_there() -> bool:
        return bool((await row(database, message_id)).status == status)

    await once_true(is_there)
    return await row(database, message_id)


def late(call: dict[str, Any], at: datetime) -> float:
    return float(call["at"]) - at.timestamp()


async def test_a_message_leaves_on_its_second_and_never_early(
    house: House, ringing: Database
) -> None:
    await house.worker()
    at = ahead(2)
    (sent,) = await stage(ringing, at, ring=True)
    (call,) = await house.sent(1)
    assert 0 <= late(call, at) < 1
    assert call["params"]["text"] == "message 0"
    done = await settled(ringing, sent, "sent")
    assert (done.attempts, done.in_doubt, done.last_error) == (1, False, None)


async def test_a_message_for_the_coming_second_is_not_missed(
    house: House, ringing: Database
) -> None:
    await house.worker()
    for number in range(3):
        at = ahead(0)
        await stage(ringing, at, ring=True, prefix=f"near{number}-")
        calls = await house.sent(number + 1)
        assert 0 <= late(calls[-1], at) < 2


async def test_many_at_one_instant_leave_once_each_by_two_workers(
    house: House, ringing: Database
) -> None:
    await asyncio.gather(house.worker(), house.worker())
    at = ahead(3)
    await stage(ringing, at, 1200, ring=True)
    calls = await house.sent(1200)
    texts = [call["params"]["text"] for call in calls]
    assert len(set(texts)) == len(texts) == 1200
    assert min(late(call, at) for call in calls) >= 0


async def test_a_flood_wait_is_waited_for_and_costs_no_try(house: House, ringing: Database) -> None:
    await house.worker()
    await house.telegram.fault("429", method="sendMessage", retry_after=2)
    at = ahead(1)
    (asked,) = await stage(ringing, at, ring=True)
    (call,) = await house.sent(1)
    assert late(call, at) >= 2
    done = await settled(ringing, asked, "sent")
    assert (done.attempts, done.in_doubt) == (1, False)


async def test_a_stumble_of_telegrams_is_tried_again_in_five_minutes(
    house: House, ringing: Database
) -> None:
    await house.worker()
    await house.telegram.fault("500", method="sendMessage")
    at = ahead(1)
    (asked,) = await stage(ringing, at, ring=True)

    async def has_failed() -> bool:
        return bool((await row(ringing, asked)).attempts)

    await once_true(has_failed)
    waiting = await row(ringing, asked)
    assert (waiting.status, waiting.in_doubt) == ("scheduled", True)
    assert waiting.last_error.startswith("server_error")
    assert 4 * MINUTE <= waiting.fire_at - at <= 5 * MINUTE + timedelta(seconds=1)
    await put(ringing, asked, "fire_at = date_trunc('second', clock_timestamp())")
    await house.sent(1)
    assert (await settled(ringing, asked, "sent")).attempts == 2


async def test_a_third_failed_try_is_the_last_and_its_author_is_told_once(
    house: House, ringing: Database
) -> None:
    await house.worker()
    await house.telegram.fault("500", method="sendMessage", times=1)
    (asked,) = await stage(ringing, ahead(600))
    now = "fire_at = date_trunc('second', clock_timestamp())"
    await put(ringing, asked, f"attempts = 2, {now}")
    dead = await settled(ringing, asked, "dead")
    assert dead.attempts == 3
    (notice,) = await house.sent(1)
    assert "could not be sent" in notice["params"]["text"]
    assert "message 0" in notice["params"]["text"]


async def test_a_blocked_bot_is_a_dead_letter_and_a_person_out_of_reach(
    house: House, ringing: Database
) -> None:
    await house.worker()
    await house.author.blocks()
    (asked,) = await stage(ringing, ahead(1), ring=True)
    dead = await settled(ringing, asked, "dead")
    assert dead.last_error.startswith("blocked")
    async with ringing.read() as uow:
        account = await uow.first(text("SELECT reachable FROM accounts"))
        tries = await uow.all(text("SELECT outcome FROM delivery_attempts"))
        rows = await uow.all(text("SELECT id FROM scheduled_messages"))
    assert account is not None
    assert not account.reachable
    assert [each.outcome for each in tries] == ["give_up"]
    assert len(rows) == 1, "nobody is told who cannot be reached"


async def test_a_cancelled_message_is_never_sent(house: House, ringing: Database) -> None:
    await house.worker()
    at = ahead(2)
    kept, cancelled = await stage(ringing, at, 2, ring=True)
    await put(ringing, cancelled, "status = 'cancelled', version = version + 1")
    await settled(ringing, kept, "sent")
    (call,) = await house.sent(1)
    assert call["params"]["text"] == "message 0"


async def test_sigterm_in_the_middle_loses_nothing_and_doubles_nothing(
    house: House, ringing: Database
) -> None:
    first = await house.worker()
    at = ahead(2)
    await stage(ringing, at, 800, ring=True)
    await house.sent(50)
    first.process.send_signal(signal.SIGTERM)
    assert await workers.ended(first) == 0
    before = len(await house.sent(50))
    await house.worker()
    calls = await house.sent(800)
    assert before < 800
    assert len({call["params"]["text"] for call in calls}) == len(calls) == 800
    async with ringing.read() as uow:
        doubts = await uow.all(text("SELECT id FROM scheduled_messages WHERE in_doubt"))
    assert doubts == []


async def test_a_killed_workers_messages_are_sent_by_another_and_flagged(
    house: House, ringing: Database
) -> None:
    first = await house.worker()
    await house.telegram.fault("hang", method="sendMessage", times=5)
    at = ahead(2)
    asked = await stage(ringing, at, 5, ring=True)

    async def are_on_the_wire() -> bool:
        return await house.telegram.unanswered() == 5

    await once_true(are_on_the_wire)
    first.stop(signal.SIGKILL)
    await house.telegram.forgive()
    for each in asked:  # the lease's end, without waiting for it
        await put(ringing, each, "lease_until = clock_timestamp()")
    await house.worker()
    calls = await house.sent(5)
    assert {call["params"]["text"] for call in calls} == {f"message {n}" for n in range(5)}
    rows = [await settled(ringing, each, "sent") for each in asked]
    assert all(each.in_doubt for each in rows)


async def test_without_redis_everything_due_is_still_sent(
    house: House, ringing: Database, redis: ArqRedis
) -> None:
    worker = await house.worker(REDIS_URL="redis://127.0.0.1:1/0", SEND_RATE="30")
    at = ahead(12)  # beyond the first look of the sweep
    await stage(ringing, at, 3, recipient=AUTHOR)
    calls = await house.sent(3)
    assert worker.is_running
    assert min(late(call, at) for call in calls) >= 0


async def test_alarms_come_back_after_redis_lost_its_memory(
    house: House, ringing: Database, redis: ArqRedis
) -> None:
    await house.worker()
    at = ahead(3600)
    await stage(ringing, at, ring=True)
    await redis.flushall()
    name = f"ring:{int(at.timestamp())}"

    async def is_set() -> bool:
        return await redis.zscore("arq:queue", name) is not None

    await once_true(is_set)


async def test_telegrams_limits_are_kept_so_that_it_never_has_to_refuse(
    house: House, ringing: Database
) -> None:
    await house.telegram.limits(True)
    await house.worker(SEND_RATE="30")
    await stage(ringing, ahead(1), 8, ring=True)
    await house.sent(8)
    calls = await house.telegram.record("sendMessage")
    assert [call["status"] for call in calls] == [200] * 8
