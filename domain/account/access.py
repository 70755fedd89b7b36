"""How programs and browsers are let in: API keys with scopes, and sessions that a chat opens.

A secret is 256 random bits, so a plain hash of it is kept. It is shown once.
"""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from typing import Self

from domain.account.actor import Actor
from domain.refusals import EntryInvalid, KeyInvalid

PREFIX = "sb"
KEY = re.compile(rf"{PREFIX}_([a-z0-9]{{8}})_([A-Za-z0-9_-]{{43}})")
LONGEST_NAME = 40
PER_MINUTE = 120  # requests of a key, unless its owner says otherwise
MOST_PER_MINUTE = 6000
MOST_KEYS = 50  # that are open at once
LINK_FOR = timedelta(minutes=2)
APP_FOR = timedelta(minutes=3)  # what Telegram signs when a Mini App opens, used at once
EARLY = timedelta(seconds=30)  # that Telegram's clock may be before ours
ACCESS_FOR = timedelta(minutes=10)
SESSION_FOR = timedelta(days=14)  # since it was last used
GRACE = timedelta(seconds=20)  # tabs that were open while another one has got a new token
USED_EVERY = timedelta(minutes=1)  # how exactly it is known when a key was used


class Scope(StrEnum):
    """What a key may be used for; never more than the role of whoever made it."""

    READ = "read"  # the catalogue, free times, bookings, patients
    BOOK = "book"  # bookings and patients: make, move, cancel
    MESSAGES = "messages"  # messages at an instant, series
    STAFF = "staff"  # the day, reports, numbers


@dataclass(frozen=True, slots=True)
class KeyText:
    """A key as a program sends it, in its parts."""

    short_id: str
    secret: str = field(repr=False)

    @classmethod
    def of(cls, short_id: str, secret: bytes) -> Self:
        """secret: 32 bytes."""
        return cls(short_id, urlsafe_b64encode(secret).decode().rstrip("="))

    def __str__(self) -> str:
        return f"{PREFIX}_{self.short_id}_{self.secret}"


@dataclass(frozen=True, slots=True)
class KeyWish:
    """A key that somebody wants. expires_at: aware UTC, None = never. per_minute: requests."""

    name: str
    scopes: frozenset[Scope]
    expires_at: datetime | None = None
    per_minute: int = PER_MINUTE


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret. used_at: to the minute."""

    id: int
    made_by: int
    name: str
    short_id: str
    scopes: frozenset[Scope]
    per_minute: int
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    ended_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return self.ended_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A program at the door: its key, and whose hand it is."""

    key: ApiKey
    actor: Actor


@dataclass(frozen=True, slots=True)
class WebSession:
    """A browser that somebody has signed in with. browser: 'Firefox on Linux'."""

    id: int
    account_id: int
    browser: str
    made_at: datetime
    used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A Mini App that Telegram has opened for somebody. mark: no other opening has it."""

    account_id: int
    at: datetime
    mark: str = field(repr=False)


class Refresh(StrEnum):
    """What became of a token that asked for a new one."""

    RENEWED = "renewed"
    RACED = "raced"  # another tab has just got the new one
    REUSED = "reused"  # stolen, or a copy of an old one: the session ends
    ENDED = "ended"


def parse_key(text: str) -> KeyText:
    """The parts of a key. Raises KeyInvalid."""
    found = KEY.fullmatch(text)
    if found is None:
        raise KeyInvalid
    return KeyText(found[1], found[2])


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def is_secret(given: str, kept: str) -> bool:
    """Whether this is what was hashed, in a time that tells nothing."""
    return compare_digest(hashed(given), kept)


def checked(wish: KeyWish, now: datetime) -> KeyWish:
    """The wish with a tidy name. Raises EntryInvalid: name, scopes, per_minute or expires_at."""
    name = " ".join(wish.name.split())
    if not (0 < len(name) <= LONGEST_NAME and name.isprintable()):
        raise EntryInvalid("name")
    if not wish.scopes:
        raise EntryInvalid("scopes")
    if not 1 <= wish.per_minute <= MOST_PER_MINUTE:
        raise EntryInvalid("per_minute")
    if wish.expires_at is not None and wish.expires_at <= now:
        raise EntryInvalid("expires_at")
    return KeyWish(name, wish.scopes, wish.expires_at, wish.per_minute)


BROWSERS = {"edg": "Edge", "opr": "Opera", "firefox": "Firefox", "chrome": "Chrome"}
BROWSERS |= {"chromium": "Chromium", "safari": "Safari"}
SYSTEMS = {"iphone": "iPhone", "ipad": "iPad", "android": "Android", "windows": "Windows"}
SYSTEMS |= {"mac os": "macOS", "cros": "ChromeOS", "linux": "Linux"}


def browser_of(agent: str) -> str:
    """'Firefox on Linux' for the header User-Agent; nothing else of it is kept."""
    text = agent[:500].casefold()
    name = next((name for part, name in BROWSERS.items() if part in text), "A browser")
    system = next((name for part, name in SYSTEMS.items() if part in text), "")
    return f"{name} on {system}" if system else name
