"""Stories of reports: the desk sends, the patient opens with a secret, others see nothing."""

from db.uow import Database
from fsm.draft import new_intent
from screens.callback_values import OpenTap
from screens.desk.callbacks import AgainTap, ReportDo, ReportTap
from telegram_sandbox.driver import Person, Sandbox
from tests.e2e.test_closure_story import skips_the_undo
from tests.support.clinic import rows
from tests.support.series import sql
from tests.support.staff import arrives
from tests.support.waiting import once_true

NO_UNDO = "UPDATE undos SET until = date_trunc('second', made_at)"
PDF = b"%PDF-1.7 all values are fine"


async def sends(dora: Person, name: str = "cbc.pdf", secret: str = "1980") -> None:
    """A file for booking 1, with a secret if none is known."""
    await dora.sends_document(name, PDF, "report 1")
    shown = await dora.sees("Report for booking No. 1")
    if "birth year" in shown.text:
        await dora.says(secret)
        await dora.sees("Report for booking No. 1")


async def test_a_report_is_sent_and_opened_after_one_wrong_try(
    chat: Sandbox, alice: Person, dora: Person, database: Database, worker: None
) -> None:
    await sends(dora)
    await dora.taps("Send to the patient")
    await dora.sees("Report of booking No. 1: sent.")
    await skips_the_undo(database)
    neutral = await alice.sees("Your report is ready.", within=20)
    assert "CBC" not in neutral.text
    bob = await arrives(chat, database, "Bob", "patient")
    await bob.forges(OpenTap(id=1).pack(), (await bob.last()).id)
    await bob.sees("That was not found.")
    await alice.taps("Open")
    await alice.sees("type your birth year")
    await alice.says("1979")
    await alice.sees("That is not it. Tries left: 2.")
    await alice.says("1980")
    shown = await alice.sees("Your report. Questions?")
    assert shown.raw["document"]["file_name"] == "cbc.pdf"
    assert shown.raw["has_protected_content"] is True
    log = "SELECT is_ok FROM report_openings ORDER BY id"
    assert await rows(database, log) == [(False,), (True,)]


async def test_a_report_is_on_the_card_of_its_booking(
    chat: Sandbox, alice: Person, dora: Person, database: Database, worker: None
) -> None:
    """Nothing led back to a report once its message was far up in the chat."""
    await sends(dora)
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    await alice.says("/bookings")
    await alice.taps("Complete blood")
    await alice.sees("Booking number: 1")
    assert "Open the report" not in alice.buttons()  # it can still be undone
    await skips_the_undo(database)
    await alice.sees("Your report is ready.", within=20)
    await alice.says("/bookings")
    await alice.taps("Complete blood")
    await alice.taps("Open the report")
    await alice.sees("type your birth year")
    await alice.says("1980")
    await alice.sees("Your report. Questions?")


async def test_the_desk_reads_that_a_patient_has_blocked_the_bot(
    alice: Person, dora: Person, database: Database
) -> None:
    await alice.blocks()
    gone = "SELECT 1 FROM accounts WHERE id = :id AND NOT reachable"

    async def is_gone() -> bool:
        return bool(await rows(database, gone, id=alice.id))

    await once_true(is_gone)
    await dora.sends_document("cbc.pdf", PDF, "report 1")
    await dora.sees("This patient has blocked the bot. Please call them.")


async def test_three_wrong_tries_lock_it_and_the_desk_unlocks(
    alice: Person, dora: Person, database: Database
) -> None:
    await sends(dora)
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    await sql(database, NO_UNDO)
    await alice.forges(OpenTap(id=1).pack(), (await alice.last()).id)
    await alice.sees("type your birth year")
    for guess in ("1970", "1971", "1972"):
        await alice.says(guess)
    await alice.sees("Locked, for your safety.")
    await dora.sees("is locked after three wrong tries")
    await dora.taps("New PIN")
    await dora.sees("Type the birth year, or a PIN")
    await dora.says("471100")
    await dora.sees("They can open it with that now.")
    await alice.forges(OpenTap(id=1).pack(), (await alice.last()).id)
    await alice.sees("type your birth year")
    await alice.says("471100")
    await alice.sees("Your report. Questions?")


async def test_a_corrected_report_says_what_it_replaces(
    alice: Person, dora: Person, database: Database, worker: None
) -> None:
    await sends(dora)
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    await sends(dora, "cbc2.pdf")
    await dora.sees("There is a report already.")
    await dora.taps("It corrects that one")
    await dora.sees("sent.")
    await skips_the_undo(database)
    await alice.sees("A corrected report is ready.", within=20)
    await alice.forges(OpenTap(id=1).pack(), (await alice.last()).id)
    await alice.sees("There is a corrected report.")


async def test_a_forged_button_opens_no_report_that_can_be_taken_back(
    alice: Person, dora: Person, database: Database
) -> None:
    await sends(dora)
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    await alice.forges(OpenTap(id=1).pack(), (await alice.last()).id)
    await alice.sees("That was not found.")
    await sql(database, NO_UNDO)
    await alice.forges(OpenTap(id=1).pack(), (await alice.last()).id)
    await alice.sees("type your birth year")
    await sends(dora, "cbc2.pdf")
    await dora.taps("It corrects that one")
    await dora.sees("sent.")
    await alice.says("1980")  # it was asked for before
    await alice.sees("The lab is correcting this report.")
    assert await rows(database, "SELECT count(*) FROM report_openings") == [(0,)]


async def test_a_report_answers_the_card_it_is_a_reply_to(dora: Person, alice: Person) -> None:
    await dora.says("/caller alice")
    await dora.taps("1")
    await dora.taps("CBC")
    card = await dora.sees("Booking No. 1: booked")
    await dora.sends_document("cbc.pdf", PDF, reply_to=card.id)
    await dora.sees("Report for booking No. 1")


async def test_what_is_no_report_is_told(dora: Person, alice: Person, database: Database) -> None:
    await dora.sends_document("virus.exe", b"MZ", "report 1")
    await dora.sees("A report is a PDF or a picture")
    await dora.sends_document("cbc.pdf", PDF, "report 999")
    await dora.sees("That was not found.")
    await sends(dora)
    await dora.taps("Cancel")
    await dora.sees("Nothing was sent.")
    assert await rows(database, "SELECT count(*) FROM reports") == [(0,)]


async def test_a_patient_cannot_send_and_forged_buttons_are_old(
    alice: Person, dora: Person, database: Database
) -> None:
    await alice.sends_document("cbc.pdf", PDF, "report 1")
    await alice.says("/start")
    shown = await alice.sees("Hello")
    forged = [ReportTap(intent=new_intent(), do=do).pack() for do in ReportDo]
    forged += [AgainTap(id=1).pack(), AgainTap(id=1, is_secret=True).pack()]
    for data in forged:
        await alice.forges(data, shown.id)
        await alice.sees("This button is from an older version.")
    assert "Report for booking" not in alice.transcript()
    assert await rows(database, "SELECT count(*) FROM reports") == [(0,)]
