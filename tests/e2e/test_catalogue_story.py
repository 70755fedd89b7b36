"""Stories of /tests, /labs and /branch: managers keep them, patients see what is kept."""

import pytest

from db.uow import Database
from screens.manage.callbacks import CatalogueDo, LabTap, LabTestTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.clinic import bookings_of, open_branch, ready, rows
from tests.support.staff import arrives
from tests.support.zone import ZONE


@pytest.fixture
async def alice(chat: Sandbox, mira: Person, database: Database) -> Person:
    """A patient."""
    return await arrives(chat, database, "Alice", "patient")


async def test_a_test_is_added_edited_and_booked(
    mira: Person, alice: Person, database: Database
) -> None:
    await mira.says("/tests")
    await mira.sees("What can be booked")
    await mira.taps("Add a test")
    await mira.sees("Type its name; or code, name, price and minutes")
    await mira.says("crp; C-reactive protein; cheap")
    await mira.sees("I cannot read that price.")
    await mira.says("CBC; Blood again; 3")
    await mira.sees("There is one of that name already.")
    await mira.says("crp; C-reactive protein; 12,50")
    await mira.sees("C-reactive protein (CRP)")
    await mira.taps("Fasting")
    await mira.sees("How many hours before")
    await mira.says("8")
    await mira.sees("8 hours fasting")
    await mira.taps("Price")
    await mira.sees("What does it cost?")
    await mira.says("15")
    await mira.sees("15.00 EUR")
    shown = await ready(alice, "/book crp tomorrow 9am")
    assert "€15.00" in shown.text
    log = "SELECT array_agg(action ORDER BY id) FROM audit_log"
    assert await rows(database, log) == [(["test_added", "test_changed", "test_changed"],)]


async def test_a_test_is_added_step_by_step(mira: Person, database: Database) -> None:
    """A name alone is no fault: what is missing is asked for, and one can go back."""
    await mira.says("/tests")
    await mira.taps("Add a test")
    await mira.says("Ferritin")
    shown = await mira.sees("What does it cost?")
    assert "Back" in " ".join(shown.buttons)
    await mira.says("cheap")
    await mira.sees("I cannot read that price.")
    await mira.says("15,50")
    await mira.sees("Ferritin")
    kept = "SELECT code, name, price::text FROM tests ORDER BY id DESC LIMIT 1"
    assert await rows(database, kept) == [("FERR", "Ferritin", "15.50")]
    await mira.taps("Price")
    await mira.sees("What does it cost?")
    await mira.taps("Back")
    await mira.sees("15.50 EUR")
    await mira.says("99")  # the question is over
    await mira.sees("I did not understand that.")


async def test_a_lab_is_added_step_by_step(chat: Sandbox, mira: Person, database: Database) -> None:
    otto = await arrives(chat, database, "Otto", "owner")
    await otto.says("/labs")
    await otto.taps("Add a lab")
    for said, asked in (
        ("Branch Two", "What is the address?"),
        ("5 Hill Road", "A city will do, like Berlin."),
        ("Nowhereville", "A city will do, like Berlin."),
        ("Milan", "Europe/Rome"),
    ):
        await otto.says(said)
        await otto.sees(asked)
    kept = "SELECT name, address, zone FROM labs ORDER BY id DESC LIMIT 1"
    assert await rows(database, kept) == [("Branch Two", "5 Hill Road", "Europe/Rome")]


async def test_other_words_are_added_and_patients_find_the_test_by_them(
    mira: Person, alice: Person
) -> None:
    await mira.says("/tests")
    await mira.taps("Add a test")
    await mira.says("gene; Genome; 500")
    await mira.sees("Genome (GENE)")
    await mira.taps("Other words")
    await mira.sees("What else do people call it?")
    await mira.says("Erbgut, геном, ?")
    await mira.sees("Each word has 2 to 60 characters")
    await mira.says("Erbgut, геном, dna")
    await mira.sees("Also found by: Erbgut, геном, dna")
    await ready(alice, "/book Геном tomorrow 9am")
    await mira.taps("Other words")
    await mira.says("-геном")
    await mira.sees("Also found by: Erbgut, dna")
    await alice.says("/book Геном tomorrow 9am")
    await alice.sees("Which test?")


async def test_a_pin_that_is_typed_is_asked_for_again(mira: Person) -> None:
    await mira.says("/labs")
    await mira.taps("Slotbell Lab")
    await mira.taps("Map pin")
    await mira.sees("Share its location")
    await mira.says("52.5, 13.4")
    await mira.sees("Share its location")
    await mira.shares_location(52.5, 13.4)
    await mira.sees("On the map.")
    await mira.taps("Address")
    await mira.sees("What is the address?")
    await mira.shares_location(52.5, 13.4)
    await mira.sees("What is the address?")
    await mira.says("5 Park Road")
    await mira.sees("5 Park Road")


async def test_a_retired_test_keeps_its_visits_and_comes_back(
    mira: Person, alice: Person, database: Database
) -> None:
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    await mira.says("/tests")
    await mira.taps("CBC")
    await mira.sees("One visit is to come.")
    await mira.taps("Retire")
    await mira.sees("Retired: nobody can book it.")
    assert await bookings_of(database, alice) == [("booked",)]
    await alice.says("/book cbc tomorrow 10am")
    await alice.sees("Which test?")
    await mira.taps("Undo")
    await mira.sees("Undone.")
    await ready(alice, "/book cbc tomorrow 10am")


async def test_two_managers_edit_one_test_and_the_second_is_told(
    chat: Sandbox, mira: Person, database: Database
) -> None:
    otto = await arrives(chat, database, "Otto", "manager")
    for one in (mira, otto):
        await one.says("/tests")
        await one.taps("CBC")
        await one.sees("Complete blood count (CBC)")
        await one.taps("Price")
        await one.sees("What does it cost?")
    await mira.says("10")
    await mira.sees("10.00 EUR")
    await otto.says("11")
    await otto.sees("Somebody has changed that meanwhile")
    await otto.sees("10.00 EUR")


async def test_a_second_lab_is_added_and_patients_choose(
    chat: Sandbox, mira: Person, alice: Person, database: Database
) -> None:
    olga = await arrives(chat, database, "Olga", "owner")
    await mira.says("/labs")
    await mira.sees("Your labs")
    assert "Add a lab" not in str(mira.buttons())
    await olga.says("/labs")
    await olga.taps("Add a lab")
    await olga.sees("Type its name; or name, address")
    await olga.says("Branch South; 5 Park Road; Berlin")
    await olga.sees("Europe/Berlin")
    await olga.taps("Map pin")
    await olga.sees("Share its location")
    await olga.shares_location(52.5, 13.4)
    await olga.sees("On the map.")
    await olga.taps("Opening text")
    await olga.sees("When is it open, in a sentence?")
    await olga.says("Open on weekdays.")
    await olga.sees("Open on weekdays.")
    await olga.taps("I work here")
    await olga.sees("You work here.")
    await open_branch(database, "Branch South")
    await alice.says("/branch")
    await alice.sees("Where would you like to come?")
    await alice.taps("Branch South")
    await alice.sees("You book at Branch South now.")
    await alice.taps("Show on the map")
    await alice.says("/branch")
    await alice.taps("Slotbell Lab")
    await alice.sees("You book at Slotbell Lab now.")
    await ready(alice)
    await mira.says("/labs")
    await mira.sees("Branch South")
    await mira.taps("Slotbell Lab")
    await mira.sees(f"1 Linden Street\n{ZONE}")
    await mira.taps("Time zone")
    await mira.sees("Which time zone?")
    await mira.says("New York")
    await mira.sees("times are planned on that clock")


async def test_what_a_patient_forges_edits_nothing(
    mira: Person, alice: Person, database: Database
) -> None:
    for command in ("/tests", "/labs"):
        await alice.says(command)
        await alice.sees(f"I do not know the command {command}")
    await alice.says("/start")
    shown = await alice.sees("Hello")
    for kind in (LabTestTap, LabTap):
        for do in CatalogueDo:
            await alice.forges(kind(do=do, value=1, version=1).pack(), shown.id)
            await alice.sees("This button is from an older version.")
    assert await rows(database, "SELECT count(*) FROM tests WHERE retired") == [(0,)]
