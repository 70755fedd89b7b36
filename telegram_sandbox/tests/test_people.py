"""What people do on their side, and the updates that the bot gets for it."""

import json
from typing import Any

import aiohttp
import pytest
from aiogram.types import Update

from stage import Stage, staged
from telegram_sandbox.driver import Message, Person, Refusal


@pytest.fixture
async def alice(stage: Stage) -> Person:
    return await stage.telegram.person("Alice", last_name="Ng", phone="+4915112345", id=77)


async def newest(stage: Stage) -> Update:
    return (await stage.bot.get_updates())[-1]


async def test_everybody_and_the_bot_are_listed(stage: Stage, alice: Person) -> None:
    async with aiohttp.ClientSession() as session:
        told = await (await session.get(f"{stage.url}/sandbox/people")).json()
    assert told["people"] == [
        {
            "id": 77,
            "first_name": "Alice",
            "last_name": "Ng",
            "language_code": "en",
            "phone": "+4915112345",
            "is_blocked": False,
        }
    ]
    assert told["bot"]["username"] == "sandbox_bot"


async def test_a_name_has_the_same_id_in_another_sandbox_and_no_others() -> None:
    async with staged() as first:
        known = [(await first.telegram.person(name)).id for name in ("Alice", "Bob", "Alice")]
    async with staged() as second:
        again = [(await second.telegram.person(name)).id for name in ("Zoe", "Alice", "Bob")]
    assert again[1:] == known[:2]
    assert len({*known, again[0]}) == 4


async def test_typed_text_comes_with_its_commands_and_links(stage: Stage, alice: Person) -> None:
    await alice.says("  /start@sandbox_bot \U0001f600 https://example.com  ")
    message = (await newest(stage)).message
    assert message is not None
    assert message.text == "/start@sandbox_bot \U0001f600 https://example.com"
    assert [(e.type, e.offset, e.length) for e in message.entities or []] == [
        ("bot_command", 0, 18),
        ("url", 22, 19),
    ]
    assert message.from_user is not None
    assert message.from_user.full_name == "Alice Ng"


async def test_formatting_a_client_gives_is_kept(stage: Stage, alice: Person) -> None:
    bold = [{"type": "bold", "offset": 1, "length": 3}]
    said = await alice.says(" bold text", entities=bold)
    assert said.raw["entities"] == [{"type": "bold", "offset": 0, "length": 3}]


async def test_a_long_text_comes_in_parts_as_clients_split_it(stage: Stage, alice: Person) -> None:
    await alice.says("word " * 2000)
    texts = [u.message.text for u in await stage.bot.get_updates() if u.message]
    assert len(texts) == 3
    assert all(text and len(text) <= 4096 for text in texts)


async def test_replies_name_what_they_reply_to(stage: Stage, alice: Person) -> None:
    await alice.says("/start")
    sent = await stage.bot.send_message(alice.id, "question?")
    said = await alice.says("answer", reply_to=sent.message_id)
    assert said.raw["reply_to_message"]["text"] == "question?"


async def test_contacts_places_and_files_reach_the_bot(stage: Stage, alice: Person) -> None:
    await alice.shares_contact()
    await alice.shares_location(52.5, 13.4)
    await alice.sends_photo(caption="see /this")
    await alice.sends_document("ä.pdf", b"%PDF")
    await alice.sends_voice()
    await alice.sends_sticker()
    messages = [u.message for u in await stage.bot.get_updates() if u.message]
    kinds = [message.content_type for message in messages]
    assert kinds == ["contact", "location", "photo", "document", "voice", "sticker"]
    contact, photo, document = messages[0].contact, messages[2], messages[3].document
    assert contact is not None
    assert (contact.user_id, contact.phone_number) == (77, "4915112345")
    assert [e.type for e in photo.caption_entities or []] == ["bot_command"]
    assert document is not None
    url = f"{stage.url}/sandbox/people/77/files/{document.file_id}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert await answer.read() == b"%PDF"


async def test_blocking_tells_the_bot_once(stage: Stage, alice: Person) -> None:
    await alice.says("/start")
    await alice.blocks()
    await alice.blocks()
    await alice.unblocks()
    changes = [u.my_chat_member for u in await stage.bot.get_updates() if u.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]
    assert changes[0].new_chat_member.user.id == stage.world.me.id


async def test_taps_carry_the_message_and_forged_ones_anything(stage: Stage, alice: Person) -> None:
    await alice.says("/start")
    await alice.forges("forged", 4711)
    query = (await newest(stage)).callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("forged", 77)
    assert query.message is not None
    assert (query.message.message_id, query.message.date) == (4711, 0)


async def test_an_edited_message_reaches_the_bot_in_its_new_words(
    stage: Stage, alice: Person
) -> None:
    said = await alice.says("/start at 9")
    await alice.edits(said, "/stop")
    update = await newest(stage)
    assert update.message is None
    edited = update.edited_message
    assert edited is not None
    assert (edited.message_id, edited.text) == (said.id, "/stop")
    assert edited.edit_date is not None
    assert [(it.type, it.length) for it in edited.entities or []] == [("bot_command", 5)]
    photo = await alice.sends_photo(caption="One")
    await alice.edits(photo, "")
    edited = (await newest(stage)).edited_message
    assert edited is not None
    assert edited.photo is not None
    assert edited.caption is None
    for message, words in ((said, "/stop"), (said, " "), (said, "x" * 4097), (photo, "x" * 1025)):
        with pytest.raises(Refusal):
            await alice.edits(message, words)
    sent = await stage.bot.send_message(alice.id, "Hello")
    with pytest.raises(Refusal):
        await alice.edits(Message({"message_id": sent.message_id}), "Mine")


async def test_each_file_of_an_album_is_the_reply(stage: Stage, alice: Person) -> None:
    said = await alice.says("Hello")
    await alice.sends_album(2, "Both", reply_to=said.id)
    *_, first, second = await stage.bot.get_updates()
    for update in (first, second):
        assert update.message is not None
        assert update.message.reply_to_message is not None
        assert update.message.reply_to_message.message_id == said.id


WRONG: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("POST", "/people", {}, 400, "A person needs a first_name"),
    ("POST", "/people", {"first_name": 5}, 400, "first_name must be a string"),
    ("POST", "/people", {"first_name": "A", "id": 77}, 409, "There is a person 77 already"),
    ("POST", "/people", {"first_name": "A", "id": -1}, 400, "id must be a whole number above 0"),
    ("GET", "/people/5/chat", {}, 404, "There is no person 5"),
    ("GET", "/people/5/events", {}, 404, "There is no person 5"),
    ("POST", "/people/77/messages", {}, 400, "text must be a string"),
    ("POST", "/people/77/messages", {"text": " \n"}, 400, "There is nothing to say"),
    ("POST", "/people/77/messages", {"text": "\ud800"}, 400, "text must be encoded in UTF-8"),
    (
        "POST",
        "/people/77/messages",
        {"text": "x", "reply_to_message_id": 99},
        404,
        "There is no message to reply to",
    ),
    (
        "POST",
        "/people/77/messages",
        {"text": "x", "entities": [{}]},
        400,
        "Bad Request: can't parse MessageEntity: type, offset and length are needed",
    ),
    (
        "POST",
        "/people/77/location",
        {"latitude": 91, "longitude": 0},
        400,
        "latitude must be a number between -90 and 90",
    ),
    ("POST", "/people/77/files", {}, 400, "A file is needed"),
    (
        "POST",
        "/people/77/taps",
        {"message_id": 1},
        400,
        "A tap needs message_id, a number, and data, a string",
    ),
    (
        "POST",
        "/people/77/taps",
        {"message_id": 9, "data": "x"},
        409,
        "There is no message 9 in this chat",
    ),
    ("GET", "/people/77/files/x", {}, 404, "There is no such file"),
    ("GET", "/events/wait?after=x", {}, 400, "'x' is not a number"),
    ("POST", "/limits", {}, 400, "on must be true or false"),
]


@pytest.mark.parametrize(("verb", "path", "wish", "status", "told"), WRONG)
async def test_what_no_client_can_do_is_refused_in_a_sentence(
    stage: Stage, alice: Person, verb: str, path: str, wish: dict[str, Any], status: int, told: str
) -> None:
    data = json.dumps(wish) if verb == "POST" else None
    async with (
        aiohttp.ClientSession() as session,
        session.request(verb, f"{stage.url}/sandbox{path}", data=data) as answer,
    ):
        assert (answer.status, await answer.json()) == (status, {"error": told})


@pytest.mark.parametrize("body", ["{", "[]", "[" * 100_000])
async def test_a_body_that_is_no_object_is_refused(stage: Stage, alice: Person, body: str) -> None:
    url = f"{stage.url}/sandbox/people/77/messages"
    async with aiohttp.ClientSession() as session, session.post(url, data=body) as answer:
        assert answer.status == 400


async def test_a_blocked_bot_can_not_be_written_to(stage: Stage, alice: Person) -> None:
    await alice.says("/start")
    await alice.blocks()
    with pytest.raises(Refusal, match="409: Alice has blocked the bot; unblock it first"):
        await alice.says("hello?")


@pytest.mark.parametrize("name", ["Host", "Origin"])
async def test_a_page_of_another_name_is_refused(stage: Stage, name: str) -> None:
    headers = {name: "evil.example" if name == "Host" else "https://evil.example"}
    url = f"{stage.url}/sandbox/people"
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        assert answer.status == 403


async def lines(answer: aiohttp.ClientResponse, event: str) -> list[tuple[int, str]]:
    """Read a stream of events up to one of this name: their numbers and names."""
    found: list[tuple[int, str]] = []
    number = 0
    async for raw in answer.content:
        name, _, value = raw.decode().strip().partition(": ")
        if name == "id":
            number = int(value)
        if name == "event":
            found.append((number, value))
            if value == event:
                break
    return found


async def test_events_stream_live_and_from_where_one_left(stage: Stage, alice: Person) -> None:
    url = f"{stage.url}/sandbox/people/77/events"
    async with aiohttp.ClientSession() as session:
        async with session.get(url, params={"after": 0}) as answer:
            assert answer.content_type == "text/event-stream"
            await alice.says("/start")
            await stage.bot.send_message(77, "one")
            await stage.bot.send_chat_action(77, "typing")
            seen = await lines(answer, "action")
        assert [name for _, name in seen] == ["person", "message", "message", "action"]
        await stage.bot.delete_message(77, (await alice.last()).id)
        headers = {"Last-Event-ID": str(seen[-2][0])}
        async with session.get(url, params={"after": 0}, headers=headers) as answer:
            again = await lines(answer, "delete")
        assert [name for _, name in again] == ["action", "delete"]
        assert again[0] == seen[-1]


async def test_the_page_and_its_parts_are_served(stage: Stage) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/static/index.html"):
            async with session.get(stage.url + path) as answer:
                assert answer.status == 200
                assert answer.content_type == "text/html"
