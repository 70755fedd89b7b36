"""What repeats, with the worker's parts together on real servers and a tiny Bot API."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, text

from actions.account import account
from actions.messages import dead_letters, series
from db.base import Instant
from db.messages.chat import keep_chat
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.messages.chat import Chat, ChatType, Membership
from domain.messages.series import Repeat, Series, SeriesStatus
from tests.support.bot_api import BotApi, refusal
from tests.support.letters import dead
from tests.support.messages import AUTHOR, people, put
from tests.support.series import DAILY, occurrences, sql, started
from tests.support.waiting import once_true
from tests.support.worker_parts import now, working
from workers.delivery.series import resume
from workers.delivery.sweep import EVERY
from workers.deps import Deps

ALICE = Actor(AUTHOR, Role.PATIENT, "UTC", True, "en")
DAY = timedelta(days=1)
MOVE = text("""
    WITH moved AS (UPDATE message_series SET next_at = :at, wall = :at AT TIME ZONE 'UTC')
    UPDATE scheduled_messages SET due_at = :at, fire_at = :at, intent = 'moved'
""").bindparams(bindparam("at", type_=Instant))


@pytest.fixture
async def deps(parts: Deps) -> Deps:
    await people(parts.database, AUTHOR)
    return parts


async def due(database: Database, at: datetime) -> Series:
    """A daily series whose pending occurrence is planned for `at`."""
    made = await started(database, ALICE, Repeat(DAILY, at.replace(tzinfo=None), "UTC"), now())
    async with database.begin() as uow:
        await uow.run(MOVE, {"at": at})
    return made


async def are(database: Database, series_id: int, *statuses: str) -> list[datetime]:
    """Wait until the occurrences have these statuses, in order; their planned instants."""

    async def they_are() -> bool:
        return tuple(status for _, status in await occurrences(database, series_id)) == statuses

    await once_true(they_are)
    return [at for at, _ in await occurrences(database, series_id)]


async def test_one_occurrence_is_sent_and_the_next_is_planned_on_its_clock(
    deps: Deps, api: BotApi
) -> None:
    first = now() + timedelta(seconds=2)
    made = await due(deps.database, first)
    async with working(deps):
        await api.came(1)
        assert await are(deps.database, made.id, "sent", "scheduled") == [first, first + DAY]
    assert api.texts == ["Stand-up"]


async def test_after_an_outage_of_days_one_comes_late_and_says_so(deps: Deps, api: BotApi) -> None:
    missed = now() - 3 * DAY + timedelta(hours=1)
    made = await due(deps.database, missed)
    async with working(deps):
        await api.came(1)
        planned = await are(deps.database, made.id, "sent", "scheduled")
    assert planned == [missed, missed + 3 * DAY], "the next is still to come"
    (said,) = api.texts
    assert said.startswith("Late: this was planned for")
    assert said.endswith("UTC.\n\nStand-up")


async def test_a_dead_letter_is_told_once_and_the_series_goes_on(deps: Deps, api: BotApi) -> None:
    api.answers.append(refusal(400, "Bad Request: message is too odd"))
    made = await due(deps.database, now() + timedelta(seconds=1))
    async with working(deps):
        await are(deps.database, made.id, "dead", "scheduled")
        await api.came(2)
    assert "Telegram refused the message" in api.texts[1]


GONE = [
    refusal(403, "Forbidden: bot was blocked by the user"),
    refusal(403, "Forbidden: user is deactivated"),
    refusal(400, "Bad Request: chat not found"),
]


@pytest.mark.parametrize("answer", GONE, ids=["blocked", "deactivated", "no chat"])
async def test_what_repeats_for_somebody_who_left_waits_until_they_are_back(
    deps: Deps, api: BotApi, answer: dict[str, Any]
) -> None:
    database = deps.database
    api.answers += [answer] * 3
    first = now() - 3 * DAY + timedelta(hours=1)
    made = await due(database, first)
    async with working(deps):
        await are(database, made.id, "dead")
        await asyncio.sleep(2 * EVERY + 1)
        assert await are(database, made.id, "dead") == [first]
        assert len(api.calls) == 1
        assert await standing(database, made.id) == (SeriesStatus.PAUSED, False)
        async with database.begin() as uow:
            visitor = account.Visitor(AUTHOR, "en")
            arrival = await account.meet(uow, account.Defaults("UTC", ()), visitor, 1)
            assert not arrival.is_current
            await account.arrive(uow, visitor, arrival)
        assert await are(database, made.id, "dead", "scheduled") == [first, first + 3 * DAY]
    assert await standing(database, made.id) == (SeriesStatus.ACTIVE, True)


async def visits(database: Database, update: int, *, is_reachable: bool) -> None:
    """They block the bot, or are back."""
    async with database.begin() as uow:
        visitor = account.Visitor(AUTHOR, "en", is_reachable)
        arrival = await account.meet(uow, account.Defaults("UTC", ()), visitor, update)
        await account.arrive(uow, visitor, arrival)


async def test_what_repeats_waits_as_soon_as_the_block_is_seen(deps: Deps, api: BotApi) -> None:
    database = deps.database
    made = await due(database, now() + timedelta(hours=1))
    first, _ = (await occurrences(database, made.id))[0]
    await visits(database, 1, is_reachable=False)
    assert await standing(database, made.id) == (SeriesStatus.PAUSED, False)
    assert await are(database, made.id, "cancelled") == [first]
    async with working(deps):
        await visits(database, 2, is_reachable=True)
        assert await are(database, made.id, "scheduled") == [first]  # as it was planned
    assert await standing(database, made.id) == (SeriesStatus.ACTIVE, True)
    assert api.calls == []


async def test_a_refused_message_stops_what_else_repeats_for_them(deps: Deps, api: BotApi) -> None:
    api.answers += [refusal(403, "Forbidden: bot was blocked by the user")] * 2
    later = await due(deps.database, now() + timedelta(hours=1))
    (one,) = await dead(deps.database)
    values = "status = 'scheduled', resolved_at = NULL, last_error = NULL, attempts = 0"
    await put(deps.database, one, f"{values}, fire_at = date_trunc('second', now())")
    async with working(deps):
        await are(deps.database, later.id, "cancelled")
    assert await standing(deps.database, later.id) == (SeriesStatus.PAUSED, False)
    assert len(api.calls) == 1


async def standing(database: Database, series_id: int) -> tuple[SeriesStatus, bool]:
    """How the series stands, and whether its author is reachable."""
    asked = text("SELECT reachable FROM accounts WHERE id = :id")
    async with database.read() as uow:
        found = await series.find(uow, ALICE, series_id)
        row = await uow.one(asked, {"id": AUTHOR})
    assert (found.halted_for is None) == (found.status is SeriesStatus.ACTIVE)
    return found.status, row.reachable


async def test_its_author_may_go_on_before_and_is_paused_again(deps: Deps, api: BotApi) -> None:
    api.answers += GONE[:1]
    made = await due(deps.database, now() + timedelta(seconds=1))
    async with working(deps):
        await are(deps.database, made.id, "dead")
        async with deps.database.begin() as uow:
            going = await series.resume(uow, ALICE, made.id, now())
    assert (going.status, going.halted_for) == (SeriesStatus.ACTIVE, None)


async def test_a_group_that_threw_the_bot_out_is_waited_for(deps: Deps, api: BotApi) -> None:
    """Only news of the bot's place that came later than that mean anything."""
    made = await due(deps.database, now() - timedelta(hours=1))
    place = Chat(-5, ChatType.GROUP, "Ward")
    async with deps.database.begin() as uow:
        await keep_chat(uow, place, Membership.MEMBER, now() - DAY)
    await sql(
        deps.database,
        "UPDATE message_series SET recipient = '-5', status = 'paused', halted_for = 'removed',"
        " halted_at = now()",
    )
    await sql(deps.database, "UPDATE scheduled_messages SET status = 'dead', recipient = '-5'")

    async def resumed() -> int:
        async with deps.database.begin() as uow:
            return await resume(uow, 10, now())

    assert await resumed() == 0
    async with deps.database.begin() as uow:
        await keep_chat(uow, place, Membership.KICKED, now() + timedelta(seconds=2))
    assert await resumed() == 0
    async with deps.database.begin() as uow:
        await keep_chat(uow, place, Membership.MEMBER, now() + timedelta(seconds=3))
    assert await resumed() == 1
    assert await resumed() == 0
    assert len(await are(deps.database, made.id, "dead", "scheduled")) == 2


async def test_a_series_that_stands_still_is_found_by_the_sweep(deps: Deps, api: BotApi) -> None:
    made = await due(deps.database, now() - timedelta(hours=1))
    await sql(deps.database, "UPDATE scheduled_messages SET status = 'sent'")
    async with working(deps):
        await are(deps.database, made.id, "sent", "scheduled")
    assert api.calls == []


async def test_what_is_paused_is_left_alone_by_the_sweep(deps: Deps, api: BotApi) -> None:
    made = await due(deps.database, now() - timedelta(hours=1))
    await sql(deps.database, "UPDATE scheduled_messages SET status = 'cancelled'")
    await sql(deps.database, "UPDATE message_series SET status = 'paused'")
    other = await dead(deps.database)
    async with deps.database.begin() as uow:
        await dead_letters.retry(uow, Actor(AUTHOR, Role.DESK, "UTC", True, "en"), other[0], now())
    async with working(deps):
        await api.came(1)
    assert [status for _, status in await occurrences(deps.database, made.id)] == ["cancelled"]
    assert api.texts == ["secret 1"]


async def test_nobody_is_told_of_a_failure_that_is_none_any_more(deps: Deps, api: BotApi) -> None:
    (one,) = await dead(deps.database)
    await sql(
        deps.database,
        "INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, intent)"
        " SELECT author_id, recipient, jsonb_build_object('kind', 'failure', 'message_id', id),"
        " date_trunc('second', now()), date_trunc('second', now()), 'notice'"
        " FROM scheduled_messages",
    )
    await put(deps.database, one, "status = 'sent'")

    async def is_dropped() -> bool:
        asked = text("SELECT status FROM scheduled_messages WHERE intent = 'notice'")
        async with deps.database.read() as uow:
            row = await uow.first(asked)
        return row is not None and row.status == "cancelled"

    async with working(deps):
        await once_true(is_dropped)
    assert api.calls == []
