"""What Telegram says when it opens our Mini App, signed with the bot's token."""

from aiogram.utils.web_app import safe_parse_webapp_init_data

from domain.account.access import Opened
from domain.refusals import LinkInvalid

LONGEST = 4096  # characters


def read(token: str, init_data: str) -> Opened:
    """Who has opened it, and when. Raises LinkInvalid for what Telegram has not signed."""
    try:
        found = safe_parse_webapp_init_data(token, init_data[:LONGEST])
    except (ValueError, TypeError):  # TypeError: a hash beyond ASCII
        raise LinkInvalid from None
    if found.user is None:
        raise LinkInvalid
    return Opened(found.user.id, found.auth_date, found.hash)
