"""Stories of what a lab writes: managers add it in other languages, patients read their own."""

from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.support.clinic import ready, rows
from tests.support.staff import arrives


async def in_german(mira: Person, field: str, text: str) -> None:
    await mira.taps(field)
    await mira.sees(f"{field} in Deutsch?")
    await mira.says(text)
    await mira.sees(f"{field}: {text}")


async def test_a_test_has_a_name_and_a_preparation_in_another_language(
    chat: Sandbox, mira: Person, database: Database
) -> None:
    await mira.says("/tests")
    await mira.taps("Add a test")
    await mira.says("gene; Genome; 500")
    await mira.sees("Genome (GENE)")
    await mira.taps("Preparation")
    await mira.sees("How do people prepare?")
    await mira.says("Bring a form.")
    await mira.sees("Bring a form.")
    await mira.taps("Translations")
    await mira.sees("In which language")
    await mira.taps("Deutsch")
    await mira.sees("Genome: Deutsch")
    await in_german(mira, "Name", "Erbgut")
    await in_german(mira, "Preparation", "Formular mitbringen.")
    await mira.taps("‹ Back")
    await mira.sees("In which language")
    assert "Deutsch ✓" in mira.buttons()

    hans = await chat.person("Hans", last_name="Maier", language_code="de-AT")
    await hans.says("/book erbgut morgen 9 uhr")
    for text in ("Erbgut", "Formular mitbringen."):
        await hans.sees(text)
    alice = await arrives(chat, database, "Alice", "patient")
    shown = await ready(alice, "/book genome tomorrow 10am")
    assert "Bring a form." in shown.text
    log = "SELECT after FROM audit_log WHERE action = 'test_changed' ORDER BY id DESC LIMIT 1"
    assert await rows(database, log) == [({"preparation_de": "Formular mitbringen."},)]

    await mira.taps("Deutsch ✓")
    await mira.taps("Name")
    await mira.sees("takes away")
    await mira.says("-")
    await mira.sees("Name: –")


async def test_what_is_written_anew_ends_its_translations_and_says_so(
    mira: Person, database: Database
) -> None:
    await mira.says("/labs")
    await mira.sees("Your labs")
    await mira.taps("Slotbell Lab")
    await mira.taps("Translations")
    await mira.taps("Deutsch")
    await in_german(mira, "Address", "Lindenstraße 1")
    await in_german(mira, "Name", "Labor")
    await mira.says("/labs")
    await mira.taps("Slotbell Lab")
    await mira.taps("Address")
    await mira.sees("What is the address?")
    await mira.says("2 Linden Street")
    await mira.sees("What it said in other languages is gone")
    found = await rows(database, "SELECT translations FROM labs")
    assert found == [({"de": {"name": "Labor"}},)]


async def test_a_forged_tap_translates_nothing(
    chat: Sandbox, mira: Person, database: Database
) -> None:
    alice = await arrives(chat, database, "Alice", "patient")
    shown = await alice.sees("Hello")
    for person, data in (
        (alice, "tr1:t:1:1:de:n"),
        (mira, "tr1:t:1:1:de:p"),
        (mira, "tr1:t:9:1::"),
    ):
        await person.forges(data, shown.id if person is alice else (await mira_card(mira)))
    assert await rows(database, "SELECT DISTINCT translations FROM labs") == [({},)]


async def mira_card(mira: Person) -> int:
    await mira.says("/tests")
    return (await mira.sees("What can be booked")).id
