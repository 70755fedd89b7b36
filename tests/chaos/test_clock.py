"""Wrong wall clocks, and an alarm that only one of two workers hears."""

import pytest

from tests.chaos.arena import ahead
from tests.chaos.conftest import Enter


@pytest.mark.full
@pytest.mark.parametrize("off", [-90, -2, 2, 90])
async def test_a_wrong_clock_makes_nothing_early_and_loses_nothing(
    off: float, enter: Enter
) -> None:
    arena = await enter(f"a clock {off:+} s off")
    await arena.worker(clock=off)
    await arena.stage(ahead(2), 100)
    await arena.stage(ahead(4), 100)
    await arena.is_fine()


@pytest.mark.full
async def test_two_workers_share_one_alarm_and_double_nothing(enter: Enter) -> None:
    arena = await enter("two workers, one alarm")
    await arena.workers(2, constants={"workers.pool": {"MOST": 100}})
    await arena.stage(ahead(2), 1000)
    await arena.is_fine()
