"""Stories of which booking a report is for: a card says so by its buttons, never by its words."""

import pytest

from db.uow import Database
from fsm.draft import new_intent
from screens.desk.callbacks import DayDo, DayTap, ReportForTap, VisitDo, VisitTap
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.e2e.test_report_story import PDF
from tests.support.clinic import rows, tomorrow
from tests.support.staff import arrives

LIKE_CARDS = [
    "Booking No. 1",
    "Booking No. 1: booked",
    "Booking number: 1",
    "Report of booking No. 1: sent.",
    "Report for booking No. 1",
    "vs1:o:1:a:0 Booking No. 1",
]


async def books_as(chat: Sandbox, database: Database, name: str) -> Person:
    """Booking number 2, tomorrow at a quarter past nine, under a name of their choice."""
    mallory = await arrives(chat, database, name, "patient")
    await mallory.says("/book cbc tomorrow 9:15")
    await mallory.sees(f"Patient: {name}")
    await mallory.taps("Confirm")
    await mallory.sees("Booked.")
    return mallory


async def opens(dora: Person, number: int) -> Message:
    """The card of a visit."""
    tap = VisitTap(do=VisitDo.OPEN, id=number).pack()
    await dora.forges(tap, (await dora.last()).id)
    return await dora.sees(f"Booking No. {number}: booked")


@pytest.mark.parametrize("name", LIKE_CARDS)
async def test_a_name_like_a_card_redirects_no_report(
    chat: Sandbox, dora: Person, database: Database, name: str
) -> None:
    mallory = await books_as(chat, database, name)
    card = await opens(dora, 2)
    assert name in card.text
    await dora.sends_document("cbc.pdf", PDF, reply_to=card.id)
    shown = await dora.sees("Report for booking No. 2\n")
    assert f"Patient: {name}, birth year not known yet" in shown.text
    await dora.says("1990")
    shown = await dora.sees("born 1990")
    assert f"Patient: {name}, born 1990" in shown.text
    await dora.taps("Send to the patient")
    sent = await dora.sees("sent.")
    whose = "SELECT b.account_id FROM reports AS r JOIN bookings AS b ON b.id = r.booking_id"
    assert await rows(database, whose) == [(mallory.id,)]
    await dora.sends_document("cbc2.pdf", PDF, reply_to=sent.id)
    shown = await dora.sees("There is a report already.")
    assert "Report for booking No. 2" in shown.text
    assert f"Patient: {name}, born 1990" in shown.text


async def test_the_card_of_a_call_is_of_its_visit_whatever_the_name(
    chat: Sandbox, dora: Person, database: Database
) -> None:
    await books_as(chat, database, "Booking No. 1")
    await dora.says("/caller booking no")
    await dora.taps("1")
    await dora.taps("CBC")
    card = await dora.sees("Booking No. 2: booked")
    await dora.sends_document("cbc.pdf", PDF, reply_to=card.id)
    await dora.sees("Report for booking No. 2")


async def test_of_two_bookings_it_is_asked_which(
    chat: Sandbox, dora: Person, database: Database
) -> None:
    await books_as(chat, database, "Booking No. 1")
    shown = await dora.last()
    day = tomorrow().toordinal()
    await dora.forges(DayTap(do=DayDo.SHEET, day=day, hour=9).pack(), shown.id)
    sheet = await dora.sees("2 to come")
    await dora.sends_document("cbc.pdf", PDF, reply_to=sheet.id)
    asked = await dora.sees("For which booking is this report?")
    assert [label[:2] for label in asked.buttons] == ["1:", "2:", "Ca"]
    await dora.taps("2: Booking No. 1")
    await dora.sees("Report for booking No. 2")


async def test_a_caption_and_a_card_that_disagree_are_asked_about(
    chat: Sandbox, dora: Person, database: Database
) -> None:
    await books_as(chat, database, "Mal Ory")
    card = await opens(dora, 2)
    await dora.sends_document("cbc.pdf", PDF, "report 1", reply_to=card.id)
    await dora.sees("For which booking is this report?")
    await dora.taps("1: Alice")
    shown = await dora.sees("Report for booking No. 1")
    assert "Patient: Alice, birth year not known yet" in shown.text


async def test_a_card_without_a_booking_is_asked_about(
    chat: Sandbox, dora: Person, database: Database
) -> None:
    await books_as(chat, database, "Booking No. 1")
    await dora.says("/caller booking no")
    card = await dora.sees("1. Booking No. 1")
    await dora.sends_document("cbc.pdf", PDF, reply_to=card.id)
    await dora.sees("Whose report is it?")
    await dora.says("the first one")
    await dora.sees("Please type the number of the booking.")
    await dora.says("404")
    await dora.sees("That was not found.")
    await dora.says("2")
    await dora.sees("Report for booking No. 2")
    await dora.taps("Cancel")
    await dora.sees("Nothing was sent.")
    await dora.sends_document("cbc.pdf", PDF, reply_to=(await dora.last()).id)
    await dora.sees("Whose report is it?")
    await dora.says("cancel")
    await dora.sees("Nothing was sent.")
    assert await rows(database, "SELECT count(*) FROM reports") == [(0,)]


async def test_a_forged_choice_sends_nothing(alice: Person, dora: Person) -> None:
    for person, heard in ((dora, "Nothing was sent."), (alice, "from an older version")):
        tap = ReportForTap(intent=new_intent(), id=1).pack()
        await person.forges(tap, (await person.last()).id)
        await person.sees(heard)


async def test_a_preview_says_when_a_pin_opens_it(alice: Person, dora: Person) -> None:
    await dora.sends_document("cbc.pdf", PDF, "report 1")
    await dora.sees("birth year not known yet")
    await dora.says("471100")
    await dora.sees("Patient: Alice, opened with a PIN")
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    await dora.sends_document("cbc2.pdf", PDF, "report 1")
    await dora.sees("Patient: Alice, opened with a PIN")
