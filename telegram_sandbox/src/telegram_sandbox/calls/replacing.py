"""Putting another file in the place of one that was sent."""

from telegram_sandbox.calls.changing import MEDIA, change, editable
from telegram_sandbox.calls.files import file_content
from telegram_sandbox.calls.keyboards import inline_of
from telegram_sandbox.calls.method import Method
from telegram_sandbox.params import Params
from telegram_sandbox.refusals import bad
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.world import World

REPLACED = (*MEDIA, "caption", "caption_entities", "has_media_spoiler", "show_caption_above_media")


async def edit_media(world: World, params: Params) -> Json:
    """editMessageMedia: a text may become a file; an album keeps to its kinds of files."""
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


METHODS: dict[str, Method] = {"editMessageMedia": edit_media}
