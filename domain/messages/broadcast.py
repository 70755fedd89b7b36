"""One message to many: who gets it, how long it takes, and how it went."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.messages.content import Content

LANGUAGE = re.compile(r"[a-z]{2,8}")
TEST = re.compile(r"[0-9]{1,18}")  # an id, which fits 64 bits


class Audience(StrEnum):
    """Whom it goes to; the value rides in buttons."""

    ALL = "a"
    DAY = "d"  # who has a visit on a day at the lab
    TEST = "t"  # who has had a visit for a test within a year, or has one to come
    LANGUAGE = "l"


@dataclass(frozen=True, slots=True)
class People:
    """An audience in particular. value: a day (ISO), a test's id, a language; "" for all.

    lab_id: whose day it is.
    """

    kind: Audience
    value: str = ""
    lab_id: int = 0

    def to_json(self) -> dict[str, Any]:
        return {"kind": str(self.kind), "value": self.value, "lab_id": self.lab_id}


@dataclass(frozen=True, slots=True)
class Size:
    """How many can be reached, and how many of the audience have blocked the bot."""

    people: int
    blocked: int


@dataclass(frozen=True, slots=True)
class Staging:
    """A broadcast that is not staged whole. after: the account id up to which it is."""

    id: int
    author_id: int
    people: People
    made_at: datetime
    after: int


@dataclass(frozen=True, slots=True)
class Staged:
    """A part that was staged: how many people, and the last one's account id (None for nobody)."""

    people: int
    last_id: int | None


@dataclass(frozen=True, slots=True)
class ProgressCard:
    """The author's message that shows how a broadcast goes. message_id: None if there is none."""

    broadcast_id: int
    author_id: int
    message_id: int | None
    made_at: datetime
    is_stopped: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. waiting: neither sent nor given up, without those still to be staged."""

    id: int
    status: str
    sent: int
    waiting: int
    blocked: int
    failed: int
    cancelled: int

    @property
    def total(self) -> int:
        return self.sent + self.waiting + self.blocked + self.failed + self.cancelled

    @property
    def is_over(self) -> bool:
        return self.status in {"sending", "stopped", "done"} and not self.waiting


@dataclass(frozen=True, slots=True)
class BroadcastState:
    """A broadcast as managers see it. author: the colleague's name, '' if none; aware UTC."""

    progress: Progress
    people: People
    content: Content
    author: str
    made_at: datetime
    ended_at: datetime | None


def people_of(stored: Mapping[str, Any]) -> People:
    """From its stored form. Raises KeyError, ValueError."""
    return People(Audience(stored["kind"]), str(stored["value"]), int(stored["lab_id"]))


def takes(count: int, rate: float) -> timedelta:
    """How long so many messages take at so many a second; 0 = no limit."""
    return timedelta(seconds=count / rate) if rate > 0 else timedelta()
