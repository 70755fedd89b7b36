"""What the methods do when they may, through aiogram's own Bot."""

import io
import json
from typing import Any

import aiohttp
import pytest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BufferedInputFile,
    DisabledButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from stage import TOKEN, Stage
from telegram_sandbox.driver import Person
from telegram_sandbox.driver.seen import PIXEL

KEYS = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Yes", callback_data="yes", style="success"),
            InlineKeyboardButton(text="Full", disabled=DisabledButton()),
        ]
    ]
)


def plain(markup: InlineKeyboardMarkup | None) -> object:
    """Markup as JSON: objects that know their bot are equal to none that do not."""
    return markup.model_dump(exclude_none=True) if markup else None


@pytest.fixture
async def alice(stage: Stage) -> Person:
    alice = await stage.telegram.person("Alice", username="alice", phone="+4915112345")
    await alice.says("/start")
    return alice


async def test_the_bot_knows_itself(stage: Stage) -> None:
    me = await stage.bot.get_me()
    assert (me.id, me.is_bot, me.username) == (4242, True, "sandbox_bot")
    await stage.bot.set_my_name("Lab")
    assert (await stage.bot.get_me()).first_name == "Lab"
    assert (await stage.bot.get_my_name()).name == "Lab"
    await stage.bot.set_my_description("All about it", language_code="de")
    assert (await stage.bot.get_my_description(language_code="de")).description == "All about it"
    await stage.bot.set_my_short_description("Short")
    assert (await stage.bot.get_my_short_description()).short_description == "Short"


async def test_a_message_arrives_as_it_was_sent(stage: Stage, alice: Person) -> None:
    first = await alice.says("hello")
    sent = await stage.bot.send_message(
        alice.id,
        "<b>Hi</b> see https://example.com /help",
        parse_mode="HTML",
        reply_markup=KEYS,
        reply_parameters=ReplyParameters(message_id=first.id),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert sent.text == "Hi see https://example.com /help"
    assert [e.type for e in sent.entities or []] == ["bold", "url", "bot_command"]
    assert plain(sent.reply_markup) == plain(KEYS)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.message_id == first.id
    assert sent.link_preview_options is not None
    assert sent.link_preview_options.is_disabled
    seen = await alice.sees("Hi see")
    assert (seen.id, seen.raw["entities"][0]["type"]) == (sent.message_id, "bold")
    assert seen.keys == [
        {"text": "Yes", "callback_data": "yes", "style": "success"},
        {"text": "Full", "disabled": {}},
    ]
    assert seen.buttons == ["Yes", "Full"]


async def test_4096_units_after_parsing_fit(stage: Stage, alice: Person) -> None:
    sent = await stage.bot.send_message(alice.id, f"<b>{'&amp;' * 4096}</b>", parse_mode="HTML")
    assert sent.text == "&" * 4096


async def test_a_reply_may_be_to_nothing_if_allowed(stage: Stage, alice: Person) -> None:
    reply = ReplyParameters(message_id=99, allow_sending_without_reply=True)
    sent = await stage.bot.send_message(alice.id, "x", reply_parameters=reply)
    assert sent.reply_to_message is None


async def test_editing_changes_text_keys_and_entities_in_place(stage: Stage, alice: Person) -> None:
    sent = await stage.bot.send_message(alice.id, "one", reply_markup=KEYS)
    edited = await stage.bot.edit_message_text(
        "two",
        chat_id=alice.id,
        message_id=sent.message_id,
        entities=[MessageEntity(type="bold", offset=0, length=3)],
    )
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("two", None)
    assert edited.edit_date is not None
    assert (await alice.sees("two")).id == sent.message_id
    again = await stage.bot.edit_message_reply_markup(
        chat_id=alice.id, message_id=sent.message_id, reply_markup=KEYS
    )
    assert not isinstance(again, bool)
    assert (again.text, plain(again.reply_markup)) == ("two", plain(KEYS))
    assert [entity.type for entity in again.entities or []] == ["bold"]
    assert len((await chat(stage, alice))["messages"]) == 2


async def chat(stage: Stage, person: Person) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{stage.url}/sandbox/people/{person.id}/chat") as answer,
    ):
        told: dict[str, Any] = await answer.json()
        return told


async def test_messages_of_both_sides_can_be_deleted(stage: Stage, alice: Person) -> None:
    sent = [await stage.bot.send_message(alice.id, str(n)) for n in range(3)]
    theirs = await alice.says("mine")
    assert await stage.bot.delete_message(alice.id, theirs.id)
    assert await stage.bot.delete_messages(alice.id, [m.message_id for m in sent[:2]] + [999])
    left = [m["text"] for m in (await chat(stage, alice))["messages"]]
    assert left == ["/start", "2"]


async def test_a_document_can_be_sent_again_by_its_id_and_downloaded(
    stage: Stage, alice: Person
) -> None:
    sent = await stage.bot.send_document(
        alice.id,
        BufferedInputFile(b"bytes", "report.txt"),
        caption="Your report",
        reply_markup=KEYS,
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("report.txt", 5)
    again = await stage.bot.send_document(alice.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id
    loaded = await stage.bot.download(sent.document, io.BytesIO())
    assert loaded is not None
    assert loaded.read() == b"bytes"
    edited = await stage.bot.edit_message_caption(
        chat_id=alice.id, message_id=sent.message_id, caption="<i>new</i>", parse_mode="HTML"
    )
    assert not isinstance(edited, bool)
    assert (edited.caption, edited.reply_markup) == ("new", None)
    await alice.sees("new")


async def test_a_photo_knows_its_size(stage: Stage, alice: Person) -> None:
    sent = await stage.bot.send_photo(alice.id, BufferedInputFile(PIXEL, "dot.png"))
    assert sent.photo is not None
    assert (sent.photo[0].width, sent.photo[0].height) == (1, 1)


async def test_places_contacts_and_polls_are_shown(stage: Stage, alice: Person) -> None:
    place = await stage.bot.send_location(alice.id, 52.5, 13.4)
    assert place.location is not None
    assert place.location.latitude == 52.5
    card = await stage.bot.send_contact(alice.id, "123", "Lab")
    assert card.contact is not None
    assert card.contact.phone_number == "123"
    poll = await stage.bot.send_poll(alice.id, "How was it?", ["Good", "Bad"])
    assert poll.poll is not None
    assert [option.text for option in poll.poll.options] == ["Good", "Bad"]


async def test_copies_and_forwards(stage: Stage, alice: Person) -> None:
    bob = await stage.telegram.person("Bob")
    await bob.says("/start")
    said = await alice.says("look at https://example.com")
    copied = await stage.bot.copy_message(bob.id, alice.id, said.id)
    assert (await bob.sees("look at")).id == copied.message_id
    forwarded = await stage.bot.forward_message(bob.id, alice.id, said.id)
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"


async def test_commands_follow_scope_and_language(stage: Stage, alice: Person) -> None:
    def commands(name: str) -> list[BotCommand]:
        return [BotCommand(command=name, description=name)]

    await stage.bot.set_my_commands(commands("all"))
    assert (await chat(stage, alice))["commands"] == [{"command": "all", "description": "all"}]
    await stage.bot.set_my_commands(
        commands("private"), BotCommandScopeAllPrivateChats(), language_code="en"
    )
    await stage.bot.set_my_commands(commands("hers"), BotCommandScopeChat(chat_id=alice.id))
    assert (await chat(stage, alice))["commands"] == [{"command": "hers", "description": "hers"}]
    await stage.bot.delete_my_commands(BotCommandScopeChat(chat_id=alice.id))
    shown = (await chat(stage, alice))["commands"]
    assert shown == [{"command": "private", "description": "private"}]
    assert [command.command for command in await stage.bot.get_my_commands()] == ["all"]


async def test_a_reply_keyboard_stays_until_it_is_removed(stage: Stage, alice: Person) -> None:
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Share", request_contact=True)]])
    await stage.bot.send_message(alice.id, "phone?", reply_markup=keys)
    await alice.sees("phone?")
    await alice.taps("share")
    assert alice.keyboard() == ["Share"]
    await stage.bot.send_message(alice.id, "thanks", reply_markup=ReplyKeyboardRemove())
    assert (await chat(stage, alice))["reply_keyboard"] is None
    contact = (await chat(stage, alice))["messages"][2]["contact"]
    assert contact == {"phone_number": "4915112345", "first_name": "Alice", "user_id": alice.id}


async def test_chats_and_members_can_be_looked_at(stage: Stage, alice: Person) -> None:
    assert (await stage.bot.get_chat(alice.id)).username == "alice"
    assert (await stage.bot.get_chat_member(alice.id, alice.id)).status == "member"
    await alice.blocks()
    assert (await stage.bot.get_chat_member(alice.id, 4242)).status == "kicked"
    assert await stage.bot.log_out()
    assert await stage.bot.close()


async def test_an_injected_group_can_be_written_to(stage: Stage, alice: Person) -> None:
    group = {"id": -100500, "type": "supergroup", "title": "Lab"}
    user = {"id": alice.id, "is_bot": False, "first_name": "Alice"}
    message = {"message_id": 1, "date": 1, "chat": group, "from": user, "text": "hi"}
    await stage.telegram.inject({"message": message})
    assert (await stage.bot.send_message(-100500, "hello all")).chat.title == "Lab"


@pytest.mark.parametrize("how", ["query", "form", "json", "multipart", "case"])
async def test_calls_come_in_every_form(stage: Stage, alice: Person, how: str) -> None:
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}
    params = {"chat_id": str(alice.id), "text": how, "reply_markup": json.dumps(keyboard)}
    url = f"{stage.url}/bot{TOKEN}/{'SENDMESSAGE' if how == 'case' else 'sendMessage'}"
    async with aiohttp.ClientSession() as session:
        if how == "query":
            answer = await session.get(url, params=params)
        elif how == "json":
            wish = {"chat_id": alice.id, "text": how, "reply_markup": keyboard}
            answer = await session.post(url, json=wish)
        else:
            form = aiohttp.FormData(params)
            if how == "multipart":
                form.add_field("unused", b"x", filename="x")
            answer = await session.post(url, data=form)
        assert (await answer.json())["result"]["reply_markup"] == keyboard
        assert answer.headers["X-Telegram-Sandbox"] == "1"
    noted = (await stage.telegram.record(chat_id=alice.id))[-1]
    assert noted["method"] == "sendMessage"
    assert noted["params"]["reply_markup"] == keyboard


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "can't parse request JSON object"),
        (b"[]", "can't parse request: JSON object expected"),
        (b'{"text": "\xff"}', "strings must be encoded in UTF-8"),
        (b'{"text": "\\ud800"}', "strings must be encoded in UTF-8"),
        (b"[" * 100_000, "can't parse request JSON object"),
    ],
)
async def test_a_body_that_is_no_json_is_refused(stage: Stage, body: bytes, told: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{stage.url}/bot{TOKEN}/sendMessage", data=body, headers=headers) as answer,
    ):
        assert (await answer.json())["description"] == f"Bad Request: {told}"


async def test_the_record_never_holds_the_token(stage: Stage, alice: Person) -> None:
    await stage.bot.send_message(alice.id, f"my token is {TOKEN}")
    await stage.bot.set_webhook("http://127.0.0.1:9/hook", secret_token="quiet")
    calls = await stage.telegram.record()
    assert TOKEN not in json.dumps(calls)
    assert calls[0]["params"]["text"] == "my token is ***"
    assert calls[1]["params"]["secret_token"] == "***"
    assert calls[0]["at"] <= calls[0]["answered_at"] <= calls[1]["at"]
    assert calls[0]["message_id"] == (await alice.last()).id
