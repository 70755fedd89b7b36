"""What was scheduled arrives as it was sent: a real bot, a real worker, the sandbox as judge."""

import pytest

from db.uow import Database
from domain.messages.content import Text, to_json
from domain.messages.media import Kind, Media
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot, Json
from tests.support.content import plan, row_of, soon
from tests.support.waiting import once_true

LONG = 20.0  # seconds that a busy machine gets for what comes in three


@pytest.fixture
async def alice(chat: Sandbox) -> Person:
    return await chat.person("Alice")


async def arrived(alice: Person, chat: Sandbox, method: str) -> Json:
    """Wait for the one accepted call of a method, and answer it."""

    async def is_there() -> bool:
        return any(call["status"] == 200 for call in await chat.record(method, alice.id))

    await once_true(is_there)
    (call,) = [c for c in await chat.record(method, alice.id) if c["status"] == 200]
    return call


async def test_a_photo_with_its_caption_comes_on_its_second(
    chat: Sandbox, alice: Person, worker: None, database: Database
) -> None:
    sent = await alice.sends_photo(caption="in 3 seconds Team picture")
    await alice.sees("Photo:\nTeam picture")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    call = await arrived(alice, chat, "sendPhoto")
    row = await row_of(database, "photo")
    assert 0 <= call["at"] - row.due_at.timestamp() < 1
    assert call["params"]["photo"] == sent.raw["photo"][-1]["file_id"]
    assert call["params"]["caption"] == "Team picture"
    assert row.status in {"sending", "sent"}


async def test_an_album_comes_as_one(chat: Sandbox, alice: Person, worker: None) -> None:
    await alice.sends_album(3, "in 4 seconds Party")
    await alice.sees("Album (3 × Photo):\nParty")
    await chat.settled()
    await alice.taps("Confirm")
    await alice.sees("Done.")
    call = await arrived(alice, chat, "sendMediaGroup")
    media = call["params"]["media"]
    assert [item.get("caption") for item in media] == ["Party", None, None]
    assert [item["type"] for item in media] == ["photo"] * 3


async def test_a_quiz_is_made_anew(chat: Sandbox, alice: Person, worker: None) -> None:
    await alice.says("/schedule in 4 seconds")
    await alice.sees("What shall I send you on")
    await alice.sends_poll(
        "Who?", ["I", "You"], type="quiz", correct_option_ids=[1], explanation="So it is"
    )
    await alice.sees("Quiz:\nWho?")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    call = await arrived(alice, chat, "sendPoll")
    assert call["params"]["correct_option_ids"] == [1]
    assert call["params"]["explanation"] == "So it is"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PHOTO])
async def test_every_kind_of_file_comes_by_its_own_method(
    chat: Sandbox, alice: Person, running_bot: Bot, worker: None, database: Database, kind: Kind
) -> None:
    sent = await alice.sends_file(str(kind))
    await alice.sees("Shall I send it to you later?")
    await alice.says("in 2 seconds")
    await alice.sees("Your message:")
    await alice.taps("Confirm")
    call = await arrived(alice, chat, "send" + kind.title().replace("_", ""))
    assert call["params"][str(kind)] == sent.raw[str(kind)]["file_id"]


async def test_a_place_and_a_contact_come_as_such(
    chat: Sandbox, alice: Person, worker: None
) -> None:
    await alice.says("/schedule")  # out of the blue a place is read as a time zone
    await alice.sees("What shall I send you?")
    await alice.shares_location(52.5, 13.4)
    await alice.sees("Location")
    await alice.says("in 2 seconds")
    await alice.taps("Confirm")
    assert (await arrived(alice, chat, "sendLocation"))["params"]["latitude"] == 52.5
    await alice.shares_contact()
    await alice.sees("Contact")
    await alice.says("in 2 seconds")
    await alice.taps("Confirm")
    assert (await arrived(alice, chat, "sendContact"))["params"]["first_name"] == "Alice"


async def test_a_long_text_comes_in_parts_in_order(
    chat: Sandbox, alice: Person, worker: None, database: Database
) -> None:
    await alice.says("/start")
    await alice.sees("Hello Alice")
    text = "\n".join(f"line {number}" for number in range(1500))
    await plan(database, alice.id, to_json(Text(text)), soon(2))
    await alice.sees("line 1499", within=LONG)
    texts = [c["params"]["text"] for c in await chat.record("sendMessage", alice.id)]
    assert "".join(part for part in texts if part.startswith("line")) == text


async def test_a_part_that_failed_is_tried_again_and_those_before_it_are_not(
    chat: Sandbox, alice: Person, worker: None, database: Database
) -> None:
    await alice.says("/start")
    await alice.sees("Hello Alice")
    text = "a" * 4096 + "b" * 4096 + "c" * 100
    number = await plan(database, alice.id, to_json(Text(text)), soon(3))
    await chat.fault("slow", method="sendMessage", chat_id=alice.id, seconds=0.5)
    await chat.fault("429", method="sendMessage", chat_id=alice.id, retry_after=1)
    await alice.sees("c" * 100, within=LONG)
    calls = await chat.record("sendMessage", alice.id)
    parts = [
        (c["params"]["text"][0], c["status"]) for c in calls if len(c["params"]["text"]) >= 100
    ]
    assert [part for part in parts if part[0] in "abc"] == [
        ("a", 200),
        ("b", 429),
        ("b", 200),
        ("c", 200),
    ]
    row = await row_of(database, "text")
    assert (row.id, row.in_doubt) == (number, False)


async def test_a_file_that_is_gone_is_given_up_and_its_author_told(
    chat: Sandbox, alice: Person, worker: None, database: Database
) -> None:
    await alice.says("/start")
    await alice.sees("Hello Alice")
    await plan(database, alice.id, to_json(Media(Kind.VIDEO, "gone", "Holidays")), soon(2))
    told = await alice.sees("could not be sent", within=LONG)
    assert "Telegram no longer has the file" in told.text
    assert "Video: Holidays" in told.text
    row = await row_of(database, "video")
    assert (row.status, row.last_error.split(":")[0]) == ("dead", "media_gone")
