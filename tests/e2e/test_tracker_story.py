"""One message follows a visit to its report, in the reader's words; a late one is told in time."""

import pytest

from db.uow import Database
from domain.desk.day import Act
from screens.desk.callbacks import VisitDo, VisitTap
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.e2e.test_closure_story import skips_the_undo
from tests.e2e.test_report_story import sends
from tests.support.bot import Bot
from tests.support.clinic import ready, rows
from tests.support.series import sql
from tests.support.staff import arrives
from tests.support.workers import House

pytestmark = pytest.mark.usefixtures("clinic")
NEAR = """UPDATE time_slots
              SET starts_at = date_trunc('minute', now()) + (20 + :id) * interval '1 min',
                  ends_at = date_trunc('minute', now()) + (21 + :id) * interval '1 min'
           WHERE id = (SELECT slot_id FROM bookings WHERE id = :id)"""
PAST = "UPDATE visit_trackers SET promised_at = now() - interval '1 min', look_at = now()"
WITHIN = 45  # a visit that a killed worker looked at is free again after 25 s


async def books(chat: Sandbox, name: str, words: tuple[str, str], **fields: str) -> Person:
    person = await chat.person(name, **fields)
    await ready(person) if not fields else await person.says("/book cbc tomorrow 9:15")
    await person.taps(words[0])
    await person.sees(words[1])
    return person


async def marks(dora: Person, act: Act, version: int) -> None:
    """Both visits, as the buttons of their cards do."""
    for number in (1, 2):
        tap = VisitTap(do=VisitDo.SURE, id=number, act=act, version=version)
        await dora.forges(tap.pack(), (await dora.last()).id)
        await dora.sees(f"Booking No. {number}:")


async def follows(person: Person, words: str, first: Message) -> Message:
    """The same message says so now."""
    seen = await person.sees(words, within=WITHIN)
    assert seen.id == first.id
    return seen


async def test_a_visit_is_followed_in_two_languages_over_a_kill_of_the_worker(
    chat: Sandbox, running_bot: Bot, house: House, database: Database
) -> None:
    await sql(database, "UPDATE tests SET turnaround_hours = 24")
    alice = await books(chat, "Alice", ("Confirm", "Booked."))
    bruno = await books(chat, "Bruno", ("Bestätigen", "Gebucht"), language_code="de")
    dora = await arrives(chat, database, "Dora", "desk")
    process = await house.worker()
    for number in (1, 2):
        await sql(database, NEAR, id=number)
    hers = await alice.sees("Your visit: booked", within=WITHIN)
    assert "The report will be ready by" in hers.text
    assert "CBC" not in hers.text
    assert hers.buttons == []
    his = await bruno.sees("Ihr Termin: gebucht", within=WITHIN)
    await marks(dora, Act.ARRIVED, 1)
    await follows(alice, "Your visit: arrived", hers)
    await follows(bruno, "Ihr Termin: eingetroffen", his)
    process.process.kill()
    await marks(dora, Act.SAMPLE, 2)
    await house.worker()
    await follows(alice, "Your visit: sample taken", hers)
    await follows(bruno, "Ihr Termin: Probe entnommen", his)
    await sql(database, PAST)
    await alice.sees("We are sorry.", within=WITHIN)
    later = await bruno.sees("Das tut uns leid", within=WITHIN)
    assert later.id != his.id
    await dora.says("/followups")
    listed = await dora.sees("Reports that are late")
    assert "Alice" in listed.text
    assert "Bruno" in listed.text
    await dora.taps("Alice: CBC")
    await dora.sees("By when will the report be there?")
    await dora.taps("tomorrow 18:00")
    left = await dora.sees("The new time is kept.")
    assert "Alice" not in left.text
    await alice.sees("We expect it by tomorrow 18:00.", within=WITHIN)
    await sends(dora)
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    await skips_the_undo(database)
    pushed = await alice.sees("Your report is ready.", within=WITHIN)
    assert pushed.id != hers.id
    await follows(alice, "Your visit: report ready", hers)
    silent = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'what' = 'late'"
    assert await rows(database, silent) == [(3,)]


async def test_a_patient_who_forges_the_desks_button_promises_nothing(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await books(chat, "Alice", ("Confirm", "Booked."))
    await alice.forges("lt1:t:1:1900000000:1800000000", (await alice.last()).id)
    await alice.sees("This button is from an older version.")
    await alice.says("/followups")
    assert await rows(database, "SELECT count(*) FROM audit_log") == [(0,)]
