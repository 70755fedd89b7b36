"""SIGTERM, and servers that go away: nothing is lost, nothing is doubled, nothing is flagged."""

import asyncio
import random
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.local.child import Child
from bot.local.servers import Postgres, Redis
from bot.local.stack import Backends
from db.migrate import migrate
from infra import queue
from tests.chaos.arena import Arena, Crew, ahead
from tests.chaos.conftest import Enter, arena_over

SEED = 20260303
RESTARTS, MESSAGES = 4, 2000


class Servers:
    """A Postgres and a Redis of a test's own, to be killed and started again."""

    def __init__(self, home: Path) -> None:
        self.postgres, self.redis = Postgres(home), Redis(home, durable=False)

    @property
    def backends(self) -> Backends:
        """Their addresses, the same after every start."""
        return Backends(self.postgres.url(), self.redis.url)

    def stop_postgres(self, how: signal.Signals) -> None:
        """SIGINT: in order; SIGQUIT: at once, as after a crash."""
        self.postgres.stop_signal = how
        self.postgres.__exit__(None, None, None)

    def stop_redis(self) -> None:
        """At once; it keeps nothing on disk, so that it comes back empty."""
        self.redis.stop_signal = signal.SIGKILL
        self.redis.__exit__(None, None, None)


@pytest.fixture
async def servers(tmp_path: Path) -> AsyncGenerator[Servers, None]:
    servers = Servers(tmp_path / "servers")
    servers.postgres.__enter__()
    servers.redis.__enter__()
    await migrate(servers.backends.database_url)
    yield servers
    servers.redis.__exit__(None, None, None)
    servers.postgres.__exit__(None, None, None)


@pytest.fixture
async def enter_own(tmp_path: Path, servers: Servers) -> AsyncGenerator[Enter, None]:
    """An arena over servers of the test's own."""
    async with AsyncExitStack() as stack:

        async def enter(scenario: str) -> Arena:
            arena = arena_over(scenario, tmp_path / "arena", servers.backends)
            return await stack.enter_async_context(arena)

        (tmp_path / "arena").mkdir()
        yield enter


async def ended(worker: Child) -> int:
    """SIGTERM, and its exit status."""
    worker.process.send_signal(signal.SIGTERM)
    return await asyncio.to_thread(worker.process.wait, 60)


@pytest.mark.full
async def test_rolling_restarts_under_load_lose_double_and_flag_nothing(enter: Enter) -> None:
    dice, arena = random.Random(SEED), await enter(f"SIGTERM, {RESTARTS} times, seed {SEED}")
    await arena.telegram.fault("slow", method="sendMessage", times=None, seconds=1.0)
    crew = Crew(await arena.workers(2), arena.worker)
    await arena.stage(ahead(1), MESSAGES)
    for _ in range(RESTARTS):
        await crew.look()
        await arena.until_begun(await arena.begun() + dice.randint(5, 60))
        assert await arena.left() > 0, "everything was sent before the last restart"
        assert await ended(await crew.leave(dice)) == 0
    await crew.rest()
    await arena.telegram.forgive()
    await arena.is_fine()


async def test_redis_flushed_before_and_while_messages_are_due_loses_nothing(
    enter: Enter, redis_url: str
) -> None:
    arena = await enter("Redis FLUSHALL")
    redis = queue.open_redis(redis_url)
    await arena.workers(2)
    first = ahead(4)
    await arena.stage(first, 300)
    await arena.stage(ahead(6), 300)
    await redis.flushall()
    await arena.until_begun(100)
    await redis.flushall()
    await redis.aclose(close_connection_pool=True)
    await arena.is_fine()


@pytest.mark.full
async def test_redis_killed_and_back_empty_loses_nothing(
    enter_own: Enter, servers: Servers
) -> None:
    arena = await enter_own("Redis killed, back empty")
    await arena.telegram.fault("slow", method="sendMessage", times=None, seconds=0.2)
    await arena.workers(2)
    await arena.stage(ahead(2), 400)
    await arena.stage(ahead(6), 400)
    await arena.until_begun(100)
    await asyncio.to_thread(servers.stop_redis)
    await arena.until_begun(500)  # of the second instant, too: nothing rang for it
    servers.redis.__enter__()
    await arena.stage(ahead(3), 1)
    await arena.is_fine()
    assert all(worker.is_running for worker in arena.house.workers)


@pytest.mark.full
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["in order", "crash"])
async def test_postgres_restarted_under_load_loses_nothing(
    how: signal.Signals, enter_own: Enter, servers: Servers
) -> None:
    arena = await enter_own(f"Postgres restarted, {how.name}")
    await arena.telegram.fault("slow", method="sendMessage", times=None, seconds=0.2)
    await arena.workers(2)
    await arena.stage(ahead(1), 800)
    await arena.until_begun(150)
    await asyncio.to_thread(servers.stop_postgres, how)
    servers.postgres.__enter__()
    await arena.telegram.forgive()
    await arena.is_fine()
    assert all(worker.is_running for worker in arena.house.workers)
