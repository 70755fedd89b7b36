"""Editing and deleting messages."""

from telegram_sandbox.calls.files import file_content
from telegram_sandbox.calls.keyboards import check_place, inline_of
from telegram_sandbox.calls.method import Method, chat_for, is_own, may_reach, message_in
from telegram_sandbox.calls.rich import rich_of
from telegram_sandbox.calls.sending import caption_of, preview_of, text_of
from telegram_sandbox.params import Params, whole
from telegram_sandbox.refusals import NOT_MODIFIED, bad
from telegram_sandbox.state.chats import Chat, Json
from telegram_sandbox.state.files import BARE, KINDS
from telegram_sandbox.state.world import World

MEDIA = tuple(kind for kind in KINDS if kind not in BARE)
REPLACED = (*MEDIA, "caption", "caption_entities", "has_media_spoiler", "show_caption_above_media")
DELETABLE = 48 * 3600  # seconds


def editable(world: World, params: Params) -> tuple[Chat, Json]:
    """The chat and the message that a call wants to edit.

    Raises:
        Refused: there is no such message, or the bot did not send it.
    """
    if params.has("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    chat = chat_for(world, params)
    message = message_in(chat, params, "edit")
    if not is_own(world, message) or "forward_origin" in message:
        raise bad("message can't be edited")
    return chat, message


def change(world: World, chat: Chat, message: Json, news: Json) -> Json:
    """Replace the fields in `news`; None removes a field.

    Raises:
        Refused: nothing would change, or the bot cannot write to this chat.
    """
    may_reach(world, chat)
    check_place(news.get("reply_markup"), is_private=chat.is_private)
    changed = {k: v for k, v in (message | news).items() if v is not None}
    same = {k: v for k, v in changed.items() if k != "link_preview_options"}
    if same == {k: v for k, v in message.items() if k != "link_preview_options"}:
        raise bad(NOT_MODIFIED)
    return world.change(chat, changed)


async def edit_text(world: World, params: Params) -> Json:
    """Edit a text or a rich message; either can become the other."""
    markup = inline_of(params)
    if params.has("rich_message"):
        rich = rich_of(params)
        chat, message = editable(world, params)
        if "text" not in message and "rich_message" not in message:
            raise bad("there is no text in the message to edit")
        gone = {"text": None, "entities": None, "link_preview_options": None}
        return change(world, chat, message, gone | rich | {"reply_markup": markup})
    text = text_of(params)
    chat, message = editable(world, params)
    if "text" not in message and "rich_message" not in message:
        raise bad("there is no text in the message to edit")
    news = {"text": text.text, "entities": list(text.entities) or None, "reply_markup": markup}
    news |= {"rich_message": None}
    preview = {"link_preview_options": None} | preview_of(params)
    return change(world, chat, message, news | preview)


async def edit_caption(world: World, params: Params) -> Json:
    caption, markup = caption_of(params), inline_of(params)
    chat, message = editable(world, params)
    if not any(kind in message for kind in MEDIA):
        raise bad("there is no caption in the message to edit")
    news = {
        "caption": caption.text or None,
        "caption_entities": list(caption.entities) or None,
        "reply_markup": markup,
    }
    return change(world, chat, message, news)


async def edit_media(world: World, params: Params) -> Json:
    """Put another file in place of a file or a text."""
    raw = params.thing("media", "InputMedia")
    if not isinstance(raw, dict):
        raise bad("can't parse media JSON object")
    kind = str(raw.get("type"))
    if kind not in MEDIA:
        raise bad("can't parse InputMedia: type must be non-empty and known")
    markup = inline_of(params)
    chat, message = editable(world, params)
    wish = Params({**raw, kind: raw.get("media")}, params.uploads)
    content = file_content(world, wish, kind)
    gone = dict.fromkeys((*REPLACED, "text", "entities", "link_preview_options"))
    return change(world, chat, message, gone | content | {"reply_markup": markup})


async def edit_markup(world: World, params: Params) -> Json:
    markup = inline_of(params)
    chat, message = editable(world, params)
    return change(world, chat, message, {"reply_markup": markup})


def remove(world: World, chat: Chat, message: Json) -> None:
    """Delete a message for both sides."""
    del chat.messages[message["message_id"]]
    world.events.publish(chat.id, "delete", {"message_id": message["message_id"]})


def is_young(world: World, message: Json) -> bool:
    """Whether a message can still be deleted."""
    return bool(world.clock() - message["date"] <= DELETABLE)


async def delete_message(world: World, params: Params) -> bool:
    """Delete the bot's message, or in a private chat the person's, within 48 hours."""
    chat = chat_for(world, params)
    message = message_in(chat, params, "delete")
    if not is_young(world, message):
        raise bad("message can't be deleted for everyone")
    if not chat.is_private and not is_own(world, message):
        raise bad("message can't be deleted")
    remove(world, chat, message)
    return True


async def delete_messages(world: World, params: Params) -> bool:
    """Delete up to 100 messages, skipping those that cannot be found or deleted."""
    raw = params.thing("message_ids", "message identifiers")
    if not isinstance(raw, list) or not raw:
        raise bad("message identifiers are not specified")
    if len(raw) > 100:
        raise bad("too many message identifiers specified")
    chat = chat_for(world, params)
    for number in raw:
        message = chat.messages.get(whole(number))
        if message and is_young(world, message) and (chat.is_private or is_own(world, message)):
            remove(world, chat, message)
    return True


METHODS: dict[str, Method] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
