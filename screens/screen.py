"""What every screen function returns: an HTML text and its keyboard."""

from dataclasses import dataclass

from aiogram.types import (
    InlineKeyboardMarkup,
    InputRichMessage,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: `text` is Telegram HTML with every foreign value escaped.

    rich: the same as blocks, shown instead of the text by a Telegram that knows such messages.
    """

    text: str
    keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None = None
    rich: InputRichMessage | None = None
