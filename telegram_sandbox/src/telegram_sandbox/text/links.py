"""Links, custom emoji and times."""

import re
from typing import Any
from urllib.parse import urlsplit

from telegram_sandbox.refusals import unparsable

Json = dict[str, Any]
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
HOST = re.compile(r"[^\s/:?#@]+\.[^\s/:?#@.]{2,}|localhost|[\d.]+|\[[0-9a-fA-F:]+\]")


def checked_url(url: str) -> str:
    """A link as Telegram stores it; an empty string if it is not one."""
    url = url.strip()
    if not url or re.search(r"\s", url):
        return ""
    if url.lower().startswith(("tg:", "ton:", "tonsite:")):
        return url
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https", "ftp"} or not HOST.fullmatch(host):
        return ""
    return url if parts.path or parts.query or parts.fragment else f"{url}/"


def link_entity(url: str) -> Json | None:
    """A text_link, a text_mention for tg://user, or None if it is not a link."""
    if found := re.fullmatch(r"tg:(?://)?user\?id=(\d+)", url.strip()):
        user = {"id": int(found[1]), "is_bot": False, "first_name": ""}
        return {"type": "text_mention", "user": user}
    checked = checked_url(url)
    return {"type": "text_link", "url": checked} if checked else None


def emoji_id(number: str) -> Json:
    """A custom_emoji.

    Raises:
        Refused: the id is not a number.
    """
    if not number.isascii() or not number.isdigit() or int(number) == 0:
        raise unparsable("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": number}


def time_entity(unix: str, told: str) -> Json:
    """A date_time.

    Raises:
        Refused: the time or its format is wrong.
    """
    if not re.fullmatch(r"-?\d{1,12}", unix, re.ASCII):
        raise unparsable("Invalid date-time specified")
    if not TIME_FORMAT.fullmatch(told):
        raise unparsable("Invalid date-time format specified")
    shown = {"date_time_format": told} if told else {}
    return {"type": "date_time", "unix_time": int(unix), **shown}
