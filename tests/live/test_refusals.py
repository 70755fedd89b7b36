"""What our code and the sandbox believe of Telegram's refusals, held against the Bot API itself."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from handlers.dialog import UNCHANGED
from infra.telegram import NO_CHAT
from telegram_sandbox.refusals import QUERY_TOO_OLD
from tests.live.place import Json, Place

NOBODY = 1  # no chat has this id
LONG = "x" * 4097  # characters, one more than a message may have
DEEP = {"inline_keyboard": [[{"text": "A", "callback_data": "x" * 65}]]}  # bytes, one too many
REFUSED: list[tuple[str, Json, int, str]] = [
    ("sendMessage", {"chat_id": NOBODY, "text": "x"}, 400, NO_CHAT),
    ("sendMessage", {"text": ""}, 400, "message text is empty"),
    ("sendMessage", {"text": LONG}, 400, "message is too long"),
    ("sendMessage", {"text": "<b>x", "parse_mode": "HTML"}, 400, "can't parse entities"),
    ("sendMessage", {"text": "x", "reply_markup": DEEP}, 400, "BUTTON_DATA_INVALID"),
    ("editMessageText", {"message_id": 2**31 - 1, "text": "x"}, 400, "message to edit not found"),
    ("deleteMessage", {"message_id": 2**31 - 1}, 400, "message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, 400, QUERY_TOO_OLD),
    ("getFile", {"file_id": "x"}, 400, "file"),
    ("sendDocument", {"document": "x"}, 400, "wrong"),
    ("sendNothing", {}, 404, "Not Found"),
]


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.mark.parametrize(("method", "params", "code", "words"), REFUSED)
async def test_it_says_no_in_these_words(
    place: Place, http: aiohttp.ClientSession, method: str, params: Json, code: int, words: str
) -> None:
    told = await place.call(http, method, **({"chat_id": place.chat_id} | params))
    assert (told["ok"], told["error_code"]) == (False, code)
    assert words in told["description"]


async def test_what_is_not_changed_is_refused_and_what_is_gone_cannot_go_again(
    place: Place, http: aiohttp.ClientSession
) -> None:
    here = {"chat_id": place.chat_id}
    made = await place.call(http, "sendMessage", text="the same", **here)
    there = here | {"message_id": made["result"]["message_id"]}
    told = await place.call(http, "editMessageText", text="the same", **there)
    assert UNCHANGED in told["description"]
    assert (await place.call(http, "deleteMessage", **there))["ok"]
    told = await place.call(http, "deleteMessage", **there)
    assert "message to delete not found" in told["description"]


async def test_a_reply_to_a_message_that_is_gone_can_be_allowed(
    place: Place, http: aiohttp.ClientSession
) -> None:
    gone = {"message_id": 2**31 - 1}
    asked = {"chat_id": place.chat_id, "text": "x", "reply_parameters": gone}
    told = await place.call(http, "sendMessage", **asked)
    assert told["description"].endswith("message to be replied not found")
    asked["reply_parameters"] = gone | {"allow_sending_without_reply": True}
    assert (await place.call(http, "sendMessage", **asked))["ok"]
