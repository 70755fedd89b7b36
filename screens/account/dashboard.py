"""/dashboard for staff: the link that signs a browser in."""

from html import escape

from aiogram.types import InlineKeyboardButton

from screens.keyboard import keyboard
from screens.language import _
from screens.screen import Screen, lines


def link(url: str) -> Screen:
    """Once, and for two minutes. Telegram takes buttons with https alone."""
    text = _("The front desk in your browser. The link works once, for two minutes.")
    if url.startswith("https://"):
        return Screen(
            text, keyboard([[InlineKeyboardButton(text=_("Open the dashboard"), url=url)]])
        )
    return Screen(lines(text, escape(url)))
