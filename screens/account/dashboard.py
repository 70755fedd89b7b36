"""/dashboard for staff: what signs a browser in."""

from html import escape

from aiogram.types import InlineKeyboardButton, WebAppInfo

from screens.keyboard import keyboard
from screens.language import _
from screens.screen import Screen, lines


def link(url: str, app_url: str) -> Screen:
    """url: once, and for two minutes; app_url: for as long as the button is there.

    Telegram takes buttons with https alone.
    """
    text = _("The front desk in your browser. The link works once, for two minutes.")
    if not url.startswith("https://"):
        return Screen(lines(text, escape(url)))
    inside = InlineKeyboardButton(text=_("Open the dashboard"), web_app=WebAppInfo(url=app_url))
    outside = InlineKeyboardButton(text=_("Open it in a browser"), url=url)
    return Screen(text, keyboard([[inside], [outside]]))
