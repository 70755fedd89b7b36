"""The throttle: Redis counts as domain/messages/rate.py does, for all workers, and fails open."""

import time
from collections.abc import AsyncIterator

import pytest
from arq.connections import ArqRedis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.messages.rate import SECOND, Rate
from infra import queue
from infra.throttle import PREFIX, Quota, SendAnswer, SendRequest, Throttle

START = 10**15
asks = st.builds(
    SendRequest,
    st.sampled_from([1, 2, 3, -100]),
    st.integers(0, 3000).map(lambda ms: ms / 1000),
    st.sampled_from([0.0, 0.1, 0.5]),
    st.sampled_from([1, 1, 1, 2, 10]),
)
rounds = st.lists(
    st.tuples(st.integers(0, 2 * SECOND), st.lists(asks, min_size=1, max_size=12)), max_size=6
)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[ArqRedis]:
    client = queue.open_redis(redis_url)
    yield client
    await client.aclose(close_connection_pool=True)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=rounds, rate=st.sampled_from([0.5, 1, 7, 30, 1000]))
async def test_redis_answers_what_the_arithmetic_answers(
    redis: ArqRedis, batches: list[tuple[int, list[SendRequest]]], rate: float
) -> None:
    await redis.flushdb()
    ours, theirs = Throttle(redis, rate), Throttle(redis, rate)
    now = START
    for gap, batch in batches:
        now += gap
        assert await theirs._ask_redis(batch, now) == ours.ask_locally(batch, now)


async def test_two_workers_share_one_rate(redis: ArqRedis) -> None:
    one, other = Throttle(redis, 30), Throttle(redis, 30)
    told: list[SendAnswer] = []
    for number in range(40):
        told += await (one, other)[number % 2].ask([SendRequest(number + 1, 0, 0)])
    assert 15 <= sum(answer.may_go for answer in told) < 40


async def test_a_bucket_that_is_full_again_leaves_redis(redis: ArqRedis) -> None:
    await Throttle(redis, 1).ask([SendRequest(-7, 0, 0)])
    lives = [await redis.pttl(key) for key in await redis.keys(f"{PREFIX}*")]
    assert len(lives) == 3
    assert all(0 < life <= 4000 for life in lives)


async def test_without_redis_the_limits_hold_locally_and_it_is_counted() -> None:
    nobody = queue.open_redis("redis://127.0.0.1:1/0")
    counted: list[int] = []
    throttle = Throttle(nobody, 30, counted.append)
    told = await throttle.ask([SendRequest(number, 0, 0) for number in range(1, 41)])
    assert sum(answer.may_go for answer in told) == 15
    await throttle.ask([SendRequest(99, 0, 0)])
    assert counted == [40, 1]
    await nobody.aclose(close_connection_pool=True)


async def test_without_a_rate_nothing_is_asked_and_everything_goes() -> None:
    nobody = queue.open_redis("redis://127.0.0.1:1/0")
    told = await Throttle(nobody, 0).ask([SendRequest(1, 0.25, 0)] * 100)
    assert told == [SendAnswer(may_go=True, delay=0.25)] * 100
    await nobody.aclose(close_connection_pool=True)


async def test_a_reminder_is_not_held_up_by_a_broadcast(redis: ArqRedis) -> None:
    throttle = Throttle(redis, 30)
    await throttle.ask([SendRequest(number, 0, 0.1) for number in range(1, 200)])
    (reminder,) = await throttle.ask([SendRequest(1000, 0, 0.5)])
    assert reminder.may_go
    assert reminder.delay < 0.2


@pytest.mark.parametrize("per_minute", [1, 3, 60, 6000])
async def test_a_share_is_the_same_by_redis_and_by_the_arithmetic(
    redis: ArqRedis, per_minute: int
) -> None:
    """Within what a slow machine gets back meanwhile."""
    theirs, ours = Quota(redis), Quota(redis)
    rate = Rate(60 * SECOND // per_minute, per_minute)
    for _ in range(min(per_minute + 2, 12)):
        told = await theirs.take("one", per_minute)
        counted = ours.take_locally("one", rate, time.monotonic_ns() // 1000)
        assert told.may is counted.may
        assert abs(told.left - counted.left) <= 1 + per_minute // 1000
        assert abs(told.full_in - counted.full_in) < 1
