"""kill -9: leases run out, what had begun is sent again and flagged, and nothing is lost."""

import asyncio
import random
import signal

import pytest

from tests.chaos.arena import FULL, Crew, ahead
from tests.chaos.conftest import Enter
from tests.chaos.judge import Allowed

SEED = 20260302
KILLS, MESSAGES, ANSWER = (20, 2000, 1.0) if FULL else (3, 300, 0.4)
POINTS = [
    ("after claim", ["db.messages.delivery", "claim", "after", 1]),
    ("after begin", ["db.messages.delivery", "begin", "after", 2]),
    ("after wire", ["infra.telegram", "Wire.send", "after", 5]),
    ("before settle", ["db.messages.delivery", "settle", "before", 2]),
    ("after settle", ["db.messages.delivery", "settle", "after", 2]),
]


@pytest.mark.timeout(400)
async def test_workers_killed_at_random_lose_nothing_and_say_what_may_be_double(
    enter: Enter,
) -> None:
    dice, arena = random.Random(SEED), await enter(f"kill -9, {KILLS} times, seed {SEED}")
    await arena.telegram.fault("slow", method="sendMessage", times=None, seconds=ANSWER)
    few = {"workers.delivery.senders": {"MOST": 64}}
    crew = Crew(await arena.workers(2, constants=few), lambda: arena.worker(constants=few))
    await arena.stage(ahead(1), MESSAGES)
    for _ in range(KILLS):
        await crew.look()
        await arena.until_begun(await arena.begun() + dice.randint(5, 50))
        assert await arena.left() > 0, "everything was sent before the last kill"
        (await crew.leave(dice)).stop(signal.SIGKILL)
    await crew.rest()
    await arena.telegram.forgive()
    found = await arena.is_fine(Allowed(deaths=KILLS))
    assert found.doubled, "every kill hit a full wire, and a wire that is cut delivers"


@pytest.mark.full
async def test_workers_killed_at_every_point_of_a_delivery_lose_nothing(enter: Enter) -> None:
    arena = await enter("kill at named points")
    constants = {"workers.delivery.senders": {"MOST": 64}}
    doomed = await asyncio.gather(
        *(arena.worker(kill=point, constants=constants) for _, point in POINTS)
    )
    await arena.stage(ahead(1), 600)
    for (name, _), worker in zip(POINTS, doomed, strict=True):
        status = await asyncio.to_thread(worker.process.wait, 60)
        assert status == -signal.SIGKILL, f"{name}: {worker.output()}"
    await arena.worker()
    await arena.is_fine(Allowed(deaths=len(POINTS)))
