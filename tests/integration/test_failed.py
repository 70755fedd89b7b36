"""Dead letters: only staff see them, and of two who decide one wins."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from actions.messages import dead_letters, schedule
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.messages.schedule import Status, whole_second
from domain.refusals import AlreadySent, NotFound, TextEmpty, TextTooLong
from tests.support.letters import PAST, dead, tally
from tests.support.messages import AUTHOR, people, put, row

NOW = datetime.now(UTC)
DESK = Actor(AUTHOR + 1, Role.DESK, "Europe/Berlin", True, "en")
OTHER = Actor(AUTHOR + 2, Role.MANAGER, "Europe/Berlin", True, "en")
AUTHOR_SELF = Actor(AUTHOR, Role.PATIENT, "Europe/Berlin", True, "en")


@pytest.fixture(autouse=True)
async def accounts(database: Database) -> None:
    await people(database, AUTHOR, DESK.id, OTHER.id)


async def all_tried_again(database: Database, actor: Actor, cause: str = "no_answer") -> int:
    async with database.begin() as uow:
        return await dead_letters.retry_all(uow, actor, cause, NOW)


@pytest.mark.parametrize("role", [Role.PATIENT, Role.COLLECTOR])
async def test_below_the_desk_there_is_nothing(database: Database, role: Role) -> None:
    (one,) = await dead(database)
    nobody = Actor(AUTHOR, role, "UTC", True, "en")
    async with database.begin() as uow:
        for asked in (
            dead_letters.groups(uow, nobody),
            dead_letters.letters(uow, nobody, "no_answer"),
            dead_letters.find(uow, nobody, one),
            dead_letters.retry(uow, nobody, one, NOW),
            dead_letters.retry_all(uow, nobody, "no_answer", NOW),
            dead_letters.drop(uow, nobody, one, "why", now=NOW),
            dead_letters.drop_all(uow, nobody, "no_answer", "why", now=NOW),
        ):
            with pytest.raises(NotFound):
                await asked
    assert await tally(database) == {"dead": 1}


async def test_groups_have_counts_and_the_largest_comes_first(database: Database) -> None:
    await dead(database, 2, "blocked")
    await dead(database, 3, "no_answer")
    async with database.read() as uow:
        found = await dead_letters.groups(uow, DESK)
    assert [(group.cause, group.count) for group in found] == [("no_answer", 3), ("blocked", 2)]
    assert found[0].latest == PAST


async def test_a_group_has_pages_and_never_says_what_was_written(database: Database) -> None:
    staged = await dead(database, dead_letters.PAGE + 3)
    async with database.read() as uow:
        first = await dead_letters.letters(uow, DESK, "no_answer")
        beyond = await dead_letters.letters(uow, DESK, "no_answer", 99)
    assert [item.id for item in first.items] == staged[::-1][: dead_letters.PAGE]
    assert [item.id for item in beyond.items] == staged[::-1][dead_letters.PAGE :]
    assert (beyond.number, beyond.pages, beyond.total) == (1, 2, len(staged))
    assert "secret" not in repr(first)
    assert len({item.author for item in first.items}) == 1
    assert str(AUTHOR) != first.items[0].author


async def test_a_retry_is_a_new_try_now_with_all_attempts(database: Database) -> None:
    (one,) = await dead(database)
    await put(database, one, "stale_after = due_at")
    async with database.begin() as uow:
        await dead_letters.retry(uow, DESK, one, NOW)
        assert uow.alarms == {whole_second(NOW)}
    found = await row(database, one)
    assert (found.status, found.attempts, found.begun_at) == ("scheduled", 0, None)
    assert (found.fire_at, found.due_at, found.stale_after) == (whole_second(NOW), PAST, None)
    async with database.read() as uow:
        noted = await uow.first(text("SELECT outcome, error FROM delivery_attempts"))
    assert noted is not None
    assert (noted.outcome, noted.error) == ("retried", f"by {DESK.id}")
    async with database.begin() as uow:
        with pytest.raises(NotFound):
            await dead_letters.retry(uow, OTHER, one, NOW)


async def test_a_group_is_retried_by_one_statement_and_one_alarm(database: Database) -> None:
    await dead(database, 30)
    await dead(database, 2, "blocked")
    with counting() as count:
        async with database.begin() as uow:
            assert await dead_letters.retry_all(uow, DESK, "no_answer", NOW) == 30
            assert uow.alarms == {whole_second(NOW)}
    assert count.statements == 2  # with its line in the log
    assert await tally(database) == {"scheduled": 30, "dead": 2}


async def test_ten_thousand_are_retried_in_bounded_batches(database: Database) -> None:
    await dead(database, 10_000)
    counts: list[int] = []
    while not counts or counts[-1] == dead_letters.BATCH:
        counts.append(await all_tried_again(database, DESK))
    assert sum(counts) == 10_000
    assert max(counts) == dead_letters.BATCH
    assert await tally(database) == {"scheduled": 10_000}


async def test_two_staff_at_once_retry_each_letter_once(database: Database) -> None:
    await dead(database, 500)
    counts = await asyncio.gather(
        *(all_tried_again(database, who) for who in (DESK, OTHER, DESK, OTHER))
    )
    assert sum(counts) <= 500
    await all_tried_again(database, DESK)
    async with database.read() as uow:
        noted = await uow.first(text("SELECT count(*) AS number FROM delivery_attempts"))
    assert noted is not None
    assert noted.number == 500
    assert await tally(database) == {"scheduled": 500}


async def test_what_died_again_since_the_tap_is_not_retried_by_it(database: Database) -> None:
    (one,) = await dead(database)
    assert await all_tried_again(database, DESK) == 1
    await put(database, one, "status = 'dead'")
    assert await all_tried_again(database, DESK) == 0


async def test_dropping_keeps_the_letter_with_who_and_why(database: Database) -> None:
    (one,) = await dead(database)
    async with database.begin() as uow:
        await dead_letters.drop(uow, DESK, one, "  Told\nthem ", now=NOW)
    found = await row(database, one)
    assert (found.status, found.resolved_by, found.resolution) == ("dead", DESK.id, "Told them")
    async with database.begin() as uow:
        assert await dead_letters.groups(uow, DESK) == ()
        for again in (
            dead_letters.drop(uow, OTHER, one, "no", now=NOW),
            dead_letters.retry(uow, OTHER, one, NOW),
        ):
            with pytest.raises(NotFound):
                await again


@pytest.mark.parametrize(("reason", "refusal"), [(" \n", TextEmpty), ("x" * 201, TextTooLong)])
async def test_a_reason_is_needed_and_short(
    database: Database, reason: str, refusal: type[Exception]
) -> None:
    (one,) = await dead(database)
    async with database.begin() as uow:
        with pytest.raises(refusal):
            await dead_letters.drop(uow, DESK, one, reason, now=NOW)
        with pytest.raises(refusal):
            await dead_letters.drop_all(uow, DESK, "no_answer", reason, now=NOW)
    assert (await row(database, one)).resolved_at is None


async def test_a_retry_and_a_drop_at_once_have_one_winner(database: Database) -> None:
    for one in await dead(database, 20):

        async def retries(message_id: int = one) -> None:
            async with database.begin() as uow:
                await dead_letters.retry(uow, DESK, message_id, NOW)

        async def drops(message_id: int = one) -> None:
            async with database.begin() as uow:
                await dead_letters.drop(uow, OTHER, message_id, "why", now=NOW)

        ends = await asyncio.gather(retries(), drops(), return_exceptions=True)
        assert sorted(type(end).__name__ for end in ends) == ["NoneType", "NotFound"]
        found = await row(database, one)
        assert (found.status == "scheduled") == (found.resolution is None)


async def test_an_author_tries_again_what_failed_once(database: Database) -> None:
    (one,) = await dead(database)
    async with database.begin() as uow:
        again, is_tried = await schedule.try_again(uow, AUTHOR_SELF, one, NOW)
        assert uow.alarms == {whole_second(NOW)}
    assert (again.status, again.next_try_at) == (Status.SCHEDULED, whole_second(NOW))
    async with database.begin() as uow:
        later = NOW + timedelta(seconds=5)
        twice, is_tried_again = await schedule.try_again(uow, AUTHOR_SELF, one, later)
    assert (is_tried, is_tried_again) == (True, False)
    assert twice.version == again.version, "a second tap changes nothing"


async def test_an_author_tries_nothing_again_that_is_closed_hopeless_sent_or_foreign(
    database: Database,
) -> None:
    (closed,) = await dead(database, cause="no_answer")
    (hopeless,) = await dead(database, cause="bad_request")
    (sent,) = await dead(database, cause="blocked")
    (foreign,) = await dead(database, cause="no_chat", author=OTHER.id)
    await put(database, sent, "status = 'sent'")
    async with database.begin() as uow:
        await dead_letters.drop(uow, DESK, closed, "why", now=NOW)
        for number in (closed, hopeless, sent):
            with pytest.raises(AlreadySent):
                await schedule.try_again(uow, AUTHOR_SELF, number, NOW)
        with pytest.raises(NotFound):
            await schedule.try_again(uow, AUTHOR_SELF, foreign, NOW)
