"""Stories of people who change a message after it was sent, or answer one with a time."""

import pytest
from sqlalchemy import text

from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.e2e.test_content_story import kept
from tests.support.bot import Bot
from tests.support.clinic import bookings_of, nine, rows

LATE = "I have not read your change"
pytestmark = pytest.mark.usefixtures("clinic")


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot) -> Person:
    """Somebody new."""
    return await chat.person("Alice")


async def texts(database: Database) -> list[object]:
    return [one["text"] for one in await kept(database)]


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        ("/schedule in 3 hours call mum", "/schedule in 4 hours call dad"),
        ("/schedule in 3 hours call mum", "in 4 hours call dad"),
        ("remind me in 3 hours to call mum", "/schedule in 4 hours call dad"),
    ],
)
async def test_the_preview_follows_an_edited_message(
    chat: Sandbox, alice: Person, database: Database, typed: str, changed: str
) -> None:
    said = await alice.says(typed)
    await alice.sees("call mum")
    await alice.edits(said, changed)
    shown = await alice.sees("Shall I send you this?")
    assert "call dad" in shown.text
    assert "in 4 hours" in shown.text
    await chat.settled()
    assert [key for key in alice.buttons() if key == "Confirm"] == ["Confirm"]
    await alice.edits(said, "in 5 hours call gran")
    await alice.sees("call gran")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    assert await texts(database) == ["call gran"]
    await alice.edits(said, "in 6 hours call nobody")
    await alice.sees(LATE)
    assert await texts(database) == ["call gran"]


async def test_the_text_and_the_time_can_be_changed_at_their_own_questions(
    alice: Person, database: Database
) -> None:
    first = await alice.says("/schedule")
    await alice.sees("What shall I send you?")
    words = await alice.says("Buy mlik")
    await alice.sees("When shall I send it?")
    await alice.edits(words, "Buy milk")
    assert "Buy milk" in (await alice.sees("When shall I send it?")).text
    at = await alice.says("tomorrow 9am")
    await alice.sees("09:00")
    await alice.edits(first, "/book")
    await alice.sees(LATE)
    await alice.edits(at, "tomorrow 10am")
    assert "Buy milk" in (await alice.sees("10:00")).text
    await alice.taps("Confirm")
    await alice.sees("Done.")
    assert await texts(database) == ["Buy milk"]


async def test_an_edited_answer_of_a_booking_is_heard_while_it_is_the_last(
    chat: Sandbox, alice: Person, database: Database
) -> None:
    line = await alice.says("/book cbc tomorrow 9am")
    await alice.sees("09:00")
    await alice.edits(line, "/book tsh tomorrow 9:30")
    shown = await alice.sees("Shall I book this?")
    assert "TSH" in shown.text
    assert "09:30" in shown.text
    await alice.taps("Back")
    await alice.sees("Who is it for?")
    await alice.taps("Someone else")
    await alice.edits(line, "/book cbc tomorrow 8am")
    await alice.sees(LATE)
    name = await alice.says("Anne Lee")
    await alice.sees("When was Anne Lee born?")
    await alice.edits(name, "Ann Lee")
    await alice.sees("When was Ann Lee born?")
    await alice.taps("Skip")
    assert "TSH" in (await alice.sees("Patient: Ann Lee")).text
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    assert await bookings_of(database, alice) == [("booked",)]
    assert await rows(database, "SELECT name FROM patients") == [("Ann Lee",)]
    await alice.edits(name, "Somebody Else")
    await alice.sees(LATE)


async def test_a_caption_can_be_changed(alice: Person, database: Database) -> None:
    photo = await alice.sends_photo(caption="/schedule tomorrow 9am Team pictrue")
    await alice.sees("Team pictrue")
    await alice.edits(photo, "/schedule tomorrow 10am Team picture")
    shown = await alice.sees("10:00")
    assert "Team picture" in shown.text
    await alice.taps("Confirm")
    await alice.sees("Done.")
    assert [(one["kind"], one["text"]) for one in await kept(database)] == [
        ("photo", "Team picture")
    ]


async def test_old_messages_are_edited_in_silence(
    chat: Sandbox, running_bot: Bot, alice: Person
) -> None:
    who = {"id": alice.id, "type": "private", "first_name": "Alice"}
    sender = {"id": alice.id, "is_bot": False, "first_name": "Alice"}
    told = {"message_id": 5, "date": 1, "chat": who, "from": sender, "text": "/book"}
    await chat.inject({"edited_message": told})
    await chat.inject({"edited_message": told | {"text": None, "location": {
        "latitude": 1.0, "longitude": 2.0}}})  # fmt: skip
    await chat.settled()
    assert await chat.record("sendMessage") == []
    assert running_bot.outcomes() == ["ignored", "ignored"]


async def test_the_time_of_a_visit_is_an_instant_and_words_where_a_server_knows_none(
    chat: Sandbox, alice: Person
) -> None:
    await alice.says("/book cbc tomorrow 9am")
    shown = await alice.sees("Shall I book this?")
    found = [it for it in shown.raw["entities"] if it["type"] == "date_time"]
    assert [it["unix_time"] for it in found] == [int(nine().timestamp())]
    why = 'Bad Request: can\'t parse entities: Unsupported start tag "tg-time" at byte offset 9'
    await chat.fault("400", method="sendMessage", description=why)
    await alice.says("/book cbc tomorrow 9am")
    shown = await alice.sees("Shall I book this?")
    assert "09:00 CE" in shown.text
    assert not [it for it in shown.raw["entities"] if it["type"] == "date_time"]


@pytest.mark.parametrize("line", ["tomorrow 9am", "/schedule tomorrow 9am", "завтра в 9:00"])
async def test_a_reply_with_a_time_plans_the_message_it_answers(
    chat: Sandbox, alice: Person, database: Database, line: str
) -> None:
    told = await alice.says("Take the referral along")
    await alice.sees("I did not understand that.")
    await alice.says(line, reply_to=told.id)
    shown = await alice.sees("Shall I send you this?")
    assert "Take the referral along" in shown.text
    assert "09:00" in shown.text
    await alice.taps("Confirm")
    await alice.sees("Done.")
    assert await texts(database) == ["Take the referral along"]


async def test_a_reply_to_a_file_plans_it_and_other_words_are_a_message_of_their_own(
    chat: Sandbox, alice: Person, database: Database
) -> None:
    photo = await alice.sends_photo(caption="Team")
    await chat.settled()
    await alice.says("/cancel")
    await alice.sees("Cancelled.")
    await alice.says("in 3 hours", reply_to=photo.id)
    assert "Photo:\nTeam" in (await alice.sees("Shall I send you this?")).text
    await alice.taps("Confirm")
    await alice.sees("Done.")
    await alice.says("/schedule", reply_to=photo.id)
    await alice.sees("When shall I send it?")
    await alice.says("/schedule in 4 hours print it", reply_to=photo.id)
    assert "print it" in (await alice.sees("Shall I send you this?")).text
    await alice.taps("Confirm")
    await alice.sees("Done.")
    async with database.read() as uow:
        found = await uow.all(text("SELECT content FROM scheduled_messages ORDER BY id"))
    assert [row.content.get("kind", "text") for row in found] == ["photo", "text"]


@pytest.mark.parametrize("line", ["remind me tonight", "remind me in 90 seconds",
    "напомни мне завтра в 9", "recuérdame mañana a las 9"])  # fmt: skip
async def test_a_reminder_without_words_asks_what_to_send(alice: Person, line: str) -> None:
    await alice.says(line)
    await alice.sees("What shall I send you")
