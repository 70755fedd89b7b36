"""A paused lane: nothing of it is sent or lost, by any worker, and all of it goes on afterwards."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from actions.manage import workers
from db.direct import counting
from db.manage import health
from db.messages import sweep
from db.uow import Database
from domain.manage.health import HealthPart, findings
from domain.messages.delivery import Lane
from domain.refusals import NotFound
from infra import VERSION
from tests.support.bookings import ALICE, DORA, MIRA, furnish, value
from tests.support.bot import Bot
from tests.support.bot_api import BotApi
from tests.support.desk import browser, hire, signed_in
from tests.support.messages import stage
from tests.support.series import sql
from tests.support.waiting import once_true
from tests.support.worker_parts import now, opened, working
from workers.deps import Deps

SECOND = timedelta(seconds=1)
COUNT = (
    "SELECT count(*) AS messages FROM scheduled_messages WHERE status = :status AND lane = :lane"
)


@pytest.fixture
async def deps(database_url: str, redis_url: str, api: BotApi) -> AsyncGenerator[Deps, None]:
    async with opened(database_url, redis_url, api) as deps:
        await furnish(deps.database)
        await hire(deps.database, MIRA, "Mira")
        yield deps


async def paused(database: Database, lane: Lane) -> None:
    async with database.begin() as uow:
        await workers.pause(uow, MIRA, lane, datetime.now(UTC))


async def resumed(database: Database, lane: Lane) -> None:
    async with database.begin() as uow:
        await workers.resume(uow, MIRA, lane, datetime.now(UTC))


async def planned(deps: Deps, at: datetime, count: int, lane: Lane) -> None:
    await stage(
        deps.database,
        at,
        count,
        author=ALICE.id,
        recipient=None,
        lane=lane,
        prefix=f"{lane.name}-{at.timestamp()}",
        ring=True,
    )


async def how_many(deps: Deps, status: str, lane: Lane) -> int:
    async with deps.database.read() as uow:
        found = await uow.one(text(COUNT), {"status": status, "lane": int(lane)})
        return int(found.messages)


async def sent(deps: Deps, count: int, lane: Lane) -> None:
    async def are_sent() -> bool:
        return await how_many(deps, "sent", lane) == count

    await once_true(are_sent)


@pytest.mark.parametrize("lane", Lane)
async def test_a_paused_lane_waits_while_others_go_and_loses_nothing(
    deps: Deps, database_url: str, redis_url: str, api: BotApi, lane: Lane
) -> None:
    other = next(one for one in Lane if one is not lane)
    await paused(deps.database, lane)
    for one in (lane, other):
        await planned(deps, now() + SECOND, 20, one)
    async with opened(database_url, redis_url, api) as second, working(deps), working(second):
        await sent(deps, 20, other)
        await asyncio.sleep(1.5)
        assert await how_many(deps, "scheduled", lane) == 20
        await resumed(deps.database, lane)
        async with asyncio.timeout(4):  # by its alarm, and not by the sweep of five seconds
            await sent(deps, 20, lane)
    assert len(api.calls) == 40


async def test_what_a_worker_holds_is_given_back_within_two_seconds(
    deps: Deps, api: BotApi
) -> None:
    """It is claimed while the first few are stuck on the wire."""
    await planned(deps, now(), 300, Lane.BROADCAST)
    api.gate.clear()
    async with working(deps):
        await api.came(30)
        await paused(deps.database, Lane.BROADCAST)

        async def is_given_back() -> bool:
            held = await how_many(deps, "sending", Lane.BROADCAST)
            return held <= 32 + 2 * 32 + 32  # on the wire, ahead of it, and a last chunk

        async with asyncio.timeout(2.5):
            await once_true(is_given_back)
        api.gate.set()
        await asyncio.sleep(1)
        begun = len(api.calls)
        await asyncio.sleep(1.5)
        assert len(api.calls) == begun < 300
        assert await how_many(deps, "sending", Lane.BROADCAST) == 0
        await resumed(deps.database, Lane.BROADCAST)
        await sent(deps, 300, Lane.BROADCAST)
    assert len(api.calls) == 300


async def test_resumed_before_its_instant_a_message_keeps_it(deps: Deps, api: BotApi) -> None:
    at = now() + 3 * SECOND
    await paused(deps.database, Lane.PERSONAL)
    await planned(deps, at, 5, Lane.PERSONAL)
    async with working(deps):
        await asyncio.sleep(1)
        await resumed(deps.database, Lane.PERSONAL)
        await sent(deps, 5, Lane.PERSONAL)
    assert all(0 <= call["at"] - at.timestamp() < 1 for call in api.calls)


async def test_what_is_not_worth_it_any_more_is_not_sent_afterwards(
    deps: Deps, api: BotApi
) -> None:
    await paused(deps.database, Lane.LAB)
    await planned(deps, now(), 1, Lane.LAB)
    await sql(deps.database, "UPDATE scheduled_messages SET stale_after = now()")
    async with working(deps):
        await resumed(deps.database, Lane.LAB)

        async def is_settled() -> bool:
            return await how_many(deps, "dead", Lane.LAB) == 1

        await once_true(is_settled)
    assert not api.calls


async def test_an_idle_worker_asks_nothing_for_pauses(deps: Deps) -> None:
    async with working(deps):
        await asyncio.sleep(1)
        with counting() as count:
            await asyncio.sleep(2.5)
    assert count.statements <= 12, "one sweep at most"


async def test_pausing_is_the_managers_noted_and_told(deps: Deps) -> None:
    database = deps.database
    await hire(database, DORA, "Dora")
    for act in (workers.pause, workers.resume):
        async with database.begin() as uow:
            with pytest.raises(NotFound):
                await act(uow, DORA, Lane.LAB, datetime.now(UTC))
    await planned(deps, now() - 90 * SECOND, 1, Lane.LAB)
    for _ in range(2):
        await paused(database, Lane.LAB)
    async with database.read() as uow:
        found = findings(await health.state(uow), datetime.now(UTC))
        assert await sweep.oldest_wait(uow) == 0
    wrong = {one.part for one in found if not one.is_ok}
    assert HealthPart.PAUSED in wrong
    assert HealthPart.DUE not in wrong
    for _ in range(2):
        await resumed(database, Lane.LAB)
    async with database.read() as uow:
        assert await sweep.oldest_wait(uow) > 60
    noted = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE subject = 'lane'"
    assert await value(database, noted) == "lane_paused lane_resumed"


async def test_the_page_pauses_and_resumes_and_every_page_says_so(
    running_bot: Bot, database: Database
) -> None:
    await furnish(database)
    for one, name in ((DORA, "Dora"), (MIRA, "Mira")):
        await hire(database, one, name)
    async with browser(running_bot.url) as miras, browser(running_bot.url) as doras:
        await signed_in(miras, database, MIRA)
        await signed_in(doras, database, DORA)
        page = await miras.get("/desk/workers")
        done = await miras.send(page, "/desk/workers/broadcast/pause")
        assert "Paused: Broadcasts" in done.words
        assert "Paused: Broadcasts" in (await doras.get("/desk")).words
        tried = await doras.get("/desk")
        foreign = tried.form("/desk/out")
        refused = await doras.post("/desk/workers/broadcast/resume", foreign)
        assert refused.status == 404
        assert (
            await miras.post("/desk/workers/nothing/pause", page.form("/desk/out"))
        ).status == 404
        done = await miras.send(done, "/desk/workers/broadcast/resume")
        assert "Paused:" not in done.words
        assert "Paused:" not in (await doras.get("/desk")).words


async def test_a_worker_is_told_with_its_version_and_what_it_sends(deps: Deps, api: BotApi) -> None:
    await planned(deps, now(), 40, Lane.LAB)
    api.gate.clear()
    async with working(deps):
        await api.came(30)
        async with deps.database.read() as uow:
            found = await workers.state(uow, MIRA)
        api.gate.set()
        await sent(deps, 40, Lane.LAB)
    (worker,), (held,) = found.workers, found.claims
    assert worker.version == VERSION
    assert worker.id.startswith(held.worker)
    assert held.lab == held.messages
    assert held.begun >= 30
    assert UUID(worker.id) != uuid4()
