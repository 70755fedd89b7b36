"""The sandbox's methods, their fields and what it answers, held against Telegram's own schema."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from telegram_sandbox.calls import METHODS
from telegram_sandbox.calls.method import Described
from telegram_sandbox.params import Params, Upload
from telegram_sandbox.people import acts
from telegram_sandbox.people import groups as acts_groups
from telegram_sandbox.people import media as acts_media
from telegram_sandbox.state.bot import Me
from telegram_sandbox.state.files import KINDS as KINDS_OF_FILES
from telegram_sandbox.state.updates import KINDS
from telegram_sandbox.state.world import World

ROOT = Path(__file__).parents[2]
PLACES = [folder / "shared/telegram/bot-api-10.2.json" for folder in (ROOT.parent, *ROOT.parents)]
SCHEMA = next((path for path in PLACES if path.is_file()), None)
pytestmark = pytest.mark.skipif(
    SCHEMA is None, reason="Telegram's published schema, ../shared/telegram/*.json, is not here"
)
# Fields that Telegram still takes but no longer publishes.
LEGACY = {"reply_to_message_id", "allow_sending_without_reply", "disable_web_page_preview"}
NEWER = {  # Bot API 10.3
    ("InlineKeyboardButton", "disabled"),
    ("ChatMemberAdministrator", "can_send_welcome_messages"),
}
UNIONS = {
    "RichBlock": ("RichBlockParagraph", "RichBlockSectionHeading", "RichBlockTable"),
    "RichText": ("String", "RichTextBold"),
    "MaybeInaccessibleMessage": ("InaccessibleMessage", "Message"),
    "ChatMember": (
        "ChatMemberOwner",
        "ChatMemberAdministrator",
        "ChatMemberMember",
        "ChatMemberRestricted",
        "ChatMemberLeft",
        "ChatMemberBanned",
    ),
    "MessageOrigin": ("MessageOriginUser",),
}
PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108020000")
PLAIN: dict[str, Any] = {
    "Integer": int,
    "String": str,
    "Boolean": bool,
    "True": bool,
    "Float": float,
}
RESULTS = {
    "getMe": "User",
    "getChat": "ChatFullInfo",
    "getChatMember": "ChatMember",
    "getFile": "File",
    "getWebhookInfo": "WebhookInfo",
    "getMyCommands": "Array of BotCommand",
    "getMyName": "BotName",
    "getMyDescription": "BotDescription",
    "getMyShortDescription": "BotShortDescription",
    "getUpdates": "Array of Update",
    "copyMessage": "MessageId",
    "sendMessage": "Message",
    "sendPhoto": "Message",
    "sendVideo": "Message",
    "sendAnimation": "Message",
    "sendAudio": "Message",
    "sendVideoNote": "Message",
    "sendVenue": "Message",
    "sendMediaGroup": "Array of Message",
    "sendDocument": "Message",
    "sendVoice": "Message",
    "sendSticker": "Message",
    "sendLocation": "Message",
    "sendContact": "Message",
    "sendPoll": "Message",
    "forwardMessage": "Message",
    "editMessageText": "Message",
    "editMessageCaption": "Message",
    "editMessageMedia": "Message",
    "sendRichMessage": "Message",
    "editMessageReplyMarkup": "Message",
}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    assert SCHEMA is not None
    found: dict[str, Any] = json.loads(SCHEMA.read_text())
    return found


class Watched(Params):
    """Parameters that note which of them a method asks for."""

    asked: set[str]

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload]):
        self.asked = asked = set()

        class Noting(dict[str, Any]):
            def get(self, key: str, default: Any = None) -> Any:
                asked.add(key)
                return super().get(key, default)

            def __getitem__(self, key: str) -> Any:
                asked.add(key)
                return super().__getitem__(key)

        super().__init__(Noting(values), uploads)


def check(schema: dict[str, Any], kind: str, value: Any, where: str) -> list[str]:
    """What is wrong with a value of this type of the Bot API."""
    if kind.startswith("Array of "):
        return check_all(schema, kind.removeprefix("Array of "), value, where)
    if kind in PLAIN:
        return [] if isinstance(value, PLAIN[kind]) else [f"{where}: {value!r} is no {kind}"]
    if kind in UNIONS:
        found = [check(schema, option, value, where) for option in UNIONS[kind]]
        return min(found, key=len)
    if kind not in schema["types"]:
        return [f"{where}: unknown type {kind}"]
    return check_fields(schema, kind, value, where)


def check_all(schema: dict[str, Any], kind: str, values: Any, where: str) -> list[str]:
    if not isinstance(values, list):
        return [f"{where}: no array"]
    return [wrong for value in values for wrong in check(schema, kind, value, f"{where}[]")]


def check_fields(schema: dict[str, Any], kind: str, value: Any, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: no object"]
    fields = schema["types"][kind].get("fields", {})
    needed = [name for name, field in fields.items() if field["required"]]
    wrong = [f"{where}.{name} is missing" for name in needed if name not in value]
    for name, item in value.items():
        if name in fields:
            wrong += check(schema, fields[name]["type"], item, f"{where}.{name}")
        elif (kind, name) not in NEWER:
            wrong.append(f"{where}.{name} is not a field of {kind}")
    return wrong


async def scene() -> tuple[World, dict[str, Any], Any]:
    """A world in which every method can succeed, and parameters for it."""
    world = World(Me("4242:x"))
    person = world.people.add({"first_name": "Alice", "last_name": "Ng", "username": "alice"})
    acts.says(world, person, {"text": "/start https://example.com"})
    keys = {"inline_keyboard": [[{"text": "x", "callback_data": "y", "style": "danger"}]]}
    own: dict[str, Any] = {"chat_id": person.id, "text": "old", "reply_markup": keys}
    sent = await METHODS["sendmessage"][1](world, Params(own))
    acts.taps(world, person, {"message_id": sent["message_id"], "data": "y"})
    photo = world.files.store("photo", Upload("a.png", "image/png", PIXEL))
    params = {
        "chat_id": person.id,
        "from_chat_id": person.id,
        "user_id": person.id,
        "message_id": sent["message_id"],
        "message_ids": [sent["message_id"]],
        "text": "<b>new</b>",
        "caption": "<i>caption</i>",
        "parse_mode": "HTML",
        "reply_parameters": {"message_id": sent["message_id"]},
        "link_preview_options": {"is_disabled": True},
        "latitude": 1.0,
        "longitude": 1.0,
        "phone_number": "1",
        "first_name": "A",
        "question": "How?",
        "options": [{"text": "a"}, {"text": "b"}],
        "action": "typing",
        "file_id": photo.id,
        "photo": photo.id,
        "media": [{"type": "photo", "media": photo.id, "caption": "c"}] * 2,
        "title": "Lab",
        "address": "1 Street",
        "open_period": 60,
        "commands": [{"command": "a", "description": "b"}],
        "name": "Lab",
        "callback_query_id": next(iter(world.queries)),
        "url": "http://127.0.0.1:1/hook",
        "protect_content": True,
    }
    return world, params, person


@pytest.mark.parametrize("lowered", sorted(METHODS))
async def test_a_method_asks_for_published_fields_and_answers_the_published_type(
    schema: dict[str, Any], lowered: str
) -> None:
    name, method = METHODS[lowered]
    assert name in schema["methods"]
    published = set(schema["methods"][name].get("fields", {}))
    world, values, _ = await scene()
    values.pop("url" if name == "answerCallbackQuery" else "-", None)
    if name == "editMessageCaption":
        sent = await METHODS["sendphoto"][1](world, Params(values | {"caption": "old"}))
        values["message_id"] = sent["message_id"]
    if name == "sendRichMessage":
        cell = {"text": "09:00", "align": "left", "valign": "top"}
        table = {"type": "table", "cells": [[cell]], "is_striped": True}
        values["rich_message"] = {"blocks": [{"type": "paragraph", "text": "Today"}, table]}
    if name == "editMessageMedia":
        values["media"] = {"type": "document", "media": "attach://document", "caption": "new"}
    kinds = ("document", "voice", "sticker", "video", "animation", "audio", "video_note")
    uploads = {kind: Upload("a.txt", "text/plain", b"x") for kind in kinds}
    params = Watched(values, uploads)
    result = await method(world, params)
    result = result.result if isinstance(result, Described) else result
    assert params.asked <= published | LEGACY
    assert not check(schema, RESULTS.get(name, "Boolean"), result, name)


async def test_every_update_is_of_the_published_type(schema: dict[str, Any]) -> None:
    world, _, person = await scene()
    acts.shares_contact(world, person)
    acts.shares_location(world, person, {"latitude": 1, "longitude": 2})
    for kind in KINDS_OF_FILES:
        acts_media.sends_file(
            world, person, kind, Upload("a.png", "image/png", PIXEL), caption="caption"
        )
    acts_media.sends_album(
        world, person, "photo", [Upload("a.png", "image/png", PIXEL)] * 3, caption="caption"
    )
    quiz = {"type": "quiz", "correct_option_ids": [1], "explanation": "Because"}
    acts_media.sends_poll(world, person, {"question": "How?", "options": ["a", "b"], **quiz})
    acts.taps(world, person, {"message_id": 99, "data": "z", "forge": True})
    acts.blocks(world, person, True)
    updates = [update.body() for update in world.updates.pending]
    assert len(updates) == 18
    for update in updates:
        assert not check(schema, "Update", update, "update")


def test_all_kinds_of_updates_are_known(schema: dict[str, Any]) -> None:
    assert set(schema["types"]["Update"]["fields"]) - {"update_id"} == KINDS


def test_the_check_notices_what_is_wrong(schema: dict[str, Any]) -> None:
    user = {"id": "5", "is_bot": False, "nickname": "x"}
    wrong = " ".join(check(schema, "User", user, "user"))
    assert re.search("first_name is missing", wrong)
    assert re.search("'5' is no Integer", wrong)
    assert re.search("nickname is not a field of User", wrong)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_groups_and_everybodys_place_in_them_are_of_the_published_types(
    schema: dict[str, Any], kind: str
) -> None:
    world, _, person = await scene()
    world.updates.drop_all()
    wish = {"title": "Team", "type": kind, "admins": [person.id]}
    group = acts_groups.founds(world, wish)
    for status in ("administrator", "restricted", "kicked", "left", "member"):
        acts_groups.places(world, group, {"user_id": "bot", "status": status})
    acts_groups.says_in(world, group, person, "/start")
    if kind == "group":
        acts_groups.moves(world, group)
    assert len(world.updates.pending) >= 6
    for update in (update.body() for update in world.updates.pending):
        assert not check(schema, "Update", update, "update")
    keys = [{"text": "Choose", "request_chat": {"request_id": 1, "chat_is_channel": False}}]
    values = {"chat_id": person.id, "text": "Where?", "reply_markup": {"keyboard": [keys]}}
    await METHODS["sendmessage"][1](world, Params(values))
    if kind == "supergroup":
        told = acts_groups.shares_chat(world, person, {"request_id": 1, "chat_id": group.id})
        assert not check(schema, "Message", told, "message")
