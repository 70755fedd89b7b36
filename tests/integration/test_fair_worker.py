"""Many messages of one chat beside other people's, by the worker's parts at Telegram's own pace."""

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from domain.messages.delivery import Lane
from tests.support.bookings import ALICE, furnish
from tests.support.bot_api import BotApi
from tests.support.messages import stage
from tests.support.waiting import once_true
from tests.support.worker_parts import now, opened, working
from workers.deps import Deps

SECOND = timedelta(seconds=1)
NOISY = 1_000_000
SECONDS, PEOPLE = 5, 5


@pytest.fixture
async def deps(database_url: str, redis_url: str, api: BotApi) -> AsyncGenerator[Deps, None]:
    async with opened(database_url, redis_url, api, send_rate="30") as deps:
        await furnish(deps.database)
        yield deps


async def loud(deps: Deps, at: datetime, count: int, lane: Lane = Lane.PERSONAL) -> None:
    await stage(
        deps.database, at, count, author=ALICE.id, recipient=NOISY, lane=lane, prefix="l", ring=True
    )


async def send(deps: Deps, but: str) -> None:
    """Work until everything is sent but what goes to that recipient."""
    left = text(
        "SELECT id FROM scheduled_messages WHERE recipient <> :but AND status <> 'sent' LIMIT 1"
    )

    async def is_done() -> bool:
        async with deps.database.read() as uow:
            return await uow.first(left, {"but": but}) is None

    async with working(deps):
        await once_true(is_done)


def lateness(api: BotApi, start: datetime) -> list[float]:
    """Seconds, of the others' messages: PEOPLE at each of SECONDS."""
    came = sorted(call["at"] for call in api.calls if call["chat_id"] != NOISY)
    return [at - start.timestamp() - number // PEOPLE for number, at in enumerate(came)]


@pytest.mark.parametrize("lane", [Lane.PERSONAL, Lane.LAB])
async def test_four_hundred_of_one_chat_delay_nobody(deps: Deps, api: BotApi, lane: Lane) -> None:
    """They filled the waiting room, and others' came a minute late."""
    start = now() + 2 * SECOND
    await loud(deps, start, 400, lane)
    for number in range(SECONDS):
        await stage(
            deps.database,
            start + number * SECOND,
            PEOPLE,
            author=ALICE.id,
            recipient=None,
            prefix=f"other{number}-",
            ring=True,
        )
    await send(deps, but=str(NOISY))
    late = lateness(api, start)
    assert len(late) == SECONDS * PEOPLE
    assert min(late) >= 0
    assert max(late) < 0.5
    came = [int(call["text"].split()[1]) for call in api.calls if call["chat_id"] == NOISY]
    assert 3 <= len(came) <= 3 + SECONDS + 2  # a short burst, then one a second
    assert sorted(came) == list(range(len(came)))  # the first ones
    rescued = deps.metrics.registry.get_sample_value("slotbell_rescued_total")
    assert not rescued


async def test_a_chat_with_much_to_send_gets_it_at_telegrams_pace_in_order(
    deps: Deps, api: BotApi
) -> None:
    start = now() + SECOND
    await loud(deps, start, 9)
    await send(deps, but="")
    at = [call["at"] - start.timestamp() for call in api.calls]
    assert max(at[:3]) < 0.5
    assert all(number - 2 <= each < number - 1 for number, each in enumerate(at[3:], 3))
    came = [int(call["text"].split()[1]) for call in api.calls]
    assert came[3:] == [3, 4, 5, 6, 7, 8]
