"""Stories of commands below files: as the same words typed, and never a file for somebody else."""

import pytest

from db.uow import Database
from domain.booking.lab import Lab
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.e2e.test_content_story import kept
from tests.support.bot import Bot
from tests.support.clinic import rows
from tests.support.staff import arrives

FILES = ("photo", "document", "video", "animation", "audio", "voice")


async def sends(person: Person, kind: str, caption: str) -> Message:
    return await person.sends_file(kind, f"it.{kind}", caption=caption)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("command", ["/schedule ", "/Schedule@sandbox_bot\n", ""])
async def test_schedule_below_a_file_is_its_caption(
    chat: Sandbox, running_bot: Bot, database: Database, kind: str, command: str
) -> None:
    alice = await chat.person("Alice")
    await sends(alice, kind, f"{command}tomorrow 9am Team picture")
    shown = await alice.sees("Shall I send you this?")
    assert ":\nTeam picture" in shown.text
    await alice.taps("Confirm")
    await alice.sees("Done.")
    assert [(one["kind"], one["text"]) for one in await kept(database)] == [(kind, "Team picture")]


async def test_schedule_below_a_file_keeps_it_while_the_time_is_asked(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.sends_photo(caption="/schedule")
    await alice.sees("When shall I send it?")
    await alice.says("tomorrow 9am")
    await alice.sees("Your message:\n\nPhoto")
    await alice.sends_photo(caption="/schedule Team picture")
    await alice.sees("When shall I send it?")
    await alice.says("tomorrow 9am")
    await alice.sees("Photo:\nTeam picture")


async def test_an_album_below_schedule_is_one_message(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.sends_album(3, "/schedule tomorrow 9am Party")
    await alice.sees("Album (3 × Photo):\nParty")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    (content,) = await kept(database)
    assert [item["text"] for item in content["items"]] == ["Party", "", ""]


STAFF = {
    "/broadcast Closed on Friday": "Who shall get your message?",
    "/close tomorrow 9-12 analyser down": "analyser down",
    "/day tomorrow": "Tomorrow, ",
    "/slots": "open",
    "/why tomorrow 9:00 cbc": "book it",
    "/caller Alice": "Alice",
    "/audit": "Who did what",
    "/stats": "",
    "/next": "Nobody is waiting.",
    "/tests": "What can be booked",
    "/labs": "Your labs",
    "/failed": "No message has failed.",
    "/export": "table",
}


@pytest.mark.parametrize("kind", ["photo", "document"])
@pytest.mark.parametrize("caption", STAFF)
async def test_a_staff_command_below_a_file_is_the_command(
    mira: Person, kind: str, caption: str
) -> None:
    await sends(mira, kind, caption)
    shown = await mira.sees(STAFF[caption] or " ", within=10)
    assert "send it to you later" not in mira.transcript()
    assert "Shall I send you this?" not in mira.transcript()
    assert shown.text


@pytest.mark.parametrize("caption", ["/broadcast Closed on Friday", "/close friday", "/nonsense"])
async def test_for_others_it_is_a_command_that_does_not_exist(
    chat: Sandbox, running_bot: Bot, clinic: Lab, caption: str
) -> None:
    alice = await chat.person("Alice")
    await alice.sends_photo(caption=caption)
    await alice.sees(f"I do not know the command {caption.split(maxsplit=1)[0]}.")
    await alice.says("/book")
    await alice.sees("Which test")
    await alice.sends_photo(caption=caption)
    await alice.sees(f"I do not know the command {caption.split(maxsplit=1)[0]}.")


async def starts_a_broadcast(chat: Sandbox, mira: Person, database: Database) -> Person:
    return await arrives(chat, database, "Alice", "patient")


async def test_the_words_beside_broadcast_are_its_message(
    chat: Sandbox, mira: Person, database: Database, worker: None
) -> None:
    alice = await starts_a_broadcast(chat, mira, database)
    await mira.says("/broadcast Closed on Friday")
    shown = await mira.sees("Who shall get your message?")
    assert "Closed on Friday" in shown.text
    await mira.taps("Everybody")
    await mira.sees("To everybody: 2 people.")
    await mira.taps("Send now")
    await alice.sees("Closed on Friday", within=20)
    assert "/broadcast" not in alice.transcript()


@pytest.mark.parametrize("kind", ["photo", "document", "video"])
async def test_the_file_above_broadcast_is_its_message(
    chat: Sandbox, mira: Person, database: Database, kind: str
) -> None:
    await starts_a_broadcast(chat, mira, database)
    await sends(mira, kind, "/broadcast Closed on Friday")
    shown = await mira.sees("Who shall get your message?")
    assert "Closed on Friday" in shown.text
    await mira.taps("Everybody")
    await mira.sees("To everybody: 2 people.")
    await mira.taps("Send now")
    await mira.sees("It is on its way.")
    ((content,),) = await rows(database, "SELECT content FROM broadcasts")
    assert isinstance(content, dict)
    assert (content["kind"], content["text"]) == (kind, "Closed on Friday")


@pytest.mark.parametrize("kind", ["photo", "document"])
@pytest.mark.parametrize("is_beside", [True, False])
async def test_an_album_is_one_broadcast(
    chat: Sandbox, mira: Person, database: Database, worker: None, *, kind: str, is_beside: bool
) -> None:
    alice = await starts_a_broadcast(chat, mira, database)
    if is_beside:
        await mira.sends_album(3, "/broadcast New rooms", kind)
        await mira.sees("Album (3 ×")
        await mira.taps("Everybody")
    else:
        await mira.says("/broadcast")
        await mira.taps("Everybody")
        await mira.sees("Now send me the message")
        await mira.sends_album(3, "New rooms", kind)
    await mira.sees("Album (3 ×")
    await mira.sees("To everybody: 2 people.")
    await mira.taps("Send now")
    await mira.sees("It is on its way.")
    ((content,),) = await rows(database, "SELECT content FROM broadcasts")
    assert isinstance(content, dict)
    assert [item["text"] for item in content["items"]] == ["New rooms", "", ""]
    await alice.sees("New rooms", within=20)
