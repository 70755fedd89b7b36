"""Quiet hours: a patient sets them, and the night is quiet; a test has a plan of its own."""

from datetime import UTC, datetime, timedelta

import pytest

from db.uow import Database
from domain.booking.lab import Lab
from domain.time.zones import to_wall
from infra.settings import Settings
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.support import bot
from tests.support.clinic import LATER, ready, rows
from tests.support.series import sql
from tests.support.staff import arrives
from tests.support.waiting import once_true
from tests.support.zone import ZONE

DUE = """UPDATE scheduled_messages SET due_at = date_trunc('second', clock_timestamp()),
                fire_at = date_trunc('second', clock_timestamp())
          WHERE id = (SELECT min(id) FROM scheduled_messages WHERE status = 'scheduled'
                         AND author_id = :of AND content ->> 'kind' = 'reminder')"""
KEPT = "SELECT quiet_way, quiet_from, quiet_until FROM accounts WHERE id = :of"
PLANNED = """SELECT {} FROM scheduled_messages WHERE author_id = :of AND status = 'scheduled'
                AND content ->> 'kind' = 'reminder' ORDER BY due_at"""


def around() -> str:
    """Quiet hours that have begun and go on for some hours, in full hours."""
    wall = to_wall(datetime.now(UTC), ZONE)
    return f"{(wall - timedelta(hours=1)):%H}:00 - {(wall + timedelta(hours=4)):%H}:00"


async def planned(database: Database, person: Person, column: str = "due_at") -> list[str]:
    """When reminders will come, by the lab's clock."""
    found = await rows(database, PLANNED.format(column), of=person.id)
    return [f"{to_wall(at, ZONE):%H:%M}" for (at,) in found if isinstance(at, datetime)]


async def is_silent(chat: Sandbox, person: Person, message: Message) -> bool:
    calls = await chat.record("sendMessage", person.id)
    (call,) = (one for one in calls if one["message_id"] == message.id)
    return bool(call["params"].get("disable_notification"))


@pytest.mark.usefixtures("worker")
async def test_a_patient_sleeps_and_their_own_messages_do_not_wait(
    alice: Person, chat: Sandbox, database: Database
) -> None:
    await alice.says(f"/quiet {around()}")
    await alice.sees("Done.")
    begun, ends = around().split(" - ")
    (kept,) = await rows(database, KEPT, of=alice.id)
    assert [str(each)[:5] for each in kept] == ["delay", begun, ends]
    await sql(database, DUE, of=alice.id)

    async def is_put_off() -> bool:
        return ends in await planned(database, alice, "fire_at")

    await once_true(is_put_off)
    await alice.says("/schedule in 2 seconds Call mum")
    await alice.taps("Confirm")
    own = await alice.sees("Call mum", within=20)
    assert not await is_silent(chat, alice, own)
    await alice.says("/quiet")
    await alice.taps("Everything silently")
    await alice.sees("without a sound")
    await sql(database, DUE, of=alice.id)
    told = await alice.sees("Your appointment", within=30)
    assert await is_silent(chat, alice, told)


async def test_reminders_follow_quiet_hours_that_change_across_a_restart(
    chat: Sandbox, clinic: Lab, database: Database, bot_settings: Settings
) -> None:
    async with bot.running(bot_settings):
        alice = await arrives(chat, database, "Alice", "patient")
        await ready(alice, LATER)
        await alice.taps("Confirm")
        await alice.sees("I will remind you a day before, and again two hours before.")
        assert await planned(database, alice) == ["09:00", "07:00"]
        await alice.says("/quiet")
        await alice.sees("You have no quiet hours.")
        await alice.taps("Reminders wait")
        shown = await alice.sees("Your quiet hours: 21:00 to 08:00")
        ways = ["Reminders wait", "Everything silently", "No quiet hours"]
        assert shown.buttons == [*ways, "Other hours"]
        assert await planned(database, alice) == ["09:00", "08:00"]
        await alice.taps("Other hours")
        await alice.sees("When do you want quiet?")
        await alice.says("at night")
        await alice.sees("Please type two times")
    async with bot.running(bot_settings):
        await alice.taps("23:00 – 09:00")
        await alice.sees("23:00 to 09:00")
        assert await planned(database, alice) == ["09:00", "22:30"]
        bob = await chat.person("Bob", language_code="de")
        await bob.says("/start")
        await bob.sees("Guten Tag, Bob.")
        await bob.says("/quiet 22 bis 7 Uhr")
        await bob.sees("Ihre Ruhezeit: 22:00 bis 07:00")
        await bob.taps("Keine Ruhezeit")
        await bob.sees("Alles kommt zu seiner Zeit, auch nachts.")
        assert await planned(database, alice) == ["09:00", "22:30"]
