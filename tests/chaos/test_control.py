"""A worker that sleeps beyond its lease; and negative controls: without a guard it turns red."""

import asyncio
import signal
from typing import Any

import pytest
from sqlalchemy import text

from bot.local.child import Child
from tests.chaos.arena import Arena, ahead, true
from tests.chaos.conftest import Enter
from tests.chaos.judge import Allowed
from workers.delivery.senders import SENDERS

_CLAIMED = text("""
    SELECT count(*) AS n FROM scheduled_messages
     WHERE status = 'sending' AND lease_until >= clock_timestamp()
""")
MESSAGES = 250
FEW: dict[str, Any] = {"workers.delivery.senders": {"MOST": 300}}


async def leases_are_over(arena: Arena) -> None:
    """Wait until no claim holds any more."""

    async def is_so() -> bool:
        async with arena.database.read() as uow:
            found = await uow.first(_CLAIMED)
        return found is not None and found.n == 0

    await true(is_so, "the end of all leases")


async def sleep_beyond_the_lease(arena: Arena, **orders: Any) -> Child:
    """A worker is stopped with a full wire and a line behind it, another sends all, it wakes."""
    sleeper = await arena.worker(**orders)
    slow = await arena.telegram.fault("slow", method="sendMessage", times=None, seconds=1.0)
    await arena.stage(ahead(1), MESSAGES)
    await arena.until_on_wire(20)
    sleeper.process.send_signal(signal.SIGSTOP)
    await arena.telegram.forgive(slow)
    await arena.worker(**{name: orders[name] for name in orders if name == "real"})

    async def is_sent() -> bool:
        return await arena.left() == 0

    await true(is_sent, "the other worker has sent everything", every=0.2)
    sleeper.process.send_signal(signal.SIGCONT)
    return sleeper


async def leave(worker: Child) -> None:
    """SIGTERM: what it has in hand, it finishes first."""
    worker.process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.process.wait, 60) == 0


@pytest.mark.full
@pytest.mark.parametrize("real", [False, True], ids=["short lease", "real lease"])
async def test_a_worker_asleep_beyond_its_lease_spoils_nothing(real: bool, enter: Enter) -> None:
    arena = await enter(f"SIGSTOP beyond the {'real' if real else 'short'} lease")
    sleeper = await sleep_beyond_the_lease(arena, real=real)
    await leave(sleeper)
    await arena.is_fine(Allowed(deaths=1))


async def test_without_the_fence_the_judge_finds_messages_doubled_in_silence(enter: Enter) -> None:
    arena = await enter("CONTROL: no fence")
    sleeper = await sleep_beyond_the_lease(arena, without=["fence"])
    await arena.until_begun(MESSAGES + SENDERS + 1)  # one that it had not begun before, too
    await leave(sleeper)
    found = await arena.verdict()
    assert found.silent, found
    assert found.violations(Allowed(deaths=1)) != []


@pytest.mark.full
async def test_without_the_sweep_the_judge_finds_messages_lost(enter: Enter) -> None:
    arena = await enter("CONTROL: no sweep")
    doomed = await arena.worker()
    await arena.telegram.fault("hang", method="sendMessage", times=None)
    await arena.stage(ahead(1), 50)
    await arena.until_on_wire(20)
    doomed.stop(signal.SIGKILL)
    await arena.telegram.forgive()
    await leases_are_over(arena)
    survivor = await arena.worker(without=["sweep"])
    await arena.stage(ahead(1), 10)
    await arena.until_begun(await arena.begun() + 10)
    await leave(survivor)
    found = await arena.verdict(is_over=False)
    assert len(found.lost) == len(found.open) > 0, found
    assert found.violations(Allowed(deaths=1)) != []
