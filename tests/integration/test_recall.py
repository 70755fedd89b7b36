"""Recalls: asked at the usual time, answered by a visit, put off, ended, and silent ones called."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from actions.booking import booking
from actions.desk import recall
from db.desk import recall as rows
from db.uow import Database
from domain.desk.recall import Question
from domain.messages.content import News
from domain.refusals import Changed, NotFound, RecallUnclear
from tests.support.bookings import (
    ALICE,
    BOB,
    CARL,
    DORA,
    NOW,
    furnish,
    people,
    slot_at,
    value,
    wish,
)
from workers.content.recall import asked_back
from workers.jobs.recall import go_on

DAY = timedelta(days=1)
VISITED = NOW - 35 * DAY  # a Monday, 9:00 in Berlin
STATE = "SELECT ARRAY[state, asked::text, round::text] FROM recalls"
NEWEST = """SELECT content -> 'facts' FROM scheduled_messages
             WHERE content ->> 'what' = 'recall' ORDER BY id DESC LIMIT 1"""
WAITS = """SELECT count(*) FROM scheduled_messages
            WHERE status = 'scheduled' AND content ->> 'what' = 'recall'"""


@pytest.fixture
async def database(database: Database) -> Database:
    """Alice came 35 days ago, and is asked back every 30 days; what is due is looked at now."""
    await furnish(database)
    await people(database, DORA, CARL)
    slot = await slot_at(database, VISITED)
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(slot), VISITED - DAY)
        await uow.run(text("UPDATE bookings SET status = 'fulfilled'"))
    async with database.begin() as uow:
        await recall.set_days(uow, DORA, 1, 1, days=30, now=VISITED - DAY)
    return database


async def question(database: Database) -> Any:
    """What the newest question would show now."""
    facts = await value(database, NEWEST)
    return (await asked_back(database, [News("recall", facts)], NOW)).get(1)


async def state(database: Database) -> Any:
    return await value(database, STATE)


async def test_they_are_asked_with_their_usual_weekday_and_hour(database: Database) -> None:
    usual = await slot_at(database, NOW + 7 * DAY)
    await slot_at(database, NOW + 4 * DAY)
    await go_on(database, NOW)
    await go_on(database, NOW)
    assert await state(database) == ["active", "1", "1"]
    assert await value(database, WAITS) == 1
    shown = await question(database)
    labels = [key.text for row in shown.keyboard.inline_keyboard for key in row]
    assert labels == ["Book Monday 09:00", "Other times", "Not now", "Stop these"]
    assert f":{usual}" in shown.keyboard.inline_keyboard[0][0].callback_data
    async with database.begin() as uow:
        await uow.run(text("UPDATE time_slots SET booked = 1 WHERE id = :id"), {"id": usual})
    full = await question(database)
    assert "Your usual time is full." in full.text
    assert "Fri 6 Mar" in full.keyboard.inline_keyboard[0][0].text


async def test_a_visit_answers_and_a_cancel_has_them_asked_again(database: Database) -> None:
    """By whichever door it was booked, moved or cancelled."""
    await go_on(database, NOW)
    slot = await slot_at(database, NOW + 7 * DAY)
    async with database.begin() as uow:
        made = await booking.book(uow, ALICE, wish(slot, "another"), NOW)
    assert await question(database) is None
    await go_on(database, NOW + DAY)
    assert await state(database) == ["active", "0", "2"]
    assert await value(database, WAITS) == 0
    async with database.begin() as uow:
        await booking.cancel(uow, ALICE, made.booking.id, NOW + DAY)
    await go_on(database, NOW + 2 * DAY)
    assert await state(database) == ["active", "1", "2"]
    assert await value(database, WAITS) == 1


async def test_two_silences_lead_to_the_desks_list_and_a_call_begins_anew(
    database: Database,
) -> None:
    for number in range(16):
        await go_on(database, NOW + number * DAY)
    assert (await state(database))[:2] == ["silent", "2"]
    async with database.begin() as uow:
        [one] = await recall.silent(uow, DORA)
        assert (one.name, one.test_code) == ("Ann Lee", "CBC")
        await recall.called(uow, DORA, 1, version=one.recall.version, now=NOW + 16 * DAY)
    with pytest.raises(Changed):
        async with database.begin() as uow:
            await recall.called(uow, DORA, 1, version=one.recall.version, now=NOW + 16 * DAY)
    for number in range(17, 47):
        await go_on(database, NOW + number * DAY)
    assert await state(database) == ["active", "1", "2"]


async def test_not_now_asks_once_more_and_then_at_the_next_time(database: Database) -> None:
    await go_on(database, NOW)
    async with database.begin() as uow:
        after = await recall.put_off(uow, ALICE, 1, seen=Question(1, 1), now=NOW)
        assert after.is_put_off
    async with database.begin() as uow:  # a second tap
        assert (await recall.put_off(uow, ALICE, 1, seen=Question(1, 1), now=NOW)).is_put_off
    for number in range(1, 9):
        await go_on(database, NOW + number * DAY)
    assert await state(database) == ["active", "2", "1"]
    with pytest.raises(Changed):  # below the first question
        async with database.begin() as uow:
            await recall.put_off(uow, ALICE, 1, seen=Question(1, 1), now=NOW + 9 * DAY)
    async with database.begin() as uow:
        await recall.put_off(uow, ALICE, 1, seen=Question(1, 2), now=NOW + 9 * DAY)
    await go_on(database, NOW + 9 * DAY)
    assert await state(database) == ["active", "0", "2"]


async def test_whom_the_chat_does_not_reach_is_called(database: Database) -> None:
    async with database.begin() as uow:
        await uow.run(text("UPDATE accounts SET reachable = false"))
    await go_on(database, NOW)
    assert (await state(database))[0] == "silent"
    assert await value(database, WAITS) == 0


async def test_either_of_them_ends_it_once_and_nobody_else(database: Database) -> None:
    await go_on(database, NOW)
    async with database.begin() as uow:
        with pytest.raises(NotFound):
            await recall.stop(uow, BOB, 1, now=NOW)
        for actor in (ALICE, CARL):
            with pytest.raises(NotFound):
                await recall.end(uow, actor, 1, now=NOW)
            with pytest.raises(NotFound):
                await recall.set_days(uow, actor, 1, 1, days=90, now=NOW)
        await recall.stop(uow, ALICE, 1, now=NOW)
        await recall.end(uow, DORA, 1, now=NOW)
    assert (await state(database))[0] == "ended"
    assert await value(database, "SELECT ended_by FROM recalls") == ALICE.id
    assert await value(database, WAITS) == 0
    assert await value(database, "SELECT array_agg(action ORDER BY id) FROM audit_log") == [
        "recall_set"
    ]
    await go_on(database, NOW + 90 * DAY)
    assert (await state(database))[0] == "ended"


async def test_a_line_of_the_desk_sets_it(database: Database) -> None:
    async with database.begin() as uow:
        assert await recall.set_by_line(uow, DORA, 1, "CBC every 12 weeks", now=NOW) == 1
        assert await recall.set_by_line(uow, DORA, 1, "every 90 days", now=NOW) == 1
        with pytest.raises(RecallUnclear):
            await recall.set_by_line(uow, DORA, 1, "CBC now and then", now=NOW)
        with pytest.raises(NotFound):
            await recall.set_by_line(uow, DORA, 99, "every 90 days", now=NOW)
        [known] = await rows.of_patient(uow, 1)
    assert known.recall.every_days == 90
