"""Stories of /settings: a manager changes what one account may have, and the next one meets it."""

import asyncio

from actions.caps import FRESH
from db.uow import Database
from screens.manage.callbacks import SettingsDo, SettingsTap
from telegram_sandbox.driver import Person
from tests.e2e.test_closure_story import books
from tests.support.clinic import ready, rows

CHOSEN = "SELECT name, number FROM house_settings"


async def sets(mira: Person, name: str, number: str) -> None:
    await mira.says("/settings")
    await mira.sees("What one account may have")
    await mira.taps(name)
    await mira.sees("Type a number. 0 means no limit.")
    await mira.says(number)


async def test_a_number_is_typed_met_by_a_patient_and_undone(
    alice: Person, mira: Person, database: Database
) -> None:
    await sets(mira, "Visits on one day", "1")
    shown = await mira.sees("Visits on one day: 1. It holds for everybody")
    assert "Visits on one day: 1 (usual: 4)" in shown.text
    await asyncio.sleep(FRESH.total_seconds() + 0.5)
    await ready(alice, "/book lipid tomorrow 11:00")
    await alice.taps("Confirm")
    await alice.sees("You already have one visit on that day")
    await mira.taps("Undo")
    await mira.sees("Undone.")
    assert await rows(database, CHOSEN) == [("visits_a_day", None)]
    await asyncio.sleep(FRESH.total_seconds() + 0.5)
    await books(alice, "/book lipid tomorrow 11:00")


async def test_what_is_no_number_is_asked_again_and_the_usual_comes_back(
    mira: Person, database: Database
) -> None:
    await sets(mira, "Messages that wait", "plenty")
    await mira.sees("whole number from 0 to 100000")
    await mira.says("0")
    await mira.sees("Messages that wait: no limit (usual: 1,000)")
    await mira.taps("Messages that wait")
    await mira.sees("Messages that wait: no limit")
    await mira.taps("As usual: 1,000")
    shown = await mira.sees("It holds for everybody")
    assert "usual:" not in shown.text
    await mira.taps("Email addresses")
    await mira.says("cancel")
    await mira.sees("What one account may have")
    assert await rows(database, CHOSEN) == [("max_messages", None)]


async def test_whoever_comes_second_is_shown_how_it_is(mira: Person, database: Database) -> None:
    await sets(mira, "Email addresses", "7")
    await mira.sees("Email addresses: 7 (usual: 5)")
    card = await mira.last()
    stale = SettingsTap(do=SettingsDo.USUAL, setting="max_addresses", seen=6)
    await mira.forges(stale.pack(), card.id)
    await mira.sees("Somebody has changed that meanwhile")
    assert await rows(database, CHOSEN) == [("max_addresses", 7)]


async def test_settings_are_for_managers_alone(
    alice: Person, dora: Person, database: Database
) -> None:
    for person in (alice, dora):
        await person.says("/settings")
        await person.sees("I do not know the command /settings")
        shown = await person.last()
        for do in SettingsDo:
            await person.forges(SettingsTap(do=do).pack(), shown.id)
            await person.sees("This button is from an older version.")
    assert await rows(database, CHOSEN) == []
