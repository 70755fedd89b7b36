"""The workers' page tells what is true, to managers, and costs little however much there is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from actions.manage import workers
from db.direct import counting
from db.manage import health
from db.manage import workers as rows
from db.messages import delivery
from db.uow import Database
from domain.messages.delivery import Lane, Lanes
from domain.refusals import NotFound
from infra import throttle
from tests.support.bookings import ALICE, DORA, MIRA, furnish
from tests.support.bot import Bot
from tests.support.desk import Desk, browser, hire, signed_in
from tests.support.series import sql

PLANNED = """
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, lane, intent,
                                    status, attempts, sent_at)
    SELECT CAST(:author AS bigint), CAST(CAST(:author AS bigint) AS text),
           '{"kind": "text", "text": "x"}', at, at,
           CAST(:lane AS smallint), CAST(CAST(:lane AS smallint) AS text) || n || at,
           CAST(:status AS text), 0, CASE CAST(:status AS text) WHEN 'sent' THEN at END
      FROM generate_series(1, CAST(:count AS int)) AS n,
           (SELECT date_trunc('second', clock_timestamp()) + CAST(:ahead AS int)
                   * interval '1 second' AS at) AS t"""
TRIED = """
    INSERT INTO delivery_attempts (message_id, attempt, begun_at, ended_at, outcome)
    SELECT id, 1, due_at + interval '20 ms', due_at + interval '120 ms', :outcome
      FROM scheduled_messages WHERE status = :status AND due_at <= clock_timestamp()"""


@pytest.fixture(autouse=True)
async def house(database: Database) -> None:
    await furnish(database)
    for one, name in ((DORA, "Dora"), (MIRA, "Mira")):
        await hire(database, one, name)


@pytest.fixture
async def desk(running_bot: Bot, database: Database) -> AsyncIterator[Desk]:
    async with browser(running_bot.url) as one:
        await signed_in(one, database, MIRA)
        yield one


async def plan(
    database: Database, count: int, ahead: int, lane: Lane, status: str = "scheduled"
) -> None:
    """Messages of Alice's, so many seconds from now."""
    values = {"author": ALICE.id, "count": count, "ahead": ahead, "lane": int(lane)}
    await sql(database, PLANNED, **values, status=status)


async def test_what_waits_is_told_by_lane_and_what_was_sent_by_percent(database: Database) -> None:
    await plan(database, 3, -10, Lane.LAB)
    await plan(database, 5, 30, Lane.PERSONAL)
    await plan(database, 7, 1800, Lane.BROADCAST)
    await plan(database, 4, -60, Lane.PERSONAL, "sent")
    await sql(database, TRIED, status="sent", outcome="delivered")
    async with database.begin() as uow:
        await delivery.claim(uow, datetime.now(UTC), Lanes(9, 9, 1), uuid4(), lease=45)
        await health.beat(uow, uuid4(), datetime.now(UTC))
    async with database.read() as uow:
        with counting() as count:
            found = await workers.state(uow, MIRA)
    assert count.statements == 4
    waiting = {one.lane: (one.overdue, one.in_a_minute, one.in_an_hour) for one in found.lanes}
    assert waiting == {Lane.LAB: (2, 0, 0), Lane.PERSONAL: (0, 5, 5), Lane.BROADCAST: (0, 0, 7)}
    assert [(one.messages, one.begun) for one in found.claims] == [(1, 0)]
    assert found.claims[0].lease_until > found.now
    assert [one.is_alive(found.now) for one in found.workers] == [True]
    assert (found.hour.delivered, found.hour.later, found.hour.given_up) == (4, 0, 0)
    assert found.hour.lateness.p99 == pytest.approx(0.02)
    assert found.hour.sending.p50 == pytest.approx(0.1)


async def test_retries_to_come_are_those_that_were_put_off(database: Database) -> None:
    await plan(database, 2, -60, Lane.PERSONAL)
    await sql(database, TRIED, status="scheduled", outcome="later")
    later = """UPDATE scheduled_messages SET attempts = 1,
               fire_at = date_trunc('second', clock_timestamp()) + interval '4 minutes'"""
    await sql(database, later)
    async with database.read() as uow:
        found = await workers.state(uow, MIRA)
    assert (found.hour.later, found.hour.retries) == (2, 2)
    assert found.hour.next_at is not None
    assert timedelta(minutes=3) < found.hour.next_at - found.now <= timedelta(minutes=4)


async def test_an_empty_house_has_numbers_too(database: Database) -> None:
    async with database.read() as uow:
        found = await workers.state(uow, MIRA)
        with pytest.raises(NotFound):
            await workers.state(uow, DORA)
    assert (found.workers, found.claims, found.hour.lateness.p50) == ((), (), None)


async def test_counts_end_at_their_bound(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST", 4)
    monkeypatch.setattr(rows, "LATEST", 3)
    for ahead in (-10, 30, 1800):
        await plan(database, 6, ahead, Lane.PERSONAL)
    await plan(database, 6, -60, Lane.LAB, "sent")
    await sql(database, TRIED, status="sent", outcome="delivered")
    async with database.read() as uow:
        found = await workers.state(uow, MIRA)
    personal = next(one for one in found.lanes if one.lane is Lane.PERSONAL)
    assert (personal.overdue, personal.in_a_minute, personal.in_an_hour) == (4, 4, 4)
    assert found.hour.delivered == 3


async def test_the_page_is_for_managers_and_tells_all_of_it(
    running_bot: Bot, desk: Desk, database: Database
) -> None:
    page = await desk.get("/desk/workers")
    for words in ("No worker lives", "Overdue", "Broadcasts", "p99", "Database: answers", "Redis:"):
        assert words in page.words
    async with database.begin() as uow:
        await health.beat(uow, uuid4(), datetime.now(UTC))
    assert "No worker lives" not in (await desk.get("/desk/workers")).words
    async with browser(running_bot.url) as doras:
        home = await signed_in(doras, database, DORA)
        assert "Workers" not in home.words
        assert (await doras.get("/desk/workers")).status == 404


async def test_the_rate_in_use_is_read_from_redis(running_bot: Bot) -> None:
    redis = running_bot.deps.redis
    assert await throttle.fill(redis) == 0
    asked = [throttle.SendRequest(number, 0, 9) for number in range(1, 11)]
    await throttle.Throttle(redis, 20).ask(asked)
    filled = await throttle.fill(redis)
    assert filled is not None
    assert filled > 0.5
