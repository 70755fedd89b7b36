"""The worker follows visits: one message each, edited in place, and late reports told once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from actions.booking import booking
from actions.desk import day, visit
from db.uow import Database
from domain.desk.day import Act
from tests.support.bookings import ALICE, DORA, NOW, furnish, people, slot_at, value, wish
from tests.support.bot_api import BotApi, refusal
from workers.deps import Deps
from workers.jobs.tracker import look

AT = NOW + timedelta(hours=2)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REPORT = """INSERT INTO reports (booking_id, kind, file_id, sent_by, sent_at, intent)
            VALUES (1, 'document', 'f', :by, :at, 'i')"""
UNDO = """INSERT INTO undos (actor_id, kind, subject_id, facts, made_at, until)
          VALUES (:by, 'report_sent', 1, '{}', :at, :until)"""
LATE = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'what' = 'late' AND status = :s"


@pytest.fixture
async def deps(parts: Deps) -> Deps:
    """Alice has booking 1 in two hours, of a test whose report takes a day."""
    await furnish(parts.database)
    await people(parts.database, DORA)
    await sql(parts.database, "UPDATE tests SET turnaround_hours = 24")
    slot = await slot_at(parts.database, AT, capacity=3)
    async with parts.database.begin() as uow:
        await booking.book(uow, ALICE, wish(slot), NOW)
    return parts


async def sql(database: Database, statement: str, **values: object) -> None:
    async with database.begin() as uow:
        await uow.run(text(statement), values or None)


async def marks(deps: Deps, act: Act, now: datetime) -> None:
    version = await value(deps.database, "SELECT version FROM bookings WHERE id = 1")
    async with deps.database.begin() as uow:
        await day.act(uow, DORA, 1, act, version=version, now=now)


async def test_one_message_follows_the_visit_to_its_report(deps: Deps, api: BotApi) -> None:
    await look(deps, NOW)
    await look(deps, NOW)
    [sent] = api.calls
    assert sent["disable_notification"] is True
    assert "Your visit: booked" in sent["text"]
    assert "The report will be ready by tomorrow 12:00." in sent["text"]
    steps = ((Act.ARRIVED, "arrived"), (Act.SAMPLE, "sample taken"), (Act.DONE, "in the lab"))
    for number, (act, words) in enumerate(steps, 1):
        await marks(deps, act, AT + 5 * MINUTE * number)
        await look(deps, AT + 5 * MINUTE * number)
        assert len(api.edits) == number
        assert f"Your visit: {words}" in api.edits[-1]["text"]
        assert api.edits[-1]["message_id"] == 1
    assert "by tomorrow 12:00." in api.edits[-1]["text"]
    midnight = NOW.replace(hour=23) + MINUTE
    await look(deps, midnight)
    assert "by today 12:00." in api.edits[-1]["text"]
    await sql(deps.database, REPORT, by=DORA.id, at=midnight)
    await sql(deps.database, UNDO, by=DORA.id, at=midnight, until=midnight + MINUTE)
    await look(deps, midnight + MINUTE / 2)
    assert "report ready" in api.edits[-1]["text"].split("Still to come")[1]
    await look(deps, midnight + 2 * MINUTE)
    assert "Your visit: report ready" in api.edits[-1]["text"]
    count = len(api.edits)
    await look(deps, midnight + 48 * HOUR)
    assert (len(api.calls), len(api.edits)) == (1, count)
    assert await value(deps.database, LATE, s="scheduled") == 0


async def test_a_late_report_is_told_once_before_anybody_asks(deps: Deps, api: BotApi) -> None:
    await marks(deps, Act.SAMPLE, AT)
    await look(deps, AT)
    due = AT + 24 * HOUR
    await look(deps, due - MINUTE)
    assert await value(deps.database, LATE, s="scheduled") == 0
    for minutes in range(4):
        await look(deps, due + minutes * MINUTE)
    assert await value(deps.database, LATE, s="scheduled") == 1
    assert "a little later: we expect it by today 17:00" in api.edits[-1]["text"]
    await sql(deps.database, REPORT, by=DORA.id, at=due)
    await look(deps, due + 5 * MINUTE)
    assert "report ready" in api.edits[-1]["text"]
    assert await value(deps.database, LATE, s="cancelled") == 1  # it had not gone out


async def test_a_lost_message_is_sent_anew_and_a_failure_is_tried_again(
    deps: Deps, api: BotApi
) -> None:
    await look(deps, NOW)
    await marks(deps, Act.ARRIVED, AT)
    api.edit_answers.append(refusal(500, "Internal Server Error"))
    await look(deps, AT)
    await look(deps, AT)
    assert (len(api.calls), len(api.edits)) == (1, 1)
    api.edit_answers.append(refusal(400, "Bad Request: message to edit not found"))
    await look(deps, AT + MINUTE)
    assert (len(api.calls), len(api.edits)) == (2, 2)
    assert "Your visit: arrived" in api.texts[-1]
    assert api.calls[-1]["disable_notification"] is True
    api.edit_answers.append(refusal(400, "Bad Request: message is not modified"))
    await marks(deps, Act.SAMPLE, AT + MINUTE)
    await look(deps, AT + 2 * MINUTE)
    assert (len(api.calls), len(api.edits)) == (2, 3)


async def test_nobody_hears_of_what_can_still_be_taken_back(deps: Deps, api: BotApi) -> None:
    await look(deps, NOW)
    async with deps.database.begin() as uow:
        await visit.cancel(uow, DORA, 1, NOW)
    await look(deps, NOW + MINUTE / 2)
    assert api.edits == []
    await sql(deps.database, "DELETE FROM seat_holds")
    await look(deps, NOW + 2 * MINUTE)
    assert "Your visit: cancelled" in api.edits[-1]["text"]


async def test_two_workers_send_one_message(deps: Deps, api: BotApi) -> None:
    api.gate.clear()
    await sql(deps.database, "UPDATE tests SET turnaround_hours = 0")
    tasks = [asyncio.create_task(look(deps, NOW)) for _ in range(4)]
    await api.came(1)
    api.gate.set()
    await asyncio.gather(*tasks)
    assert len(api.calls) == 1
    assert "report will be ready" not in api.texts[0]
