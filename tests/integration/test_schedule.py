"""Scheduling: planned once an intent, changed and cancelled until it begins to be sent."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from actions.messages import schedule
from db.account.account import accounts
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.messages.content import LONGEST
from domain.messages.schedule import Edit, Message, Scheduled, Status
from domain.refusals import AlreadySent, MessageInPast, NotFound, TextEmpty, TextTooLong, TooFar

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
AT = NOW + timedelta(hours=1)
ALICE = Actor(7, Role.PATIENT, "Europe/Berlin", True, "en")
BOB = Actor(8, Role.PATIENT, "Europe/Berlin", True, "en")


def message(intent: str = "i1", at: datetime = AT, words: str = "Call mum") -> Message:
    return Message(
        words, ({"type": "bold", "offset": 0, "length": 4},), at, "Europe/Berlin", intent
    )


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    async with database.begin() as uow:
        await uow.run(insert(accounts), [{"id": a.id, "locale": "en"} for a in (ALICE, BOB)])


async def plan(database: Database, asked: Message, now: datetime = NOW) -> Scheduled:
    async with database.begin() as uow:
        return await schedule.schedule(uow, ALICE, asked, now)


async def put(database: Database, message_id: int, assignment: str) -> None:
    async with database.begin() as uow:
        await uow.run(
            text(f"UPDATE scheduled_messages SET {assignment} WHERE id = :id"), {"id": message_id}
        )


CLAIMED = "status = 'sending', claim_token = gen_random_uuid(), lease_until = now()"


async def test_a_message_is_planned_in_one_statement_and_rings_at_its_instant(
    database: Database,
) -> None:
    with counting() as count:
        async with database.begin() as uow:
            made = await schedule.schedule(uow, ALICE, message(), NOW)
            assert uow.alarms == {AT}
    assert count.statements == 1
    assert (made.is_new, made.status, made.text) == (True, Status.SCHEDULED, "Call mum")
    assert made.at == made.next_try_at == AT
    assert made.entities == ({"type": "bold", "offset": 0, "length": 4},)


async def test_the_same_intent_is_the_same_message_even_after_its_time(database: Database) -> None:
    first = await plan(database, message())
    again = await plan(database, message(), now=AT + timedelta(minutes=1))
    assert (again.id, again.is_new) == (first.id, False)


async def test_one_intent_twenty_times_at_once_is_one_message(database: Database) -> None:
    made = await asyncio.gather(*(plan(database, message()) for _ in range(20)))
    assert len({m.id for m in made}) == 1
    assert sum(m.is_new for m in made) == 1


async def test_a_part_of_a_second_counts_up_so_that_nothing_is_early(database: Database) -> None:
    made = await plan(database, message(at=AT + timedelta(milliseconds=1)))
    assert made.at == AT + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (message(at=NOW), MessageInPast),
        (message(at=NOW + timedelta(days=366 * 5 + 1)), TooFar),
        (message(words=" \n"), TextEmpty),
        (message(words="😀" * (LONGEST // 2 + 1)), TextTooLong),
    ],
)
async def test_what_cannot_be_planned_is_refused_by_name(
    database: Database, wrong: Message, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await plan(database, wrong)


async def test_a_foreign_message_is_not_found(database: Database) -> None:
    made = await plan(database, message())
    async with database.begin() as uow:
        for doing in (
            schedule.find(uow, BOB, made.id),
            schedule.cancel(uow, BOB, made.id),
            schedule.change(uow, BOB, made.id, Edit(text="x"), now=NOW),
        ):
            with pytest.raises(NotFound):
                await doing


async def test_a_change_of_time_moves_it_and_of_text_keeps_its_time(database: Database) -> None:
    made = await plan(database, message())
    later = AT + timedelta(hours=2)
    async with database.begin() as uow:
        moved = await schedule.change(uow, ALICE, made.id, Edit(at=later), now=NOW)
        assert uow.alarms == {later}
    async with database.begin() as uow:
        renamed = await schedule.change(uow, ALICE, made.id, Edit(text="Call dad"), now=NOW)
    assert (moved.at, moved.text) == (later, "Call mum")
    assert (renamed.at, renamed.text, renamed.entities) == (later, "Call dad", ())
    assert renamed.version == made.version + 2


async def test_cancelling_twice_answers_the_cancelled_message(database: Database) -> None:
    made = await plan(database, message())
    async with database.begin() as uow:
        first = await schedule.cancel(uow, ALICE, made.id)
        second = await schedule.cancel(uow, ALICE, made.id)
    assert first.status is second.status is Status.CANCELLED


async def test_a_claimed_message_can_be_cancelled_until_it_has_begun(database: Database) -> None:
    made = await plan(database, message())
    await put(database, made.id, CLAIMED)
    async with database.begin() as uow:
        assert (await schedule.cancel(uow, ALICE, made.id)).status is Status.CANCELLED


@pytest.mark.parametrize(
    "state", [f"{CLAIMED}, begun_at = now()", "status = 'sent'", "status = 'dead'"]
)
async def test_what_has_begun_is_neither_changed_nor_cancelled(
    database: Database, state: str
) -> None:
    made = await plan(database, message())
    await put(database, made.id, state)
    async with database.begin() as uow:
        with pytest.raises(AlreadySent):
            await schedule.cancel(uow, ALICE, made.id)
        with pytest.raises(AlreadySent):
            await schedule.change(uow, ALICE, made.id, Edit(text="x"), now=NOW)


async def test_the_list_shows_what_comes_first_and_then_the_newest_that_went(
    database: Database,
) -> None:
    made = [
        await plan(database, message(f"i{hour}", NOW + timedelta(hours=hour)))
        for hour in range(1, 9)
    ]
    for gone in made[:3]:
        await put(database, gone.id, "status = 'sent', sent_at = due_at")
    async with database.begin() as uow:
        first = await schedule.planned(uow, ALICE)
        last = await schedule.planned(uow, ALICE, 1)
        beyond = await schedule.planned(uow, ALICE, 99)
        nobodys = await schedule.planned(uow, BOB)
    shown = [m.id for m in (*first.items, *last.items)]
    assert shown == [m.id for m in (*made[3:], made[2], made[1], made[0])]
    assert (first.pages, beyond.number, beyond.items) == (2, 1, last.items)
    assert (nobodys.items, nobodys.pages) == ((), 1)
