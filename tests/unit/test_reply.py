"""A handler's answer as the webhook's reply: the method's fields as JSON, files never."""

import json
from datetime import UTC, datetime

import pytest
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, SendDocument, SendMessage, TelegramMethod
from aiogram.types import BufferedInputFile

from bot.webhook import parse_update
from infra.telegram import body_of, open_bot
from screens.keyboard import disabled_button, keyboard
from tests.support.telegram import TOKEN


@pytest.fixture
def bot() -> Bot:
    return open_bot(TOKEN, "http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        (
            AnswerCallbackQuery(callback_query_id="7", text="x", show_alert=False),
            {"callback_query_id": "7", "text": "x", "show_alert": False},
        ),
        (
            SendMessage(chat_id=7, text="<b>x</b>"),
            {"chat_id": 7, "text": "<b>x</b>", "parse_mode": "HTML"},
        ),
        (SendMessage(chat_id=7, text="<", parse_mode=None), {"chat_id": 7, "text": "<"}),
        (
            SendMessage(
                chat_id=7,
                text="x",
                parse_mode=None,
                reply_markup=keyboard([[disabled_button("1")]]),
            ),
            {
                "chat_id": 7,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "1", "disabled": {}}]]},
            },
        ),
    ],
)
def test_fields_keep_their_types(
    bot: Bot, method: TelegramMethod[object], fields: dict[str, object]
) -> None:
    body = body_of(method, bot, method=method.__api_method__)
    assert body is not None
    assert json.loads(body) == fields | {"method": method.__api_method__}


def test_a_file_cannot_ride_in_a_reply(bot: Bot) -> None:
    file = BufferedInputFile(b"x", "x.txt")
    assert body_of(SendDocument(chat_id=7, document=file), bot) is None


def test_an_update_that_cannot_be_read_is_none(bot: Bot) -> None:
    assert parse_update({"update_id": 1, "message": 5}, bot) is None
    good = {"message_id": 1, "date": datetime.now(UTC), "chat": {"id": 1, "type": "private"}}
    assert parse_update({"update_id": 1, "message": good}, bot) is not None
