"""Albums: files that are shown together."""

from typing import Any

from telegram_sandbox.calls.files import file_content
from telegram_sandbox.calls.method import Method, chat_for, may_reach, within_limits
from telegram_sandbox.calls.sending import reply_of
from telegram_sandbox.params import Params
from telegram_sandbox.refusals import Refused, bad
from telegram_sandbox.state.chats import Json
from telegram_sandbox.state.world import World

LEAST, MOST = 2, 10
TOGETHER = ({"photo", "video"}, {"document"}, {"audio"})


def items_of(world: World, params: Params) -> list[Json]:
    """What each message of the album shows.

    Raises:
        Refused: not two to ten, kinds that do not go together, or a wrong file or caption.
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
    """sendMediaGroup: all of it or nothing; each item counts with the limits."""
    items = items_of(world, params)
    chat = chat_for(world, params)
    reply = reply_of(chat, params)
    may_reach(world, chat)
    within_limits(world, chat, len(items))
    shared = reply | {"media_group_id": world.new_group()}
    shared |= {"has_protected_content": True} if params.truth("protect_content") else {}
    return [world.post(chat, world.me.user(), shared | item) for item in items]


METHODS: dict[str, Method] = {"sendMediaGroup": send_group}
