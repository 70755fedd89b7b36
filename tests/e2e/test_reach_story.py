"""Whom the desk had better call: who cannot be reached, and who has not answered."""

import pytest

from db.uow import Database
from telegram_sandbox.driver import Message, Person
from tests.e2e.test_quiet_story import DUE
from tests.support.clinic import rows
from tests.support.series import sql
from tests.support.waiting import once_true

PAUSED = "SELECT count(*) FROM scheduled_messages WHERE last_error = 'paused'"
NO_LIMIT = "INSERT INTO house_settings (name, number) VALUES ('answer_hours', 0)"
PHONE = "UPDATE patients SET phone = '+4915112345678'"


async def sheet(dora: Person) -> Message:
    await dora.says("/day tomorrow")
    return await dora.sees("to come")


@pytest.mark.usefixtures("worker")
async def test_a_reminder_waits_for_who_is_out_of_reach_and_the_desk_can_call(
    alice: Person, dora: Person, database: Database
) -> None:
    await sql(database, PHONE)
    await alice.blocks()
    await sql(database, "UPDATE accounts SET reachable = true")  # nobody has noticed yet
    await sql(database, DUE, of=alice.id)

    async def waits() -> bool:
        return await rows(database, PAUSED) == [(1,)]

    await once_true(waits)
    assert "To call: 1" in (await sheet(dora)).buttons
    await dora.taps("To call: 1")
    listed = await dora.sees("cannot be reached by Telegram")
    assert "+4915112345678, CBC" in listed.text
    await alice.unblocks()
    await alice.says("/start")
    await alice.sees("Your appointment", within=30)
    assert "To call: 1" not in (await sheet(dora)).buttons
    await sql(database, NO_LIMIT)
    await sheet(dora)
    await dora.taps("To call: 1")
    await dora.sees("+4915112345678, CBC: has not answered")
    await alice.taps("I am coming")
    await alice.sees("The lab knows that you are coming.")
    assert "To call: 1" not in (await sheet(dora)).buttons
    dead = "SELECT count(*) FROM scheduled_messages WHERE status = 'dead'"
    assert await rows(database, dead) == [(0,)]
