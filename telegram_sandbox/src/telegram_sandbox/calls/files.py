"""Sending files and albums, and downloading files."""

from typing import Any

from telegram_sandbox.calls.method import Method, chat_for, may_reach, within_limits
from telegram_sandbox.calls.sending import caption_of, reply_of, send
from telegram_sandbox.params import Params
from telegram_sandbox.refusals import Refused, bad
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.files import BARE, DOWNLOAD_BYTES, File
from telegram_sandbox.state.world import World
from telegram_sandbox.text.units import Formatted

COVERED = ("photo", "video", "animation")  # may be spoilers
LEAST, MOST = 2, 10  # items of an album
TOGETHER = ({"photo", "video"}, {"document"}, {"audio"})


def file_of(world: World, params: Params, kind: str) -> File:
    """The file of a call: uploaded in it, attached under another name, or known by its id.

    Raises:
        Refused: there is no file, or its id is wrong.
    """
    told = params.text(kind)
    name = told.removeprefix("attach://") if told.startswith("attach://") else kind
    if upload := params.uploads.get(name):
        return world.files.store(kind, upload)
    if not told or told.startswith("attach://"):
        raise bad(f"there is no {kind} in the request")
    if known := world.files.by_id.get(told):
        if known.kind != kind:
            raise bad(f"can't use file of type {known.kind.title()} as {kind.title()}")
        return known
    if told.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")  # the sandbox leaves this machine for nothing
    raise bad("wrong remote file identifier specified: Wrong string length")


def send_file(kind: str) -> Method:
    """The method that sends files of one kind."""

    async def method(world: World, params: Params) -> Json:
        return send(world, params, file_content(world, params, kind))

    return method


def file_content(world: World, params: Params, kind: str) -> Json:
    """The fields of the Message that will show the file of a call.

    Raises:
        Refused: there is no file, or its caption is wrong.
    """
    caption = Formatted("") if kind in BARE else caption_of(params)
    told = caption.content("caption", "caption_entities") if caption.text else {}
    if kind in COVERED:
        flags = {"has_spoiler": "has_media_spoiler", "show_caption_above_media": ""}
        told |= {shown or name: True for name, shown in flags.items() if params.truth(name)}
    return world.files.content(file_of(world, params, kind)) | told


async def get_file(world: World, params: Params) -> Json:
    file = world.files.by_id.get(params.text("file_id"))
    if file is None:
        raise bad("invalid file_id" if params.has("file_id") else "file_id not specified")
    if len(file.upload.data) > DOWNLOAD_BYTES:
        raise bad("file is too big")
    return file.shown() | {"file_path": file.path}


def items_of(world: World, params: Params) -> list[Json]:
    """What each message of an album shows.

    Raises:
        Refused: not 2 to 10 items, kinds that cannot be mixed, or a wrong file or caption.
    """
    raw: Any = params.thing("media", "InputMedia")
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        raise bad("can't parse media JSON object")
    if not LEAST <= len(raw) <= MOST:
        raise bad(f"group send failed: an album has {LEAST} to {MOST} items")
    kinds = {str(item.get("type")) for item in raw}
    if not any(kinds <= known for known in TOGETHER):
        raise bad("can't use the media of the specified type in the album")
    return [_item(world, params, item, number) for number, item in enumerate(raw, 1)]


def _item(world: World, params: Params, raw: Json, number: int) -> Json:
    kind = str(raw["type"])
    wish = Params({**raw, kind: raw.get("media")}, params.uploads)
    try:
        return file_content(world, wish, kind)
    except Refused as refused:
        why = refused.description.removeprefix("Bad Request: ")
        raise bad(f'failed to send message #{number} with the error message "{why}"') from None


async def send_group(world: World, params: Params) -> list[Json]:
    """Send all items of an album or none; each of them counts towards the limits."""
    items = items_of(world, params)
    chat = chat_for(world, params)
    reply = reply_of(chat, params)
    may_reach(world, chat)
    within_limits(world, chat, len(items))
    shared = reply | {"media_group_id": world.new_group()}
    shared |= {"has_protected_content": True} if params.truth("protect_content") else {}
    return [world.post(chat, world.me.user(), shared | item) for item in items]


METHODS: dict[str, Method] = {
    "sendDocument": send_file("document"),
    "sendPhoto": send_file("photo"),
    "sendVideo": send_file("video"),
    "sendAnimation": send_file("animation"),
    "sendAudio": send_file("audio"),
    "sendVoice": send_file("voice"),
    "sendVideoNote": send_file("video_note"),
    "sendSticker": send_file("sticker"),
    "sendMediaGroup": send_group,
    "getFile": get_file,
}
