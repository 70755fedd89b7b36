"""For Bot API servers that know no disabled buttons: dots that explain themselves when tapped."""

from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardMarkup

from screens.callback_values import DisabledTap
from screens.keyboard import button


class DisabledButtonsMiddleware(BaseRequestMiddleware):
    """Sends a keyboard again with dots if its buttons were refused, and remembers what helped."""

    def __init__(self) -> None:
        self.is_known = True

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Any:
        """Any call that has no disabled button passes as it is."""
        markup = getattr(method, "reply_markup", None)
        if not isinstance(markup, InlineKeyboardMarkup) or not has_disabled(markup):
            return await make_request(bot, method)
        dotted = method.model_copy(update={"reply_markup": without_disabled(markup)})
        if not self.is_known:
            return await make_request(bot, dotted)
        try:
            return await make_request(bot, method)
        except TelegramBadRequest as refused:
            if "button" not in refused.message.casefold():
                raise
        answer = await make_request(bot, dotted)
        self.is_known = False
        return answer


def has_disabled(markup: InlineKeyboardMarkup | None) -> bool:
    return markup is not None and any(b.disabled for row in markup.inline_keyboard for b in row)


def without_disabled(markup: InlineKeyboardMarkup) -> InlineKeyboardMarkup:
    """The same keyboard for a server that knows no disabled buttons: a dot that explains itself."""
    dot = button("·", DisabledTap())
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [dot if item.disabled else item for item in row] for row in markup.inline_keyboard
        ]
    )
