"""Dead letters, and messages that are sent next or were sent last, as staff see them: never what
they say, and of dead letters never who wrote them by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from domain.messages.delivery import Lane
from domain.messages.text import clean, within

LONGEST = 200  # UTF-16 units of a reason


@dataclass(frozen=True, slots=True)
class Group:
    """Dead letters of one cause. latest: the newest planned instant among them, aware UTC."""

    cause: str
    count: int
    latest: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter. kind: as in domain.messages.content. at: as planned."""

    id: int
    author: str
    kind: str
    at: datetime
    cause: str
    attempts: int
    in_doubt: bool


@dataclass(frozen=True, slots=True)
class Letters:
    """A page of a group, the newest first; number from 0."""

    cause: str
    items: tuple[Letter, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides, and when. by: account id. at: aware UTC, whole seconds."""

    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DeadMessage:
    """A message that was given up, as its author is told of it.

    content: as stored, see domain.messages.content. due_at: as planned. zone: None for what was
    not planned by a person. is_halted: it repeats, and waits now.
    """

    id: int
    content: Mapping[str, Any]
    recipient: str
    due_at: datetime
    zone: str | None
    last_error: str | None
    locale: str
    is_halted: bool = False

    @property
    def cause(self) -> str:
        """One of domain.messages.delivery.Cause."""
        return (self.last_error or "").split(":", 1)[0]


def pseudonym(account_id: int) -> str:
    """Six letters that stand for an account: the same each time, and no way to write to it."""
    return blake2b(str(account_id).encode(), digest_size=3, person=b"dead letters").hexdigest()


def reason_of(text: str) -> str:
    """A reason that can be kept. Raises TextEmpty, TextTooLong."""
    return within(" ".join(clean(text).split()), LONGEST)


@dataclass(frozen=True, slots=True)
class Planned:
    """One that waits. kind: as in domain.messages.content. at: the next try, aware UTC."""

    id: int
    author: str
    kind: str
    channel: str
    lane: Lane
    at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Sent:
    """One that was sent. late: from the planned instant to the try that arrived."""

    id: int
    author: str
    kind: str
    channel: str
    at: datetime
    late: timedelta
    attempts: int
    in_doubt: bool


@dataclass(frozen=True, slots=True)
class Traffic:
    """The next ones first; the last ones first."""

    planned: tuple[Planned, ...]
    sent: tuple[Sent, ...]
