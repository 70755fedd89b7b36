"""Sending texts, locations, contacts and venues; copying and forwarding."""

from typing import Any

from telegram_sandbox.calls.keyboards import check_place, markup_of
from telegram_sandbox.calls.method import (
    Method,
    chat_for,
    is_own,
    may_reach,
    message_in,
    within_limits,
)
from telegram_sandbox.params import Params, whole
from telegram_sandbox.refusals import bad
from telegram_sandbox.state.chats import INLINE, Chat, Json
from telegram_sandbox.state.files import KINDS
from telegram_sandbox.state.world import World
from telegram_sandbox.text.entities import formatted
from telegram_sandbox.text.units import CAPTION_UNITS, MESSAGE_UNITS, Formatted, units

COPIED = frozenset(
    [
        "text",
        "entities",
        "caption",
        "caption_entities",
        *KINDS,
        "has_media_spoiler",
        "show_caption_above_media",
        "location",
        "venue",
        "contact",
        "poll",
        "link_preview_options",
    ]
)


def text_of(params: Params) -> Formatted:
    """The text of a message.

    Raises:
        Refused: it is empty or too long, or its entities are wrong.
    """
    found = formatted(params)
    if not params.text("text"):
        raise bad("message text is empty")
    if not found.text:
        raise bad("text must be non-empty")
    if units(found.text) > MESSAGE_UNITS:
        raise bad("message is too long")
    return found


def caption_of(params: Params) -> Formatted:
    """The caption of a file.

    Raises:
        Refused: it is too long, or its entities are wrong.
    """
    found = formatted(params, "caption", "caption_entities")
    if units(found.text) > CAPTION_UNITS:
        raise bad("message caption is too long")
    return found


def preview_of(params: Params) -> Json:
    """The link_preview_options as a message shows them.

    Raises:
        Refused: they are not an object.
    """
    raw = params.thing("link_preview_options", "link preview options")
    if raw is None and params.truth("disable_web_page_preview"):
        raw = {"is_disabled": True}
    if raw is not None and not isinstance(raw, dict):
        raise bad("can't parse link preview options: object expected")
    return {"link_preview_options": raw} if raw else {}


def reply_of(chat: Chat, params: Params) -> Json:
    """The message that a call replies to, as a message shows it.

    Raises:
        Refused: there is no such message, and the call insists on it.
    """
    raw = params.thing("reply_parameters", "reply parameters")
    if raw is None:
        number = params.integer("reply_to_message_id")
        raw = {"message_id": number} if number else {}
    if not isinstance(raw, dict):
        raise bad("can't parse reply parameters: object expected")
    if not raw.get("message_id"):
        return {}
    found = chat.messages.get(whole(raw["message_id"]))
    if found is None:
        without = raw.get("allow_sending_without_reply")
        if without in (True, "true") or params.truth("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    return {"reply_to_message": {k: v for k, v in found.items() if k != "reply_to_message"}}


def put(world: World, chat: Chat, params: Params, content: Json) -> Json:
    """Post a message of the bot's if it may write to the chat now.

    Raises:
        Refused: the bot may not write, or the limit is reached.
    """
    may_reach(world, chat)
    within_limits(world, chat)
    protected = {"has_protected_content": True} if params.truth("protect_content") else {}
    return world.post(chat, world.me.user(), content | protected)


def send(world: World, params: Params, content: Json) -> Json:
    """Send checked content to the chat that a call names.

    Raises:
        Refused: the markup, chat or reply is wrong, the bot may not write, or the limit is reached.
    """
    markup = markup_of(params)
    chat = chat_for(world, params)
    check_place(markup, is_private=chat.is_private)
    content = reply_of(chat, params) | content
    if markup and INLINE in markup:
        content |= {"reply_markup": markup}
    message = put(world, chat, params, content)
    if markup and "keyboard" in markup:
        world.show_keyboard(chat, markup)
    elif markup and "remove_keyboard" in markup:
        world.show_keyboard(chat, None)
    return message


async def send_message(world: World, params: Params) -> Json:
    return send(world, params, text_of(params).content() | preview_of(params))


def location_of(params: Params) -> Json:
    """The coordinates of a call.

    Raises:
        Refused: they are missing or not on the globe.
    """
    place = {name: params.number(name) for name in ("latitude", "longitude")}
    if not (abs(place["latitude"]) <= 90 and abs(place["longitude"]) <= 180):
        raise bad("invalid location specified")
    return place


async def send_location(world: World, params: Params) -> Json:
    return send(world, params, {"location": location_of(params)})


async def send_contact(world: World, params: Params) -> Json:
    names = ("phone_number", "first_name", "last_name", "vcard")
    told = {name: params.text(name) for name in names if params.has(name)}
    if "phone_number" not in told:
        raise bad("phone number is empty")
    if "first_name" not in told:
        raise bad("first name is empty")
    return send(world, params, {"contact": told})


async def send_venue(world: World, params: Params) -> Json:
    told = {name: params.text(name) for name in ("title", "address")}
    if not all(told.values()):
        raise bad("venue title and address must be non-empty")
    place = location_of(params)
    return send(world, params, {"venue": {"location": place, **told}, "location": place})


async def copy_message(world: World, params: Params) -> Json:
    """Send a copy without a link to the original; the result is a MessageId."""
    source = chat_for(world, params, "from_chat_id")
    original = message_in(source, params, "copy")
    content = {name: value for name, value in original.items() if name in COPIED}
    if not content:
        raise bad("message can't be copied")
    if params.values.get("caption") is not None and "text" not in content:
        content = {n: v for n, v in content.items() if not n.startswith("caption")}
        caption = caption_of(params)
        content |= caption.content("caption", "caption_entities") if caption.text else {}
    return {"message_id": send(world, params, content)["message_id"]}


async def forward_message(world: World, params: Params) -> Json:
    source = chat_for(world, params, "from_chat_id")
    original = message_in(source, params, "forward")
    if original.get("has_protected_content"):
        raise bad("the message can't be forwarded")
    content = {name: value for name, value in original.items() if name in COPIED}
    told: dict[str, Any] = {
        "type": "user",
        "date": original["date"],
        "sender_user": world.me.user() if is_own(world, original) else original["from"],
    }
    target = chat_for(world, params)
    return put(world, target, params, content | {"forward_origin": told})


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendLocation": send_location,
    "sendContact": send_contact,
    "sendVenue": send_venue,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
