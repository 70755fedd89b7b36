"""A server that refuses disabled buttons gets dots; every other refusal stays what it is."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import InlineKeyboardMarkup

from infra.telegram import DisabledButtonsMiddleware, has_disabled
from screens.callback_values import DisabledTap
from screens.keyboard import button, disabled_button, keyboard
from tests.support.telegram import TOKEN

GREY = SendMessage(
    chat_id=1, text="x", reply_markup=keyboard([[disabled_button("1"), disabled_button("2")]])
)
DOT = button("·", DisabledTap())


class Server:
    """The wire's end: refuses with `refusal`, those with disabled buttons or all of them."""

    def __init__(self, refusal: str, refuses_all: bool = False) -> None:
        self.refusal, self.refuses_all = refusal, refuses_all
        self.seen: list[bool] = []

    async def __call__(self, _bot: Bot, method: TelegramMethod[Any]) -> Any:
        markup = getattr(method, "reply_markup", None)
        is_grey = isinstance(markup, InlineKeyboardMarkup) and has_disabled(markup)
        self.seen.append(is_grey)
        if self.refusal and (is_grey or self.refuses_all):
            raise TelegramBadRequest(method, self.refusal)
        return "sent"


async def send(middleware: DisabledButtonsMiddleware, server: Any) -> Any:
    return await middleware(server, Bot(TOKEN), GREY)


async def test_a_server_of_today_gets_disabled_buttons() -> None:
    server = Server("")
    assert await send(DisabledButtonsMiddleware(DOT), server) == "sent"
    assert server.seen == [True]


async def test_an_older_server_gets_dots_and_is_remembered() -> None:
    middleware = DisabledButtonsMiddleware(DOT)
    server = Server("Bad Request: Text buttons are unallowed in the inline keyboard")
    assert await send(middleware, server) == "sent"
    assert await send(middleware, server) == "sent"
    assert server.seen == [True, False, False]


async def test_another_refusal_is_no_reason_for_dots() -> None:
    middleware = DisabledButtonsMiddleware(DOT)
    server = Server("Bad Request: message is not modified")
    with pytest.raises(TelegramBadRequest):
        await send(middleware, server)
    assert server.seen == [True]


async def test_a_refusal_that_dots_do_not_cure_is_remembered_for_nothing() -> None:
    middleware = DisabledButtonsMiddleware(DOT)
    with pytest.raises(TelegramBadRequest):
        await send(middleware, Server("BUTTON_TYPE_INVALID", refuses_all=True))
    assert middleware.is_known
