"""What a log line says of an error of Telegram's: enough to mend it, and nobody's words."""

import json

import pytest
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramUnauthorizedError
from aiogram.methods import GetMe, GetUpdates
from aiogram.methods.base import Response
from aiogram.types import Update
from pydantic import ValidationError

from bot.register import log_fields

TOKEN = "123456789:AAExampleExampleExampleExample_-xyz"


def undecodable(answer: object) -> ClientDecodeError:
    try:
        Response[list[Update]].model_validate(answer)
    except ValidationError as wrong:
        return ClientDecodeError("Failed to deserialize object", wrong, answer)
    raise AssertionError


@pytest.mark.parametrize(
    "error",
    [
        ClientDecodeError("Failed to decode object", json.JSONDecodeError("x", "", 0), "Ada, +49"),
        undecodable({"ok": True, "result": [{"update_id": 1, "message": "Ada, my phone is +49"}]}),
    ],
)
def test_an_answer_that_cannot_be_read_is_not_repeated(error: ClientDecodeError) -> None:
    said = log_fields(error)
    assert said["problem"].startswith("Failed to de")
    assert "Ada" not in str(said)


def test_half_a_token_is_masked_too() -> None:
    url = f"https://api.telegram.org/bot{TOKEN}/getUpdates"
    for lead in range(110, 200):
        said = log_fields(TelegramNetworkError(GetUpdates(), "x" * lead + url))
        assert "AAEx" not in said["problem"]


def test_what_telegram_says_is_told() -> None:
    assert (
        log_fields(TelegramUnauthorizedError(GetMe(), "Unauthorized"))["problem"] == "Unauthorized"
    )
