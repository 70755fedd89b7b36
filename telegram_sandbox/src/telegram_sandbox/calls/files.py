"""Documents, photos and where to get them."""

from telegram_sandbox.calls.method import Method
from telegram_sandbox.calls.sending import caption_of, send
from telegram_sandbox.params import Params
from telegram_sandbox.refusals import bad
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.files import BARE, DOWNLOAD_BYTES, File
from telegram_sandbox.state.world import World
from telegram_sandbox.text.units import Formatted

COVERED = ("photo", "video", "animation")  # may be spoilers


def file_of(world: World, params: Params, kind: str) -> File:
    """The file of a call: uploaded with it, attached under another name, or known by id.

    Raises:
        Refused: there is none, or its id is wrong.
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
    """The method that sends a file of this kind."""

    async def method(world: World, params: Params) -> Json:
        return send(world, params, file_content(world, params, kind))

    return method


def file_content(world: World, params: Params, kind: str) -> Json:
    """The fields of a Message that a call for a file of this kind gives it.

    Raises:
        Refused: no such file, or a wrong caption.
    """
    caption = Formatted("") if kind in BARE else caption_of(params)
    told = caption.content("caption", "caption_entities") if caption.text else {}
    if kind in COVERED:
        flags = {"has_spoiler": "has_media_spoiler", "show_caption_above_media": ""}
        told |= {shown or name: True for name, shown in flags.items() if params.truth(name)}
    return world.files.content(file_of(world, params, kind)) | told


async def get_file(world: World, params: Params) -> Json:
    """getFile."""
    file = world.files.by_id.get(params.text("file_id"))
    if file is None:
        raise bad("invalid file_id" if params.has("file_id") else "file_id not specified")
    if len(file.upload.data) > DOWNLOAD_BYTES:
        raise bad("file is too big")
    return file.shown() | {"file_path": file.path}


METHODS: dict[str, Method] = {
    "sendDocument": send_file("document"),
    "sendPhoto": send_file("photo"),
    "sendVideo": send_file("video"),
    "sendAnimation": send_file("animation"),
    "sendAudio": send_file("audio"),
    "sendVoice": send_file("voice"),
    "sendVideoNote": send_file("video_note"),
    "sendSticker": send_file("sticker"),
    "getFile": get_file,
}
