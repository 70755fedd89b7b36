"""What every screen function returns, an HTML text and its keyboard, and how a text is laid out."""

from dataclasses import dataclass
from html import escape

from aiogram.types import (
    InlineKeyboardMarkup,
    InputRichMessage,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

LABEL = 40  # characters of a value that a button shows; a phone's width


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: `text` is Telegram HTML with every foreign value escaped.

    rich: the same as blocks, shown instead of the text by a Telegram that knows such messages.
    """

    text: str
    keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None = None
    rich: InputRichMessage | None = None


def lines(*parts: str) -> str:
    """Paragraphs, the empty ones left out."""
    return "\n\n".join(part for part in parts if part)


def short(text: str, limit: int = LABEL) -> str:
    """The text, cut with an ellipsis so that a button or a note stays one line."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def html_of(text: str, limit: int) -> str:
    """Foreign text for a card: one line, not too long, escaped."""
    return escape(short(text, limit))
