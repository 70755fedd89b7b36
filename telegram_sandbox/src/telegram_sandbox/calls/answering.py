"""Answers to taps, and signs of being busy."""

from telegram_sandbox.calls.method import Method, chat_for, may_reach
from telegram_sandbox.params import Params
from telegram_sandbox.refusals import QUERY_TOO_OLD, bad
from telegram_sandbox.state.world import QUERY_LIFE, World
from telegram_sandbox.text.units import units

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
ANSWER_UNITS = 200


async def answer_query(world: World, params: Params) -> bool:
    """A callback query can be answered once, and for 150 seconds.

    Raises:
        Refused: it is unknown, answered or too old, or the text or url is not allowed.
    """
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or query.is_answered or world.clock() - query.born > QUERY_LIFE:
        raise bad(QUERY_TOO_OLD)
    text, url = params.text("text"), params.text("url")
    if units(text) > ANSWER_UNITS:
        raise bad("MESSAGE_TOO_LONG")
    if url and not url.startswith((f"https://t.me/{world.me.username}?", "tg://")):
        raise bad("URL_INVALID")
    query.is_answered = True
    told = {"text": text} if text else {}
    told |= {"url": url} if url else {}
    alert = {"show_alert": True} if params.truth("show_alert") else {}
    answer = {"callback_query_id": query.id, **told, **alert}
    world.events.publish(query.person, "answer", answer)
    return True


async def send_action(world: World, params: Params) -> bool:
    action = params.text("action").lower()
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = chat_for(world, params)
    may_reach(world, chat)
    world.events.publish(chat.id, "action", {"action": action})
    return True


METHODS: dict[str, Method] = {
    "answerCallbackQuery": answer_query,
    "sendChatAction": send_action,
}
