"""Stories of files that staff send without a word: whose report is it, or is it none?"""

import pytest

from db.uow import Database
from screens.desk.callbacks import VisitDo, VisitTap
from telegram_sandbox.driver import Person, Sandbox
from tests.e2e.test_closure_story import skips_the_undo
from tests.e2e.test_content_story import kept
from tests.e2e.test_report_story import PDF
from tests.support.clinic import rows
from tests.support.series import sql

YESTERDAY = "starts_at = now() - interval '1 day', ends_at = now() - interval '23 hours'"


@pytest.fixture
async def alice(alice: Person, database: Database) -> Person:
    """A patient whose visit was yesterday."""
    booked = "id IN (SELECT slot_id FROM bookings)"
    await sql(database, f"UPDATE time_slots SET {YESTERDAY} WHERE {booked}")
    await sql(
        database, "UPDATE scheduled_messages SET status = 'cancelled' WHERE status = 'scheduled'"
    )
    await sql(database, "UPDATE patients SET name = 'Alice Ann Lee'")
    return alice


async def reports(database: Database) -> list[tuple[object, ...]]:
    return await rows(database, "SELECT booking_id FROM reports ORDER BY id")


@pytest.mark.parametrize("kind", ["document", "photo"])
async def test_the_visit_is_a_tap_away(dora: Person, database: Database, kind: str) -> None:
    if kind == "photo":
        await dora.sends_photo()
    else:
        await dora.sends_document("cbc.pdf", PDF)
    asked = await dora.sees("Whose report is it?")
    assert asked.buttons[0].startswith("1: Alice Ann Lee, ")
    assert asked.buttons[1:] == ["It is a message to me", "Cancel"]
    await dora.taps("Alice Ann Lee")
    await dora.sees("Report for booking No. 1")
    await dora.says("1980")
    await dora.sees("born 1980")
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    assert await reports(database) == [(1,)]
    await dora.sends_document("more.pdf", PDF)
    asked = await dora.sees("No visit of the last two weeks waits for one.")
    await dora.says("1")
    shown = await dora.sees("There is a report already.")
    assert "born 1980" in shown.text


async def test_a_known_birth_year_stands_beside_the_name(dora: Person, database: Database) -> None:
    await dora.sends_document("cbc.pdf", PDF, "report 1")
    await dora.says("1980")
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    await dora.taps("Undo")
    await dora.sees("Undone.")
    await dora.sends_document("cbc.pdf", PDF, "report 1")
    await dora.says("1980")
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    await sql(
        database,
        """WITH s AS (INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity, booked)
             SELECT lab_id, now() - interval '3 hours', now() - interval '2 hours', 1, 1
               FROM time_slots LIMIT 1 RETURNING id)
           INSERT INTO bookings (slot_id, account_id, patient_id, test_id, status, version, intent)
           SELECT s.id, account_id, patient_id, test_id, 'fulfilled', 1, 'x' FROM bookings, s""",
    )
    await dora.sends_document("cbc2.pdf", PDF)
    asked = await dora.sees("Whose report is it?")
    assert asked.buttons[0].startswith("2: Alice Ann Lee, 1980, ")


async def test_it_is_a_message_to_me(dora: Person, database: Database) -> None:
    await dora.sends_document("rota.pdf", PDF, "The new rota")
    await dora.sees("Whose report is it?")
    await dora.taps("It is a message to me")
    await dora.sees("When shall I send it?")
    await dora.says("tomorrow 9am")
    await dora.sees("The new rota")
    await dora.taps("Confirm")
    await dora.sees("Done.")
    *_, content = await kept(database)
    assert (content["kind"], content["text"]) == ("document", "The new rota")
    assert await reports(database) == []


async def test_a_caption_that_says_when_is_a_message(dora: Person) -> None:
    await dora.sends_document("rota.pdf", PDF, "tomorrow 9am rota")
    await dora.sees("Shall I send you this?")


@pytest.mark.parametrize(
    "caption", ["report 1", "Report for booking No. 1", "booking 1", "#1", "1", "Visit no. 1."]
)
async def test_a_second_file_is_not_trapped_by_the_first(
    dora: Person, database: Database, caption: str
) -> None:
    await dora.sends_document("one.pdf", PDF)
    await dora.sees("Whose report is it?")
    await dora.sends_document("two.pdf", PDF)
    again = await dora.sees("The file before this one has not been sent.")
    assert "Whose report is it?" in again.text
    sent = await dora.sends_document("three.pdf", PDF, caption)
    shown = await dora.sees("Report for booking No. 1")
    assert "The file before this one has not been sent." in shown.text
    await dora.says("1980")
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    kept_id = await rows(database, "SELECT file_id FROM reports")
    assert kept_id == [(sent.raw["document"]["file_id"],)]


async def test_an_offer_to_send_it_later_traps_no_report(dora: Person) -> None:
    await dora.sends_document("notes.txt", b"Notes")
    await dora.sees("Shall I send it to you later?")
    await dora.sends_document("cbc.pdf", PDF)
    await dora.sees("Whose report is it?")
    await dora.taps("Cancel")
    await dora.sends_document("notes.txt", b"Notes")
    await dora.sees("Shall I send it to you later?")
    await dora.sends_document("cbc.pdf", PDF, "report 1")
    await dora.sees("Report for booking No. 1")


async def test_a_patients_file_is_no_report(alice: Person) -> None:
    await alice.sends_document("cbc.pdf", PDF)
    await alice.sees("Shall I send it to you later?")


@pytest.mark.parametrize("kind", ["document", "photo"])
@pytest.mark.parametrize("how", ["reply", "caption", "neither"])
async def test_an_album_is_one_report_of_several_pages(
    alice: Person, dora: Person, database: Database, worker: None, *, kind: str, how: str
) -> None:
    card = await dora.last()
    if how == "reply":
        await dora.forges(VisitTap(do=VisitDo.OPEN, id=1).pack(), card.id)
        card = await dora.sees("Booking No. 1")
    caption = "report 1" if how == "caption" else ""
    await dora.sends_album(3, caption, kind, card.id if how == "reply" else None)
    if how == "neither":
        await dora.sees("Whose report is it?")
        await dora.says("1")
    shown = await dora.sees("3 pages")
    assert "Report for booking No. 1" in shown.text
    await dora.says("1980")
    await dora.sees("3 pages")
    await dora.taps("Send to the patient")
    await dora.sees("Report of booking No. 1: sent.")
    await skips_the_undo(database)
    await alice.sees("Your report is ready.", within=20)
    await alice.taps("Open")
    await alice.sees("type your birth year")
    await alice.says("1980")
    last = await alice.sees("Page 3 of 3. Your report. Questions?")
    assert last.raw["has_protected_content"] is True
    pages = [it.text async for it in alice.messages(0.1) if kind in it.raw]
    assert pages == [
        "Page 1 of 3",
        "Page 2 of 3",
        "Page 3 of 3. Your report. Questions? Please call us.",
    ]
    assert await reports(database) == [(1,)]


async def test_an_album_without_a_visit_can_be_a_message(dora: Person, database: Database) -> None:
    await dora.sends_album(2, "", "document")
    await dora.sees("Whose report is it?")
    await dora.taps("It is a message to me")
    await dora.sees("When shall I send it?")
    await dora.says("tomorrow 9am")
    await dora.sees("Album (2 ×")
    await dora.taps("Confirm")
    await dora.sees("Done.")
    *_, content = await kept(database)
    assert len(content["items"]) == 2
    assert await reports(database) == []


@pytest.mark.parametrize("unfit", [0, 1])
async def test_of_an_album_with_an_unfit_file_nothing_is_sent(
    chat: Sandbox, dora: Person, database: Database, unfit: int
) -> None:
    person = {"id": dora.id, "type": "private", "first_name": "Dora"}
    sender = {"id": dora.id, "is_bot": False, "first_name": "Dora"}
    for number in range(3):
        is_unfit = number == unfit
        file = {"file_id": f"f{number}", "file_unique_id": f"u{number}", "file_size": 10}
        file |= {"file_name": "a.zip" if is_unfit else "a.pdf"}
        file |= {"mime_type": "application/zip" if is_unfit else "application/pdf"}
        await chat.inject({"message": {
            "message_id": 9_000 + number, "date": 1, "chat": person, "from": sender,
            "media_group_id": "77", "document": file, "caption": "" if number else "report 1",
        }})  # fmt: skip
    shown = await dora.sees("One of these 3 files cannot be in a report. Nothing has been sent.")
    assert shown.buttons == ["It is a message to me", "Cancel"]
    await dora.says("1")
    await dora.sees("One of these 3 files")
    await dora.taps("Cancel")
    assert await reports(database) == []


async def test_many_visits_have_pages(chat: Sandbox, dora: Person, database: Database) -> None:
    await sql(
        database,
        """WITH s AS (INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity, booked)
             SELECT lab_id, now() - n * interval '1 hour', now() - n * interval '50 min', 1, 1
               FROM generate_series(30, 48) AS n, (SELECT lab_id FROM time_slots LIMIT 1) AS l
           RETURNING id)
           INSERT INTO bookings (slot_id, account_id, patient_id, test_id, status, version, intent)
           SELECT s.id, account_id, patient_id, test_id, 'arrived', 1, format('%s', s.id)
             FROM bookings, s""",
    )
    await dora.sends_document("cbc.pdf", PDF)
    first = await dora.sees("Whose report is it?")
    seen = [label.split(":")[0] for label in first.buttons if ": Alice" in label]
    for _ in range(2):
        await dora.taps("›")
        page = await dora.sees("Whose report is it?")
        seen += [label.split(":")[0] for label in page.buttons if ": Alice" in label]
    assert sorted(map(int, seen)) == list(range(1, 21))
    await dora.taps(f"{seen[-1]}: Alice")
    await dora.sees(f"Report for booking No. {seen[-1]}")
