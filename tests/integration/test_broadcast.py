"""Broadcasts are staged in parts that survive a crash, once for each person, and can be stopped."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from actions.messages import broadcast
from actions.messages.broadcast import BroadcastRequest
from db.direct import counting
from db.messages import broadcast as rows
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.messages.broadcast import Audience, People, Size, takes
from domain.messages.content import Text
from domain.refusals import NotFound
from tests.support.bookings import ALICE, BERLIN, BOB, MIRA, NOW, furnish, people, value
from tests.support.bot_api import BotApi, refusal
from tests.support.waiting import once_true
from tests.support.worker_parts import now, working
from workers.deps import Deps
from workers.jobs.broadcast import go_on

ALL = People(Audience.ALL)
HELLO = Text("We are closed on <Monday>.")


@pytest.fixture
async def deps(parts: Deps) -> Deps:
    await furnish(parts.database)
    await people(parts.database, MIRA)
    return parts


async def crowd(database: Database, count: int) -> None:
    """More accounts: half of them German, one in ten has blocked the bot; and a caller."""
    async with database.begin() as uow:
        await uow.run(
            text(
                """INSERT INTO accounts (id, locale, reachable)
                   SELECT n, CASE WHEN n % 2 = 0 THEN 'de-DE' ELSE 'en' END, n % 10 <> 0
                     FROM generate_series(1, CAST(:count AS int)) AS n
                   UNION ALL SELECT -1, 'de', true"""
            ),
            {"count": count},
        )


async def size(database: Database, who: People) -> Size:
    async with database.read() as uow:
        return await broadcast.size(uow, MIRA, who, NOW)


async def start(database: Database, who: People = ALL, intent: str = "b1") -> int:
    async with database.begin() as uow:
        wanted = BroadcastRequest(who, HELLO, 77, intent)
        return await broadcast.start(uow, MIRA, wanted, datetime.now(UTC))


async def stage(database: Database) -> int | None:
    async with database.begin() as uow:
        return await broadcast.stage_part(uow, datetime.now(UTC))


async def staged(database: Database) -> int:
    return int(await value(database, "SELECT count(*) FROM scheduled_messages"))


@pytest.mark.parametrize("role", [Role.PATIENT, Role.COLLECTOR, Role.DESK])
async def test_below_a_manager_nobody_is_told_anything(deps: Deps, role: Role) -> None:
    nobody = Actor(ALICE.id, role, BERLIN, True, "en")
    async with deps.database.begin() as uow:
        for attempt in (
            broadcast.size(uow, nobody, ALL, NOW),
            broadcast.start(uow, nobody, BroadcastRequest(ALL, HELLO, 1, "x"), NOW),
            broadcast.stop(uow, nobody, 1, NOW),
            broadcast.languages(uow, nobody),
        ):
            with pytest.raises(NotFound):
                await attempt


async def test_audiences_are_counted_and_callers_are_in_none(deps: Deps) -> None:
    await crowd(deps.database, 1000)
    assert await size(deps.database, ALL) == Size(903, 100)
    assert await size(deps.database, People(Audience.LANGUAGE, "de")) == Size(400, 100)
    assert await size(deps.database, People(Audience.TEST, "1")) == Size(0, 0)
    async with deps.database.begin() as uow:
        await uow.run(
            text(
                """WITH slot AS (
                     INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity, booked)
                     VALUES (1, :at, CAST(:at AS timestamptz) + interval '1 h', 5, 2) RETURNING id),
                   patient AS (
                     INSERT INTO patients (account_id, name)
                     VALUES (1, 'Ann'), (2, 'Bo') RETURNING id, account_id)
                   INSERT INTO bookings (slot_id, account_id, patient_id, test_id, status, intent)
                   SELECT slot.id, account_id, patient.id, 1,
                          CASE account_id WHEN 1 THEN 'booked' ELSE 'cancelled' END, 'i'
                     FROM slot, patient"""
            ).bindparams(at=NOW)
        )
        day = await broadcast.of_day(uow, MIRA, NOW.date())
    assert await size(deps.database, day) == Size(1, 0)
    assert await size(deps.database, People(Audience.TEST, "1")) == Size(1, 0)


async def test_ten_thousand_are_staged_in_parts_and_once_each(deps: Deps) -> None:
    await crowd(deps.database, 12_000)
    number = await start(deps.database)
    assert await start(deps.database) == number  # tapped twice
    with counting() as count:
        assert await stage(deps.database) == broadcast.PART
    assert count.statements == 3
    async with deps.database.begin() as uow:  # a worker died after its part, before it said so
        await uow.run(text("UPDATE broadcasts SET staged_after = 0"))
    while await stage(deps.database) is not None:
        pass
    assert await staged(deps.database) == 10_803
    assert await value(
        deps.database, "SELECT count(DISTINCT recipient) FROM scheduled_messages"
    ) == (10_803)
    assert await value(deps.database, "SELECT DISTINCT lane FROM scheduled_messages") == 1


async def test_two_workers_stage_one_broadcast_once(deps: Deps) -> None:
    await crowd(deps.database, 7000)
    await start(deps.database)
    await asyncio.gather(*(stage(deps.database) for _ in range(4)))
    while await stage(deps.database) is not None:
        pass
    assert await staged(deps.database) == 6303


async def test_it_is_sent_its_card_tells_and_who_blocked_is_counted(
    deps: Deps, api: BotApi
) -> None:
    api.answers.append(refusal(403, "Forbidden: bot was blocked by the user"))
    await start(deps.database)
    await go_on(deps, now())

    async def is_over() -> bool:
        await go_on(deps, datetime.now(UTC) + timedelta(seconds=10))
        told = await value(deps.database, "SELECT is_told FROM broadcasts")
        return bool(told)

    async with working(deps):
        await once_true(is_over)
    said = [call["text"] for call in api.calls]
    assert said.count(HELLO.text) == 3
    async with deps.database.read() as uow:
        found = await rows.progress(uow, 1)
    assert found is not None
    assert (found.status, found.sent, found.blocked) == ("done", 2, 1)
    assert not any("could not be sent" in one for one in said)  # no notice for each
    kinds = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'kind' = 'failure'"
    assert await value(deps.database, kinds) == 0
    assert await value(deps.database, "SELECT count(*) FROM accounts WHERE NOT reachable") == 1


async def test_what_is_stopped_is_not_sent_though_it_waits(deps: Deps, api: BotApi) -> None:
    await crowd(deps.database, 6000)
    number = await start(deps.database)
    await stage(deps.database)
    for _ in range(2):  # two managers at once, or one twice
        async with deps.database.begin() as uow:
            await broadcast.stop(uow, MIRA, number, NOW)
    assert await value(deps.database, "SELECT count(*) FROM audit_log") == 2  # started, stopped
    await go_on(deps, now())
    async with deps.database.read() as uow:
        found = await rows.progress(uow, number)
    assert found is not None
    assert (found.status, found.waiting, found.sent) == ("stopped", 0, 0)
    assert found.cancelled == broadcast.PART
    assert api.calls == []
    assert await stage(deps.database) is None
    assert BOB.id > 0


def test_how_long_it_takes() -> None:
    assert takes(1200, 30) == timedelta(seconds=40)
    assert takes(1200, 0) == timedelta()
