"""What every screen function returns: an HTML text and its keyboard."""

from collections.abc import Callable
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

Translate = Callable[[str], str]
"""Finds the reader's words for an English source text, e.g. gettext of one locale."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: `text` is Telegram HTML with every foreign value escaped."""

    text: str
    keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None = None
