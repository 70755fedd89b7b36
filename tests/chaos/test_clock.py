"""Wrong wall clocks, and an alarm that only one of two workers hears."""

import asyncio

import pytest

from tests.chaos.arena import ahead
from tests.chaos.conftest import Enter


@pytest.mark.full
@pytest.mark.parametrize("off", [(-90,), (90,), (-2, 2)])
async def test_a_wrong_clock_makes_nothing_early_and_loses_nothing(
    off: tuple[float, ...], enter: Enter
) -> None:
    arena = await enter("clocks off by " + ", ".join(f"{each:+} s" for each in off))
    await asyncio.gather(*(arena.worker(clock=each) for each in off))
    await arena.stage(ahead(2), 100)
    await arena.stage(ahead(4), 100)
    await arena.is_fine()


@pytest.mark.full
async def test_two_workers_share_one_alarm_and_double_nothing(enter: Enter) -> None:
    arena = await enter("two workers, one alarm")
    await arena.workers(2, constants={"workers.delivery.senders": {"MOST": 100}})
    await arena.stage(ahead(2), 1000)
    await arena.is_fine()
