"""Stories of photos, albums, polls and long texts: in chat by the real bot."""

import pytest
from sqlalchemy import select

from db.messages.schedule import scheduled_messages
from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot, Json
from tests.support.zone import LETTERS


async def kept(database: Database) -> list[Json]:
    """The content of every message, in the order of their making."""
    table = scheduled_messages
    async with database.read() as uow:
        rows = await uow.all(select(table.c.content).order_by(table.c.id))
    return [row.content for row in rows]


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot) -> Person:
    return await chat.person("Alice")


async def test_a_photo_whose_caption_names_a_time_opens_the_preview(
    alice: Person, database: Database
) -> None:
    sent = await alice.sends_photo(caption="tomorrow 9am Team picture")
    shown = await alice.sees("Photo:\nTeam picture")
    assert f"09:00 {LETTERS}" in shown.text
    await alice.taps("Confirm")
    await alice.sees("Done. I'll send it on")
    (content,) = await kept(database)
    assert (content["kind"], content["text"]) == ("photo", "Team picture")
    assert content["file_id"] == sent.raw["photo"][-1]["file_id"]
    await alice.says("/scheduled")
    await alice.sees("Photo: Team picture")


async def test_a_photo_without_a_time_is_offered(alice: Person, database: Database) -> None:
    await alice.sends_photo(caption="Team picture")
    await alice.sees("Shall I send it to you later?")
    await alice.taps("Schedule this")
    await alice.sees("When shall I send it?")
    await alice.says("tomorrow 9am")
    await alice.sees("Photo:\nTeam picture")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    assert [content["text"] for content in await kept(database)] == ["Team picture"]


async def test_a_time_answers_the_offer_and_other_words_are_not_taken_for_one(
    alice: Person, database: Database
) -> None:
    await alice.sends_sticker()
    await alice.sees("Shall I send it to you later?")
    await alice.says("nice, is it not")
    await alice.sees("I did not understand that")
    await alice.says("tomorrow 9am")
    await alice.sees("Your message:\n\nSticker")
    await alice.says("yes")
    await alice.sees("Done.")
    assert [content["kind"] for content in await kept(database)] == ["sticker"]


async def test_no_thanks_schedules_nothing(alice: Person, database: Database) -> None:
    await alice.sends_document()
    await alice.taps("No, thanks")
    await alice.sees("Nothing was scheduled")
    assert await kept(database) == []


async def test_an_album_is_gathered_in_one_preview(
    chat: Sandbox, alice: Person, database: Database
) -> None:
    await alice.says("/schedule")
    await alice.sees("What shall I send you?")
    await alice.sends_album(4, "tomorrow 9am Party")
    await alice.sees("Album (4 × Photo):\nParty")
    await chat.settled()
    previews = [m for m in await chat.record("sendMessage", alice.id) if m["status"] == 200]
    assert len(previews) == 2, "the question, and one preview that is edited"
    await alice.taps("Confirm")
    await alice.sees("Done.")
    (content,) = await kept(database)
    assert [item["text"] for item in content["items"]] == ["Party", "", "", ""]


async def test_an_album_out_of_the_blue_is_offered_as_one(
    chat: Sandbox, alice: Person, database: Database
) -> None:
    await alice.sends_album(3)
    await alice.sees("Album (3 × Photo)")
    await alice.taps("Schedule this")
    await alice.sees("When shall I send it?")
    await alice.taps("Tomorrow")
    await alice.sees("09:00")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    (content,) = await kept(database)
    assert len(content["items"]) == 3


async def test_a_poll_is_kept_with_its_data(alice: Person, database: Database) -> None:
    await alice.says("/schedule tomorrow 9am")
    await alice.sees("What shall I send you on")
    await alice.sends_poll("Lunch?", ["Soup", "Salad"], allows_multiple_answers=True)
    await alice.sees("Poll:\nLunch?\n– Soup\n– Salad")
    assert "Change message" in alice.buttons()
    await alice.taps("Confirm")
    await alice.sees("Done.")
    (content,) = await kept(database)
    assert (content["question"], content["more"]["allows_multiple_answers"]) == ("Lunch?", True)


async def test_show_it_sends_the_real_thing_and_the_buttons_follow(
    chat: Sandbox, alice: Person
) -> None:
    await alice.sends_photo(caption="tomorrow 9am Team picture")
    await alice.sees("Photo:\nTeam picture")
    await alice.taps("Show it")
    await alice.sees("Above is what I will send.")
    (call,) = await chat.record("sendPhoto", alice.id)
    assert call["params"]["caption"] == "Team picture"
    await alice.taps("Confirm")
    await alice.sees("Done.")


async def test_a_file_that_telegram_no_longer_has_is_told_when_shown(
    chat: Sandbox, alice: Person
) -> None:
    await alice.sends_photo(caption="tomorrow 9am Team picture")
    await alice.sees("Photo:")
    wrong = "wrong remote file identifier specified: Wrong string length"
    await chat.fault("400", method="sendPhoto", description=wrong)
    await alice.taps("Show it")
    await alice.sees("Telegram no longer has that file. Please send it to me again.")


async def test_a_caption_is_changed_and_a_sticker_is_replaced_by_words(
    alice: Person, database: Database
) -> None:
    await alice.sends_photo(caption="tomorrow 9am Old")
    await alice.taps("Change caption")
    await alice.sees("What shall I send instead?")
    await alice.says("New")
    await alice.sees("Photo:\nNew")
    await alice.sends_sticker()
    await alice.sees("Your message:\n\nSticker")
    await alice.taps("Change message")
    await alice.sees("What shall I send instead?")
    await alice.says("Words")
    await alice.sees("Your message:\n\nWords")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    (content,) = await kept(database)
    assert (content["kind"], content["text"]) == ("text", "Words")


async def test_the_caption_of_a_planned_photo_is_changed(alice: Person, database: Database) -> None:
    await alice.sends_photo(caption="tomorrow 9am Old")
    await alice.taps("Confirm")
    await alice.taps("My messages")
    await alice.taps("1")
    await alice.taps("Change caption")
    await alice.sees("What shall I send instead?")
    await alice.says("New")
    await alice.sees("Photo:\nNew")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    (content,) = await kept(database)
    assert (content["kind"], content["text"]) == ("photo", "New")


async def test_a_text_that_a_client_cut_in_two_is_one_message(
    chat: Sandbox, alice: Person, database: Database
) -> None:
    words = " ".join(f"word{number}" for number in range(900))
    await alice.says(f"/schedule tomorrow 9am {words}")
    await alice.sees("more characters")
    await chat.settled()
    await alice.taps("Confirm")
    await alice.sees("Done.")
    (content,) = await kept(database)
    assert content["text"].split() == words.split()


async def test_a_caption_that_is_too_long_is_told_the_limit(alice: Person) -> None:
    await alice.sends_photo()
    await alice.taps("Schedule this")
    await alice.sees("When shall I send it?")
    await alice.says("tomorrow 9am")
    await alice.sees("Photo")
    await alice.taps("Change caption")
    await alice.sees("What shall I send instead?")
    await alice.says("x" * 1025)
    await alice.sees("xxx")
    await alice.taps("Confirm")
    await alice.sees("That has 1025 characters, and a message holds 1024.")


async def test_what_cannot_be_sent_again_says_so(chat: Sandbox, alice: Person) -> None:
    await alice.says("/schedule")
    asked = await alice.sees("What shall I send you?")
    who = {"id": alice.id, "type": "private", "first_name": "Alice"}
    raw = {"message_id": asked.id + 100, "date": 1, "chat": who, "from": who | {"is_bot": False}}
    await chat.inject({"message": raw | {"dice": {"emoji": "🎲", "value": 3}}})
    await alice.sees("I cannot send that one again.")


async def test_a_photo_can_repeat(alice: Person, database: Database) -> None:
    await alice.sends_photo(caption="every monday 9am Team picture")
    shown = await alice.sees("Photo:\nTeam picture")
    assert "every Monday" in shown.text
    await alice.taps("Confirm")
    await alice.sees("Done.")
    (content,) = await kept(database)
    assert (content["kind"], content["text"]) == ("photo", "Team picture")
    await alice.says("/scheduled")
    await alice.sees("Photo: Team picture")
