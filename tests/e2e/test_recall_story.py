"""The desk asks patients back; they book with one tap, put it off, end it, or are called."""

from datetime import UTC, datetime

import pytest

from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import ready, rows
from tests.support.series import sql
from tests.support.staff import arrives
from tests.support.workers import House
from workers.jobs.recall import go_on

pytestmark = pytest.mark.usefixtures("clinic")
LONG_AGO = """
    UPDATE time_slots SET starts_at = starts_at - interval '98 days',
           ends_at = ends_at - interval '98 days'
     WHERE id IN (SELECT slot_id FROM bookings)"""
OVER = "UPDATE bookings SET status = 'fulfilled'"
BACK = "UPDATE recalls SET since = now() - interval '95 days', look_at = now()"
"""As if the days had passed."""
LATER = "UPDATE recalls SET asked_at = asked_at - interval '8 days', look_at = now()"


async def was_here(chat: Sandbox, database: Database, name: str, **fields: str) -> Person:
    """Somebody who came 90 days ago."""
    person = await chat.person(name, **fields)
    await ready(person) if not fields else await person.says("/book cbc tomorrow 9:15")
    await person.taps("Bestätigen" if fields else "Confirm")
    await person.sees("Gebucht" if fields else "Booked.")
    return person


async def the_desk(chat: Sandbox, database: Database) -> Person:
    """Once all of these visits are long over."""
    await sql(database, LONG_AGO)
    await sql(database, OVER)
    return await arrives(chat, database, "Dora", "desk")


async def test_patients_come_back_in_two_languages_over_a_restart(
    chat: Sandbox, running_bot: Bot, house: House, database: Database
) -> None:
    process = await house.worker()
    alice = await was_here(chat, database, "Alice")
    bruno = await was_here(chat, database, "Bruno", language_code="de")
    dora = await the_desk(chat, database)
    await dora.says("/recall 1 cbc every 90 days")
    kept = await dora.sees("Kept.")
    assert "CBC, every 90 days" in kept.text
    await dora.says("/recall 2 every now and then")
    await dora.sees("Please say how often")
    await dora.taps("every 90 days")
    await dora.sees("Kept.")
    await sql(database, BACK)
    await go_on(database, datetime.now(UTC))
    hers = await alice.sees("It is time for the next lab test", within=30)
    assert hers.buttons[0].startswith("Book ")
    assert hers.buttons[1:] == ["Other times", "Not now", "Stop these"] or len(hers.buttons) > 4
    his = await bruno.sees("Es ist Zeit für den nächsten Labortest", within=30)
    assert "Jetzt nicht" in his.buttons
    process.process.kill()
    await house.worker()
    await alice.taps(hers.buttons[0])
    await alice.sees("Booked.")
    first = hers.key(hers.buttons[0])
    assert first is not None
    await alice.forges(first["callback_data"], hers.id)
    await alice.says("/bookings")
    await alice.sees("Your bookings")
    query = "SELECT count(*) FROM bookings WHERE account_id = :id"
    assert await rows(database, query, id=alice.id) == [(2,)]
    await bruno.forges(first["callback_data"], his.id)
    await bruno.sees("nicht gefunden")
    await bruno.taps("Jetzt nicht", message=his.id)
    await bruno.sees("Ich frage in einer Woche noch einmal.")
    await sql(database, LATER)
    await go_on(database, datetime.now(UTC))
    await bruno.sees("Es ist Zeit für den nächsten Labortest", within=30)
    await sql(database, LATER)
    await go_on(database, datetime.now(UTC))
    await dora.says("/followups")
    listed = await dora.sees("Asked to come back, and no answer")
    assert "Bruno" in listed.text
    assert "Alice" not in listed.text
    await dora.taps("Call: Bruno, CBC")
    await dora.sees("Asked twice, no answer.")
    await dora.taps("Stop asking")
    await dora.sees("Nobody waits, and everybody has answered.")
    states = "SELECT state, ended_by FROM recalls ORDER BY id"
    assert await rows(database, states) == [("active", None), ("ended", dora.id)]
    deeds = "SELECT array_agg(action ORDER BY id) FROM audit_log"
    assert await rows(database, deeds) == [(["recall_set", "recall_set", "recall_ended"],)]


async def test_other_times_lead_to_the_day_and_the_end_is_the_patients(
    chat: Sandbox, running_bot: Bot, house: House, database: Database
) -> None:
    await house.worker()
    alice = await was_here(chat, database, "Alice")
    dora = await the_desk(chat, database)
    await dora.says("/recall 1 every 90 days")
    await dora.sees("Kept.")
    await sql(database, BACK)
    await go_on(database, datetime.now(UTC))
    asked = await alice.sees("It is time for the next lab test", within=30)
    await alice.taps("Other times")
    await alice.sees("Which day?")
    await alice.says("in 2 days 9:30")
    shown = await alice.sees("Shall I book this?")
    assert "Alice" in shown.text
    stop = asked.key("Stop these")
    assert stop is not None
    await alice.forges(stop["callback_data"], shown.id)
    await alice.sees("You will not be asked again.")
    assert await rows(database, "SELECT state, ended_by FROM recalls") == [("ended", alice.id)]
