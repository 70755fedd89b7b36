"""The Bot API misbehaves, before and after a message has arrived."""

import pytest

from tests.chaos.arena import ahead
from tests.chaos.conftest import Enter
from tests.chaos.judge import ON_WIRE, Allowed

EACH = 20
UNKNOWN = ("500", "502html", "hang", "cut")


@pytest.mark.full
async def test_nothing_is_lost_whatever_the_bot_api_answers(enter: Enter) -> None:
    arena = await enter("Bot API: 429 500 502 hang cut")
    await arena.workers(2)
    for kind in UNKNOWN:
        for after in (False, True):
            await arena.telegram.fault(kind, method="sendMessage", times=EACH, after=after)
    await arena.telegram.fault("429", method="sendMessage", times=3 * EACH, retry_after=1)
    await arena.stage(ahead(2), 400)
    arrived = EACH * len(UNKNOWN)
    found = await arena.is_fine(Allowed(flagged=2 * arrived))
    assert 0 < len(found.doubled) <= arrived


@pytest.mark.full
async def test_what_waits_behind_requests_that_hang_is_not_in_doubt(enter: Enter) -> None:
    arena = await enter("Bot API: a full wire hangs")
    await arena.worker()
    await arena.telegram.fault("hang", method="sendMessage", times=ON_WIRE)
    await arena.stage(ahead(2), 150)
    found = await arena.is_fine(Allowed(flagged=ON_WIRE))
    assert found.doubled == ()


@pytest.mark.full
async def test_a_bot_api_that_is_down_for_two_tries_loses_nothing(enter: Enter) -> None:
    arena = await enter("Bot API: 500 for two tries")
    await arena.worker()
    await arena.telegram.fault("500", method="sendMessage", times=200)
    await arena.stage(ahead(2), 100)
    found = await arena.is_fine(Allowed(flagged=100))
    assert found.doubled == ()
