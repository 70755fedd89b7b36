"""The address of a person's calendar: it cannot be guessed, and a new one ends the old one.

It is derived from the key, so nothing that opens a calendar stands in the database.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from domain.keys import Keys, keyed

TOKEN = re.compile(r"(\d{1,19})-[0-9a-f]{32}")
PAST = timedelta(days=30)  # how long a visit stays in the calendar
MOST = 200  # visits


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """number: how many addresses there have been; 0 = none is open."""

    account_id: int
    number: int


def token_of(feed: CalendarFeed, key: str) -> str:
    """What the present address ends with."""
    secret = keyed("calendar", f"{feed.account_id}:{feed.number}", key)
    return f"{feed.account_id}-{secret.hex()}"


def account_in(token: str) -> int | None:
    """Whose calendar a token says that it is; None for what is no token."""
    found = TOKEN.fullmatch(token)
    return int(found[1]) if found else None


def opens(token: str, feed: CalendarFeed, keys: Keys) -> bool:
    """Whether a token is the present one."""
    known = [token_of(feed, key) for key in keys.all]
    return feed.number > 0 and any(compare_digest(token, one) for one in known)
